namespace LivePerformer.Core;

/// <summary>What happened to a message on its way out.</summary>
[Flags]
public enum SentFlags : byte
{
    /// <summary>It left at its frame.</summary>
    None = 0,

    /// <summary>It was due before the block in which it could leave.</summary>
    Late = 1,

    /// <summary>It did not leave: too late, cancelled, or no room.</summary>
    Dropped = 2,

    /// <summary>It was dropped because its epoch was cancelled.</summary>
    Cancelled = 4,

    /// <summary>A note-off or a pedal release that nobody planned: the callback ended what sounded.</summary>
    Ended = 8,

    /// <summary>No message at all: a block began in which plans were read, or before which frames were skipped.</summary>
    Block = 16,

    /// <summary>Likewise: a block began in which the callback ended everybody's notes by itself, for a panic that the
    /// performer did not answer.</summary>
    Panic = 32,
}
