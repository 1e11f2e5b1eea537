using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>By how much onsets are told later than the annotation has them: the annotation's lag, and the transcriber's own.</summary>
/// <remarks>The median difference of matched notes within 50 ms, found again after taking it off, until it stays: of a long lag the first matching sees only
/// one side.</remarks>
internal static class OnsetLag
{
    private const int MostTurns = 20;
    private const double Enough = 0.00005;   // seconds

    /// <returns>Seconds, above zero where onsets are told late; null where nothing matches.</returns>
    public static double? Of(IReadOnlyCollection<RecordingResult> recordings)
    {
        double? lag = null;
        for (int turn = 0; turn < MostTurns; turn++)
        {
            double before = lag ?? 0;
            double[] differences = [.. recordings.SelectMany(recording => recording.Differences(before)).Order()];
            if (differences.Length == 0) return lag;

            lag = Quantiles.Of(differences, 0.5);
            if (Math.Abs(lag.Value - before) <= Enough) break;
        }

        return lag;
    }
}
