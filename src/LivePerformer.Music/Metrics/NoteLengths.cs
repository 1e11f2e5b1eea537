using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>How long notes last, in the twelve note values that are written.</summary>
/// <remarks>mgeval's note_length_hist: each note counts for the value it is nearest to, the first named one where two are
/// equally near. A performance has no bar lines, so the length of a bar is given; by default that of 4/4 at 120 quarters a
/// minute, which is what mgeval reads in a MAESTRO file.</remarks>
public static class NoteLengths
{
    private const int UnitsPerBar = 96;

    // In 96ths of a bar, in mgeval's order.
    private static readonly int[] Units = [96, 48, 24, 12, 6, 72, 36, 18, 9, 32, 16, 8];

    public static IReadOnlyList<string> Names { get; } =
        ["1/1", "1/2", "1/4", "1/8", "1/16", "1/2.", "1/4.", "1/8.", "1/16.", "1/2 triplet", "1/4 triplet", "1/8 triplet"];

    /// <summary>The indices of <see cref="Names"/> from the shortest value to the longest.</summary>
    public static IReadOnlyList<int> ByLength { get; } = [.. Enumerable.Range(0, Units.Length).OrderBy(i => Units[i])];

    /// <summary>Share of the notes in each value: 12 numbers. Zeros for no notes.</summary>
    public static double[] Histogram(IEnumerable<Note> notes) => Histogram(notes, GrooveConsistency.Measure);

    /// <param name="notes">In any order.</param>
    /// <param name="bar">Length of a bar.</param>
    public static double[] Histogram(IEnumerable<Note> notes, TimeSpan bar)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bar, TimeSpan.Zero);
        var counts = new double[Units.Length];
        foreach (Note note in notes)
        {
            int nearest = 0;
            for (int i = 1; i < Units.Length; i++)
            {
                if (Away(note, Units[i]) < Away(note, Units[nearest])) nearest = i;
            }

            counts[nearest]++;
        }

        return Histograms.Shares(counts);

        Int128 Away(Note note, int units) => Int128.Abs(((Int128)note.Duration.Ticks * UnitsPerBar) - ((Int128)units * bar.Ticks));
    }
}
