namespace LivePerformer.Core;

/// <summary>What an entry of a take tells. The numbers stand in files: they are never given to something else.</summary>
public enum TakeKind : byte
{
    /// <summary>The performer begins a round in which it does something.</summary>
    Step = 1,

    /// <summary>The performer hears a message of the human.</summary>
    Heard = 2,

    /// <summary>The performer looks at the clock, and it has moved.</summary>
    Moment = 3,

    /// <summary>The performer listens whether the human plays on, and hears something.</summary>
    Noise = 4,

    /// <summary>The performer hands a plan to the callback.</summary>
    Plan = 5,

    /// <summary>The performer finds no room for a plan.</summary>
    Full = 6,

    /// <summary>The performer looks at the clock by which its work is measured.</summary>
    Work = 7,

    /// <summary>A message of the AI left, or was dropped.</summary>
    Sent = 8,

    /// <summary>A block of sound began in which the callback read plans, or before which frames were skipped.</summary>
    Block = 9,

    /// <summary>The turn changes hands.</summary>
    Turn = 10,

    /// <summary>A message of the human that came after the performer had stopped.</summary>
    Unheard = 11,

    /// <summary>A line of text: who took over and why, what went wrong.</summary>
    Remark = 12,

    /// <summary>Entries are missing here: the writer was too slow.</summary>
    Lost = 13,

    /// <summary>The take was closed in good order.</summary>
    End = 14,

    /// <summary>The performer is told to do something.</summary>
    Command = 15,

    /// <summary>The performer hears a message of the human on another input than the first.</summary>
    HeardOn = 16,

    /// <summary>A message of the human on another input than the first, that came after the performer had stopped.</summary>
    UnheardOn = 17,

    /// <summary>The performer failed, and here a new one begins that knows nothing of the one before.</summary>
    Restart = 18,

    /// <summary>A block of sound began in which the callback ended all notes by itself.</summary>
    Panic = 19,

    /// <summary>The performer hears what a microphone heard: it sounded earlier than it came.</summary>
    Transcribed = 20,

    /// <summary>What a microphone heard, that came after the performer had stopped.</summary>
    UnheardTranscribed = 21,
}
