namespace LivePerformer.Core;

/// <summary>What may be turned while the AI plays.</summary>
public enum Dial : byte
{
    /// <summary>Below 1 more predictable, above 1 wilder; 0.01 to 4.</summary>
    Temperature,

    /// <summary>Notes a second that it is drawn towards, up to 64; 0 leaves it to the model.</summary>
    Density,

    /// <summary>By how much louder than the human it is drawn to play, in MIDI velocity, -127 to 127.</summary>
    Loudness,

    /// <summary>The number of the <see cref="Core.Scale"/> out of which it plays.</summary>
    Scale,

    /// <summary>The number of the <see cref="Core.Tonic"/> on which the scale stands.</summary>
    Tonic,

    /// <summary>The bits of the <see cref="PitchClasses"/> out of which alone it plays; 0 is no chord.</summary>
    Chord,

    /// <summary>1: it keeps to the chord that the human last held; 0: it does not.</summary>
    FollowChord,

    /// <summary>The lowest key that it may strike, 0 to 127; where that is above the highest, the highest gives way.</summary>
    Lowest,

    /// <summary>The highest key that it may strike, 0 to 127; where that is below the lowest, the lowest gives way.</summary>
    Highest,

    /// <summary>1: its first note comes where its turn begins; 0: a rest may come before it.</summary>
    AtOnce,
}
