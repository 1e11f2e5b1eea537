using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>How often a piece says again what it has just said.</summary>
public static class Repetition
{
    /// <summary>Notes of a figure that may come again.</summary>
    public const int Figure = 4;

    /// <summary>How many notes back the figure is looked for.</summary>
    public const int Memory = 64;

    /// <summary>The share of figures (runs of <paramref name="figure"/> pitches, notes in order of onset, then pitch)
    /// whose pitches also begin a run 1 to <paramref name="memory"/> notes earlier; null for fewer notes than a figure has.</summary>
    /// <remarks>A definition of our own. Runs may overlap: a trill repeats itself. The first figure never repeats one.</remarks>
    /// <param name="notes">In any order.</param>
    /// <param name="figure">1 to 8 notes.</param>
    /// <param name="memory">1 or more notes.</param>
    public static double? Rate(IReadOnlyCollection<Note> notes, int figure = Figure, int memory = Memory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(figure, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(figure, sizeof(ulong));
        ArgumentOutOfRangeException.ThrowIfLessThan(memory, 1);
        if (notes.Count < figure) return null;

        byte[] pitches = [.. notes.OrderBy(note => note.Onset).ThenBy(note => note.Pitch).Select(note => note.Pitch.Number)];
        var latest = new Dictionary<ulong, int>();
        int figures = pitches.Length - figure + 1, again = 0;
        for (int i = 0; i < figures; i++)
        {
            ulong run = 0;
            foreach (byte pitch in pitches.AsSpan(i, figure)) run = (run << 8) | pitch;
            if (latest.TryGetValue(run, out int before) && i - before <= memory) again++;
            latest[run] = i;
        }

        return (double)again / figures;
    }
}
