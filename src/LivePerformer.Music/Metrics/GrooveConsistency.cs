using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>How alike the rhythms of neighbouring measures are.</summary>
/// <remarks>muspy's groove_consistency (Wu and Yang 2020): one minus the mean Hamming distance between the onset patterns
/// of a measure and the next. A performance has no bar lines, so a measure is a length of time that starts at zero,
/// and an onset belongs to the position that it falls into, rounded down: with measures of 2 s and 200 positions these
/// are the steps of 10 ms and muspy's number at that resolution; with 16 positions, sixteenths at 120 quarters a minute.</remarks>
public static class GrooveConsistency
{
    /// <summary>Positions of a measure: sixteenths of a bar of 4/4.</summary>
    public const int Positions = 16;

    /// <summary>A bar of 4/4 at 120 quarters a minute, which is also how files of the MAESTRO kind are written.</summary>
    public static readonly TimeSpan Measure = TimeSpan.FromSeconds(2);

    /// <returns>0 to 1, or null where the notes end before the first measure does.</returns>
    public static double? Of(IReadOnlyCollection<Note> notes) => Of(notes, Measure, Positions);

    /// <param name="notes">Times are zero or later.</param>
    /// <param name="measure">Length of a measure.</param>
    /// <param name="positions">Into how many equal parts it is divided.</param>
    public static double? Of(IReadOnlyCollection<Note> notes, TimeSpan measure, int positions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(measure, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        if (notes.Count == 0) return null;

        long measures = (notes.Max(note => note.Offset).Ticks / measure.Ticks) + 1;
        if (measures < 2) return null;

        // A set, not a table: a damaged file may end years after it began.
        HashSet<long> onsets = [.. notes.Select(note => (long)((Int128)note.Onset.Ticks * positions / measure.Ticks))];
        long end = measures * positions, differences = 0;
        foreach (long onset in onsets)
        {
            if (onset >= positions && !onsets.Contains(onset - positions)) differences++;
            if (onset + positions < end && !onsets.Contains(onset + positions)) differences++;
        }

        return 1 - (differences / ((double)positions * (measures - 1)));
    }
}
