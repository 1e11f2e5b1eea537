namespace LivePerformer.Inference.Tests;

/// <summary>Rows of tokens to feed: seeded, any order of any tokens.</summary>
internal static class Rows
{
    public static int[] Random(int length, ulong seed)
    {
        var dice = new Dice(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (int)(dice.Next() % 388))];
    }
}
