namespace LivePerformer.Core;

/// <summary>What the musician can tell the performance to do. The numbers stand in takes: they are never given to something else.</summary>
public enum CommandKind : byte
{
    None = 0,

    /// <summary>The AI may play, after a stop.</summary>
    Start = 1,

    /// <summary>The AI ends its phrase at once and plays no more until it is started; it goes on listening.</summary>
    Stop = 2,

    /// <summary>Not this: what is planned and not yet sent is taken back, what sounds is ended, and the turn is the human's.
    /// Where both play at once, the AI thinks of something else.</summary>
    Veto = 3,

    /// <summary>The turn changes hands at once, without waiting for the cue.</summary>
    TakeOver = 4,

    /// <summary>Who plays when; the value is the number of the role: 0 answer, 1 duet, 2 continue.</summary>
    Role = 5,

    /// <summary>The value is the model's temperature, 0.01 to 4.</summary>
    Temperature = 6,

    /// <summary>The value is the notes a second that the AI is drawn towards; 0 leaves it to the model.</summary>
    Density = 7,

    /// <summary>By how much louder than the human the AI plays, in MIDI velocity; below 0 softer.</summary>
    Loudness = 8,

    /// <summary>The next item of the set list.</summary>
    Next = 9,

    /// <summary>The item before.</summary>
    Previous = 10,

    /// <summary>The item whose number is the value, counted from 1.</summary>
    GoTo = 11,

    /// <summary>Every note on every port ends at once, and what was planned is forgotten.</summary>
    Panic = 12,

    /// <summary>The next key, pedal or program change that the human touches is bound to the command whose number is the value.</summary>
    Learn = 13,

    /// <summary>Whatever is bound to the command whose number is the value is bound to it no more.</summary>
    Unlearn = 14,

    /// <summary>The value is the number of the <see cref="Core.Scale"/> out of which the AI plays.</summary>
    Scale = 15,

    /// <summary>The value is the number of the <see cref="Core.Tonic"/> on which the scale stands.</summary>
    Tonic = 16,

    /// <summary>Tones out of which alone the AI plays: the bits of <see cref="PitchClasses"/>; 0 is no chord.</summary>
    Chord = 17,

    /// <summary>Whether the AI keeps to the chord that the human last held: 1, or 0.</summary>
    FollowChord = 18,

    /// <summary>The lowest key that the AI may strike, 0 to 127.</summary>
    Lowest = 19,

    /// <summary>The highest key that the AI may strike, 0 to 127.</summary>
    Highest = 20,

    /// <summary>Beats a minute, from here on; 0 takes away what was given or tapped.</summary>
    Tempo = 21,

    /// <summary>The human taps the tempo, once.</summary>
    Tap = 22,

    /// <summary>Whether the metronome clicks: 1, or 0.</summary>
    Metronome = 23,

    /// <summary>Where an answer may begin: 0 anywhere, 1 on a beat, 2 on a bar.</summary>
    Entry = 24,

    /// <summary>From the host: the item that was loaded into a slot shall play. The value is 16 times the number of the item, counted from 0, and the slot.</summary>
    Enter = 128,

    /// <summary>From the host: the device is gone, and what it did is over.</summary>
    DeviceLost = 129,
}
