using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>How well a transcriber heard a group of recordings.</summary>
/// <remarks>Recordings in which nothing is played count for <see cref="FalseNotesPerMinute"/> and the times alone: there is no
/// precision or recall of nothing.</remarks>
public sealed record GroupReport
{
    /// <summary>Recordings with notes.</summary>
    public required int Recordings { get; init; }

    /// <summary>Notes that were played in them.</summary>
    public required int Notes { get; init; }

    public required double Minutes { get; init; }

    /// <summary>As the files are; no lag is taken off.</summary>
    public required IReadOnlyDictionary<string, TranscriptionScore> Pooled { get; init; }

    /// <summary>Likewise.</summary>
    public required IReadOnlyDictionary<string, TranscriptionScore> Mean { get; init; }

    /// <summary>By how much the group's onsets are told later than annotated: the median of matched notes. Null where none match.</summary>
    public required double? LagMs { get; init; }

    /// <summary>The scores once that lag is taken off every note that was told.</summary>
    public required ScorePair LagRemoved { get; init; }

    /// <summary>From a matched note's annotated onset to the moment when it was told.</summary>
    public required Quantiles? DelayMs { get; init; }

    /// <summary>From the onset that a told note bears to the moment when it was told; of all notes, right or wrong.</summary>
    public required Quantiles? StampDelayMs { get; init; }

    /// <summary>Seconds of processor time for a second of sound, the decoding of the file included: below 1 one core keeps up.</summary>
    public required double RealTimeFactor { get; init; }

    /// <summary>Recordings in which nothing is played.</summary>
    public required int EmptyRecordings { get; init; }

    public required double EmptyMinutes { get; init; }

    /// <summary>What was told in these; null where there is none.</summary>
    public required double? FalseNotesPerMinute { get; init; }

    internal static GroupReport Of(IReadOnlyList<RecordingResult> results)
    {
        RecordingResult[] played = [.. results.Where(result => !result.IsEmpty)], empty = [.. results.Where(result => result.IsEmpty)];
        double? lag = OnsetLag.Of(played);
        ScorePair asTheyAre = ScorePair.Of(played.Select(result => result.Count()));
        double emptyMinutes = empty.Sum(result => result.Seconds) / 60;
        return new()
        {
            Recordings = played.Length,
            Notes = played.Sum(result => result.Reference.Count),
            Minutes = Math.Round(played.Sum(result => result.Seconds) / 60, 3),
            Pooled = asTheyAre.Pooled,
            Mean = asTheyAre.Mean,
            LagMs = lag * 1000,
            LagRemoved = lag is { } found ? ScorePair.Of(played.Select(result => result.Count(found))) : asTheyAre,
            DelayMs = Quantiles.Of(played.SelectMany(result => result.Delays()).Select(seconds => 1000 * seconds)),
            StampDelayMs = Quantiles.Of(results.SelectMany(result => result.StampDelays()).Select(seconds => 1000 * seconds)),
            RealTimeFactor = results.Sum(result => result.Busy.TotalSeconds) / Math.Max(results.Sum(result => result.Seconds), 1e-9),
            EmptyRecordings = empty.Length,
            EmptyMinutes = Math.Round(emptyMinutes, 3),
            FalseNotesPerMinute = emptyMinutes > 0 ? empty.Sum(result => result.Heard.Notes.Count) / emptyMinutes : null,
        };
    }
}
