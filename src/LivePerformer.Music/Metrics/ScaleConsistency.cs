using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>How well a piece keeps to its best scale.</summary>
public static class ScaleConsistency
{
    private static readonly int[][] Modes = [[0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10]];   // major and natural minor, from the root

    /// <summary>The largest share of notes that lie in one of the 24 major and natural minor scales; null for no notes.</summary>
    /// <remarks>muspy's scale_consistency (Mogren, C-RNN-GAN, 2016).</remarks>
    public static double? Of(IReadOnlyCollection<Note> notes)
    {
        if (notes.Count == 0) return null;

        var counts = new int[PitchClassHistogram.Count];
        foreach (Note note in notes) counts[PitchClassHistogram.ClassOf(note)]++;
        int best = Modes.Max(mode => Enumerable.Range(0, PitchClassHistogram.Count).Max(root => mode.Sum(degree => counts[(root + degree) % PitchClassHistogram.Count])));
        return (double)best / notes.Count;
    }
}
