namespace LivePerformer.Host;

/// <summary>What a rehearsal measured. Times in milliseconds unless the name says otherwise.</summary>
public sealed record RehearsalReport
{
    public required string Input { get; init; }
    public required string Preset { get; init; }
    public required string Model { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Length of the take.</summary>
    public required double Seconds { get; init; }

    public required int HumanNotes { get; init; }
    public required int Answers { get; init; }
    public required long AiNotes { get; init; }

    /// <summary>On the clock of the performance, from the cue to the first note that left; null without answers.</summary>
    public required double? CueToFirstNoteP50Ms { get; init; }

    /// <inheritdoc cref="CueToFirstNoteP50Ms"/>
    public required double? CueToFirstNoteP99Ms { get; init; }

    /// <summary>Time that the processor needed from the hand-over to the first planned note, on this machine.</summary>
    public required double? ThinkingToFirstNoteP50Ms { get; init; }

    /// <inheritdoc cref="ThinkingToFirstNoteP50Ms"/>
    public required double? ThinkingToFirstNoteP99Ms { get; init; }

    public required long LateNotes { get; init; }
    public required long DroppedNotes { get; init; }

    /// <summary>Note-ons of the AI without their note-off in the take; anything but zero is a fault.</summary>
    public required int StuckNotes { get; init; }

    public required long TokensHeard { get; init; }
    public required long TokensPlayed { get; init; }

    /// <summary>Tokens heard and played for each second that the model was at work.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Seconds of music for each second of work: 10 is ten times faster than real time.</summary>
    public required double RealTimeFactor { get; init; }

    public required double WallSeconds { get; init; }
}
