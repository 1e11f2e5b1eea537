using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Which of the twelve pitch classes a piece uses, C first, and which follows which.</summary>
public static class PitchClassHistogram
{
    public const int Count = 12;

    /// <summary>An end leads into a beginning less than this away, before or after.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMilliseconds(50);

    public static IReadOnlyList<string> Names => Pitch.Tones;

    /// <summary>Share of the notes in each class: 12 numbers. Zeros for no notes.</summary>
    public static double[] Of(IEnumerable<Note> notes) => Weigh(notes, _ => 1);

    /// <summary>Share of the sound in each class, each note weighed by velocity times duration: 12 numbers.</summary>
    /// <remarks>mgeval's total_pitch_class_histogram, which adds up the velocities in a piano roll of 100 columns a second.</remarks>
    public static double[] Sounding(IEnumerable<Note> notes) => Weigh(notes, note => note.Velocity * (double)note.Duration.Ticks);

    /// <summary>Entropy of <see cref="Of"/> in bits, 0 to log2(12); null for no notes.</summary>
    /// <remarks>muspy's pitch_class_entropy (Wu and Yang, The Jazz Transformer on the Front Line, 2020).</remarks>
    public static double? Entropy(IEnumerable<Note> notes) => Histograms.Entropy(Of(notes));

    /// <summary>How often a note of one class (row) ends where one of another (column) begins: 12 rows of 12 counts.</summary>
    /// <remarks>mgeval's pitch_class_transition_matrix, which is pretty_midi's: every pair of an end and a beginning less
    /// than 50 ms apart counts, a note shorter than that with itself too; all zeros for a single note.</remarks>
    public static double[] Transitions(IReadOnlyCollection<Note> notes)
    {
        var counts = new double[Count * Count];
        if (notes.Count < 2) return counts;

        Note[] begun = [.. notes.OrderBy(note => note.Onset)], ended = [.. notes.OrderBy(note => note.Offset)];
        int first = 0;
        foreach (Note from in ended)
        {
            while (first < begun.Length && from.Offset - begun[first].Onset >= Together) first++;
            for (int to = first; to < begun.Length && begun[to].Onset - from.Offset < Together; to++)
                counts[(ClassOf(from) * Count) + ClassOf(begun[to])]++;
        }

        return counts;
    }

    internal static int ClassOf(Note note) => note.Pitch.Number % Count;

    private static double[] Weigh(IEnumerable<Note> notes, Func<Note, double> weight)
    {
        var sums = new double[Count];
        foreach (Note note in notes) sums[ClassOf(note)] += weight(note);
        return Histograms.Shares(sums);
    }
}
