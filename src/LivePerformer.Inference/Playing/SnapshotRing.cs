namespace LivePerformer.Inference;

/// <summary>The last moments of an answer, the oldest overwritten first; all memory is made at the start.</summary>
internal sealed class SnapshotRing(int capacity, Func<Snapshot> make)
{
    private readonly Snapshot[] kept = [.. Enumerable.Range(0, capacity).Select(_ => make())];
    private int next;

    public int Count { get; private set; }

    /// <summary>A place for a new moment, which overwrites the oldest when all are taken.</summary>
    public Snapshot Add()
    {
        Snapshot place = kept[next];
        next = (next + 1) % kept.Length;
        Count = Math.Min(Count + 1, kept.Length);
        return place;
    }

    /// <summary>The latest moment whose step is not after <paramref name="step"/>, or null; those after it are forgotten.</summary>
    public Snapshot? TakeBack(long step)
    {
        for (; Count > 0; Count--)
        {
            Snapshot last = kept[(next + kept.Length - 1) % kept.Length];
            if (last.Phrase.Step <= step) return last;

            next = (next + kept.Length - 1) % kept.Length;
        }

        return null;
    }

    /// <summary>The oldest moment leaves the ring, and its place is given to <paramref name="instead"/> for use later on.</summary>
    /// <exception cref="InvalidOperationException">No moment is kept.</exception>
    public Snapshot Exchange(Snapshot instead)
    {
        if (Count == 0) throw new InvalidOperationException("no moment is kept");

        int oldest = (next + kept.Length - Count) % kept.Length;
        Snapshot moment = kept[oldest];
        kept[oldest] = instead;
        Count--;
        return moment;
    }

    /// <summary>So many tokens at the beginning of the turn were forgotten.</summary>
    public void Shift(int tokens)
    {
        for (int i = 1; i <= Count; i++) kept[(next + kept.Length - i) % kept.Length].Tokens -= tokens;
    }

    public void Clear() => Count = 0;
}
