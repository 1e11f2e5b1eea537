namespace LivePerformer.Music;

/// <summary>Which note of an estimate stands for which note of the reference: as many pairs as there can be.</summary>
/// <remarks>mir_eval's transcription.match_notes with whole pitches: the same key, onsets no further apart than the tolerance,
/// ends, where they count, than 20 % of the reference's note or 50 ms. Distances are rounded to four decimals first, so that one of exactly
/// 50 ms counts. Among equally large matchings it is mir_eval's own.</remarks>
public static class NoteMatching
{
    private const double OffsetRatio = 0.2, LeastOffset = 0.05, Decimals = 1e4;

    /// <param name="reference">In any order.</param>
    /// <param name="estimate">In any order.</param>
    /// <param name="onset">The most that onsets may differ, in seconds.</param>
    /// <param name="offsets">Whether ends count too.</param>
    /// <returns>Indices into both lists, by those of the reference.</returns>
    public static IReadOnlyList<(int Reference, int Estimate)> Of(
        IReadOnlyList<TranscribedNote> reference, IReadOnlyList<TranscribedNote> estimate, double onset, bool offsets = false)
    {
        // The estimate's notes that match any, in the order in which a walk over the reference meets them.
        var met = new List<int>();
        var graph = new List<List<int>>();
        var place = new int[estimate.Count];
        var near = new OnsetIndex(estimate);
        var hits = new List<int>();
        for (int i = 0; i < reference.Count; i++)
        {
            TranscribedNote note = reference[i];
            near.Find(note.Pitch, note.Onset - onset - (1 / Decimals), note.Onset + onset + (1 / Decimals), hits);
            foreach (int j in hits)
            {
                if (Apart(note.Onset, estimate[j].Onset) > onset || (offsets && !EndsAlike(note, estimate[j]))) continue;

                if (place[j] == 0)
                {
                    met.Add(j);
                    graph.Add([]);
                    place[j] = met.Count;
                }

                graph[place[j] - 1].Add(i);
            }
        }

        int[] partner = BipartiteMatching.Of(graph, reference.Count);
        return [.. Enumerable.Range(0, reference.Count).Where(i => partner[i] >= 0).Select(i => (i, met[partner[i]]))];
    }

    private static bool EndsAlike(TranscribedNote reference, TranscribedNote estimate) =>
        Apart(reference.Offset, estimate.Offset) <= Math.Max(OffsetRatio * Math.Abs(reference.Offset - reference.Onset), LeastOffset);

    private static double Apart(double one, double other) => Math.Round(Math.Abs(one - other) * Decimals) / Decimals;
}
