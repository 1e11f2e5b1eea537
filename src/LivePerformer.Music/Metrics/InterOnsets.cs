using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>The times from each note's beginning to the next one's, notes of a chord included.</summary>
public static class InterOnsets
{
    /// <summary>Bins of the histogram: 40 of 50 ms and one for everything from 2 s on.</summary>
    public const int Bins = 41;

    /// <summary>Fifty milliseconds: the notes of one chord, which hands never strike quite together, share the first bin.</summary>
    public static readonly TimeSpan BinWidth = TimeSpan.FromMilliseconds(50);

    /// <summary>One fewer than there are notes, in order of time.</summary>
    public static IReadOnlyList<TimeSpan> Of(IEnumerable<Note> notes)
    {
        TimePoint[] onsets = [.. notes.Select(note => note.Onset).Order()];
        return [.. onsets.Zip(onsets.Skip(1), (one, next) => next - one)];
    }

    /// <summary>Their mean in seconds; null for fewer than two notes.</summary>
    /// <remarks>mgeval's avg_IOI.</remarks>
    public static double? Mean(IEnumerable<Note> notes) =>
        Of(notes) is { Count: > 0 } intervals ? intervals.Average(interval => interval.TotalSeconds) : null;

    /// <summary>Share of the intervals in each bin: [0, 50) ms, [50, 100) ms ... and 2 s or longer. Zeros for fewer than two notes.</summary>
    public static double[] Histogram(IEnumerable<Note> notes)
    {
        var counts = new double[Bins];
        foreach (TimeSpan interval in Of(notes)) counts[Math.Min(interval.Ticks / BinWidth.Ticks, Bins - 1)]++;
        return Histograms.Shares(counts);
    }

    /// <summary>Rhythmic entropy: the entropy of <see cref="Histogram"/> in bits, 0 (a machine) to log2(41); null for
    /// fewer than two notes.</summary>
    /// <remarks>A definition of our own, for the literature has none in common.</remarks>
    public static double? Entropy(IEnumerable<Note> notes) => Histograms.Entropy(Histogram(notes));
}
