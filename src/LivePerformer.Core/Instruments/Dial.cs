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
}
