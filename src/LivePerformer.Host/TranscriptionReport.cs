namespace LivePerformer.Host;

/// <summary>What was heard in a recording.</summary>
public sealed record TranscriptionReport
{
    public required string Input { get; init; }
    public required string Model { get; init; }

    /// <summary>From the moment a note sounds to the sample after which it is told, at most.</summary>
    public required double DelayMs { get; init; }

    /// <summary>Length of the recording.</summary>
    public required double Seconds { get; init; }

    public required double WallSeconds { get; init; }

    /// <summary>Seconds of sound for each second of work.</summary>
    public required double RealTimeFactor { get; init; }

    public required IReadOnlyList<HeardNote> Notes { get; init; }

    public required IReadOnlyList<HeardPedal> Pedals { get; init; }

    /// <summary>A note; times in seconds of the recording.</summary>
    public sealed record HeardNote(double Onset, double Offset, int Pitch, int Velocity);

    /// <summary>From when to when the sustain pedal was down.</summary>
    public sealed record HeardPedal(double From, double To);
}
