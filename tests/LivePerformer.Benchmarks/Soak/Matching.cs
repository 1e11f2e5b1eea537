namespace LivePerformer.Benchmarks;

/// <summary>Notes that were sent beside notes that were seen, on two clocks that differ by some constant.</summary>
/// <param name="Exact">At the frame to which the constant leads.</param>
/// <param name="Displaced">Within a tenth of a second of it.</param>
/// <param name="Lost">Not at all.</param>
/// <param name="Extra">Seen, but not sent.</param>
internal sealed record Matching(int Exact, int Displaced, IReadOnlyList<(long Frame, int Note)> Lost, int Extra)
{
    private const long Near = 4_800;

    public static Matching Of(IReadOnlyList<(long Frame, int Note)> sent, IReadOnlyList<(long Frame, int Note)> seen)
    {
        if (sent.Count == 0) return new(0, 0, [], seen.Count);

        ILookup<int, long> frames = seen.ToLookup(note => note.Note, note => note.Frame);
        long constant = sent.SelectMany(note => frames[note.Note].Select(frame => frame - note.Frame))
            .CountBy(difference => difference).OrderByDescending(pair => pair.Value).FirstOrDefault().Key;
        var left = frames.ToDictionary(note => note.Key, note => note.ToList());
        (long Frame, int Note)[] notExact = [.. sent.Where(note => !(left.TryGetValue(note.Note, out List<long>? there) && there.Remove(note.Frame + constant)))];
        var lost = new List<(long, int)>();
        foreach ((long frame, int note) in notExact)
        {
            List<long> there = left.GetValueOrDefault(note, []);
            int at = there.FindIndex(seenAt => Math.Abs(seenAt - frame - constant) <= Near);
            if (at < 0) lost.Add((frame, note));
            else there.RemoveAt(at);
        }

        return new(sent.Count - notExact.Length, notExact.Length - lost.Count, lost, left.Values.Sum(there => there.Count));
    }
}
