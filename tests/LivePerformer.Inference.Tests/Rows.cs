namespace LivePerformer.Inference.Tests;

/// <summary>Rows of tokens to feed, seeded, any order of any tokens; and how far two rows of logits lie apart.</summary>
internal static class Rows
{
    public static int[] Random(int length, ulong seed)
    {
        var dice = new Dice(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (int)(dice.Next() % 388))];
    }

    /// <summary>The largest difference of any two.</summary>
    public static double Distance(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        double most = 0;
        for (int i = 0; i < one.Length; i++) most = Math.Max(most, Math.Abs(one[i] - other[i]));
        return most;
    }
}
