using System.Numerics;
using System.Runtime.CompilerServices;

namespace LivePerformer.Core;

/// <summary>How often each length occurred, from the shortest to the longest, in memory of fixed size.</summary>
/// <remarks>Eight buckets an octave, so that a bucket is at most an eighth as wide as what it holds, and up to 16 exact;
/// the last also takes what is longer than 2^34. One thread adds; any other may copy it meanwhile, and each number is then
/// true on its own.</remarks>
[InlineArray(Buckets)]
public struct Histogram : IEquatable<Histogram>
{
    public const int Buckets = 256;

    private const int PerOctave = 8;
    private long first;

    /// <summary>How many there are.</summary>
    public readonly long Count
    {
        get
        {
            long count = 0;
            foreach (long bucket in (ReadOnlySpan<long>)this) count += bucket;
            return count;
        }
    }

    /// <summary>The longest, rounded up to the end of its bucket; null where there are none.</summary>
    public readonly long? Max
    {
        get
        {
            int bucket = ((ReadOnlySpan<long>)this).LastIndexOfAnyExcept(0);
            return bucket < 0 ? null : Highest(bucket);
        }
    }

    /// <param name="value">Negative ones count as 0.</param>
    public void Add(long value) => this[BucketOf(value)]++;

    /// <summary>The nearest-rank percentile, rounded up to the end of its bucket; null where there are none.</summary>
    /// <param name="fraction">0 to 1: 0.5 is the median.</param>
    public readonly long? Percentile(double fraction)
    {
        long count = Count;
        if (count == 0) return null;

        long rank = Math.Clamp((long)Math.Ceiling(fraction * count), 1, count);
        int bucket = 0;
        while ((rank -= this[bucket]) > 0) bucket++;
        return Highest(bucket);
    }

    /// <summary>What was added since an earlier copy of the same was made.</summary>
    public readonly Histogram Since(in Histogram earlier)
    {
        Histogram added = default;
        for (int i = 0; i < Buckets; i++) added[i] = this[i] - earlier[i];
        return added;
    }

    public static int BucketOf(long value)
    {
        if (value < PerOctave) return (int)Math.Max(0, value);

        int octave = BitOperations.Log2((ulong)value);
        int bucket = ((octave - 2) * PerOctave) + (int)((value >> (octave - 3)) & (PerOctave - 1));
        return Math.Min(bucket, Buckets - 1);
    }

    /// <summary>The shortest that a bucket holds; of one behind the last, where the last ends.</summary>
    public static long Lowest(int bucket) =>
        bucket < PerOctave ? bucket : (long)(PerOctave + (bucket % PerOctave)) << ((bucket / PerOctave) - 1);

    /// <summary>The longest that a bucket holds.</summary>
    public static long Highest(int bucket) => Lowest(bucket + 1) - 1;

    public readonly bool Equals(Histogram other) => ((ReadOnlySpan<long>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Histogram other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Count, Max);

    public static bool operator ==(in Histogram left, in Histogram right) => left.Equals(right);

    public static bool operator !=(in Histogram left, in Histogram right) => !left.Equals(right);
}
