namespace LivePerformer.Music;

/// <summary>Notes by key and onset, so that those near a moment are found without a walk over all.</summary>
internal sealed class OnsetIndex
{
    private readonly Dictionary<int, (double[] Onsets, int[] Notes)> keys;

    public OnsetIndex(IReadOnlyList<TranscribedNote> notes) => keys = Enumerable.Range(0, notes.Count)
        .GroupBy(i => notes[i].Pitch)
        .ToDictionary(key => key.Key, key =>
        {
            int[] sorted = [.. key.OrderBy(i => notes[i].Onset)];
            return (Array.ConvertAll(sorted, i => notes[i].Onset), sorted);
        });

    /// <summary>The indices of one key's notes that begin from one moment to another, in rising order.</summary>
    public void Find(int pitch, double from, double to, List<int> found)
    {
        found.Clear();
        if (!keys.TryGetValue(pitch, out (double[] Onsets, int[] Notes) key)) return;

        int at = Array.BinarySearch(key.Onsets, from);
        if (at < 0) at = ~at;
        while (at > 0 && key.Onsets[at - 1] >= from) at--;
        for (; at < key.Onsets.Length && key.Onsets[at] <= to; at++) found.Add(key.Notes[at]);
        found.Sort();
    }
}
