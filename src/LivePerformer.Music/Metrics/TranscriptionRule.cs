namespace LivePerformer.Music;

/// <summary>When a transcribed note is right; its key must be in any case.</summary>
/// <param name="Name">As it stands in reports.</param>
/// <param name="Onset">The most that its onset may be off, in seconds.</param>
/// <param name="Offset">Whether its end counts: within 20 % of the note's length, or 50 ms.</param>
/// <param name="Velocity">Whether its velocity counts.</param>
public sealed record TranscriptionRule(string Name, double Onset, bool Offset = false, bool Velocity = false)
{
    /// <summary>The field's usual one: the key, and the onset within 50 ms.</summary>
    public static TranscriptionRule Usual { get; } = new("onset_50ms", 0.05);

    /// <summary>All that reports hold.</summary>
    public static IReadOnlyList<TranscriptionRule> All { get; } =
    [
        Usual,
        new("onset_30ms", 0.03),
        new("onset_20ms", 0.02),
        new("onset_10ms", 0.01),
        new("onset_offset_50ms", 0.05, Offset: true),
        new("onset_velocity_50ms", 0.05, Velocity: true),
        new("onset_offset_velocity_50ms", 0.05, Offset: true, Velocity: true),
    ];
}
