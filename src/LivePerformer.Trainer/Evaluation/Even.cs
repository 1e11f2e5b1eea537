namespace LivePerformer.Trainer;

/// <summary>Some of many, evenly apart: the same ones every time, and not one composer alone.</summary>
internal static class Even
{
    public static T[] Spread<T>(IReadOnlyList<T> all, int count)
    {
        int taken = Math.Min(count, all.Count);
        return [.. Enumerable.Range(0, taken).Select(i => all[(int)((long)i * all.Count / taken)])];
    }
}
