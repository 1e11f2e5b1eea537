using FsCheck;
using FsCheck.Fluent;

namespace LivePerformer.Music.Tests;

/// <summary>A good file with some bytes changed, removed, doubled or cut off.</summary>
public sealed record Damaged(byte[] Bytes)
{
    public override string ToString() => Convert.ToHexString(Bytes);

    /// <param name="headers">How many bytes from the beginning the headers reach, which are damaged more often.</param>
    public static Arbitrary<Damaged> From(IEnumerable<byte[]> seeds, int headers)
    {
        Gen<(int Kind, int At, int Value)> wound =
            from kind in Gen.Choose(0, 5)
            from at in Gen.Choose(0, int.MaxValue)
            from value in Gen.Choose(0, 255)
            select (kind, at, value);
        return (from seed in Gen.Elements(seeds)
                from count in Gen.Choose(1, 8)
                from wounds in wound.ArrayOf(count)
                select new Damaged(wounds.Aggregate(seed, (bytes, each) => Hurt(bytes, each, headers)))).ToArbitrary();
    }

    private static byte[] Hurt(byte[] bytes, (int Kind, int At, int Value) wound, int headers)
    {
        if (bytes.Length == 0) return bytes;
        int at = wound.Kind == 4 ? wound.At % Math.Min(bytes.Length, headers) : wound.At % bytes.Length;
        int length = Math.Min(wound.Value % 8, bytes.Length - at);
        return wound.Kind switch
        {
            0 => [.. bytes[..at], .. bytes[(at + length)..]],
            1 => [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]],
            2 => bytes[..at],
            _ => [.. bytes[..at], (byte)wound.Value, .. bytes[(at + 1)..]],
        };
    }
}
