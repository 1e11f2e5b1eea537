using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>How well a transcriber heard one recording.</summary>
public sealed record RecordingReport
{
    /// <summary>Its path from the folder on, without extension.</summary>
    public required string Name { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Notes that were played.</summary>
    public required int Notes { get; init; }

    /// <summary>Notes that were told.</summary>
    public required int Told { get; init; }

    /// <summary>As the file is.</summary>
    public required IReadOnlyDictionary<string, TranscriptionScore> Scores { get; init; }

    /// <summary>As of a group, of this recording alone.</summary>
    public required double? LagMs { get; init; }

    /// <summary>As of a group.</summary>
    public required Quantiles? DelayMs { get; init; }

    /// <summary>As of a group.</summary>
    public required double RealTimeFactor { get; init; }

    internal static RecordingReport Of(RecordingResult result) => new()
    {
        Name = result.Pair.Name,
        Seconds = Math.Round(result.Seconds, 3),
        Notes = result.Reference.Count,
        Told = result.Heard.Notes.Count,
        Scores = TranscriptionScore.Of(result.Count()),
        LagMs = OnsetLag.Of([result]) * 1000,
        DelayMs = Quantiles.Of(result.Delays().Select(seconds => 1000 * seconds)),
        RealTimeFactor = result.Busy.TotalSeconds / Math.Max(result.Seconds, 1e-9),
    };
}
