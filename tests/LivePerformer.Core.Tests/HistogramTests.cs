using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Core.Tests;

public sealed class HistogramTests
{
    /// <summary>From nothing to hours, all lengths alike on a scale of octaves.</summary>
    private static Arbitrary<long[]> Lengths =>
        (from octave in Gen.Choose(0, 33)
         from rest in Gen.Choose(0, int.MaxValue)
         select (1L << octave) - 1 + (rest % (1L << octave))).NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Property(MaxTest = 1_000)]
    public Property PercentilesAreThoseOfTheSortedValuesWithinABucket() =>
        Prop.ForAll(Lengths, Gen.Choose(0, 1_000).ToArbitrary(), (lengths, permille) =>
        {
            Histogram histogram = Of(lengths);
            double fraction = permille / 1_000.0;
            long[] sorted = [.. lengths.Order()];
            long exact = sorted[Math.Clamp((int)Math.Ceiling(fraction * sorted.Length) - 1, 0, sorted.Length - 1)];
            long said = histogram.Percentile(fraction)!.Value;
            return said >= exact && said - exact <= exact / 8.0
                && (exact >= 16 || said == exact)
                && histogram.Count == lengths.Length
                && Histogram.BucketOf(histogram.Max!.Value) == Histogram.BucketOf(sorted[^1]);
        });

    [Property]
    public Property WhatWasAddedSinceIsWhatWasAddedSince() =>
        Prop.ForAll(Lengths, Lengths, (before, after) =>
        {
            Histogram earlier = Of(before);
            Histogram later = Of([.. before, .. after]);
            return later.Since(earlier) == Of(after) && later != earlier;
        });

    [Fact]
    public void BucketsFollowEachOtherWithoutAGap()
    {
        for (int bucket = 0; bucket < Histogram.Buckets; bucket++)
        {
            Assert.Equal(bucket, Histogram.BucketOf(Histogram.Lowest(bucket)));
            Assert.Equal(bucket, Histogram.BucketOf(Histogram.Highest(bucket)));
            Assert.InRange(Histogram.Highest(bucket) - Histogram.Lowest(bucket), 0, Histogram.Lowest(bucket) / 8);
        }
    }

    [Fact]
    public void NothingIsTooShortOrTooLong()
    {
        Assert.Equal((0, 0), (Histogram.BucketOf(long.MinValue), Histogram.BucketOf(-1)));
        Assert.Equal(Histogram.Buckets - 1, Histogram.BucketOf(long.MaxValue));
        Assert.Null(default(Histogram).Percentile(0.5));
        Assert.Null(default(Histogram).Max);
    }

    private static Histogram Of(long[] lengths)
    {
        Histogram histogram = default;
        foreach (long length in lengths) histogram.Add(length);
        return histogram;
    }
}
