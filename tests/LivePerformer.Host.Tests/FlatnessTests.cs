using LivePerformer.Benchmarks;

namespace LivePerformer.Host.Tests;

/// <summary>How the soak judges memory: what breathes is flat, what leaks is not.</summary>
public class FlatnessTests
{
    // Resident MiB every 10 seconds from 162 to 406 s, as measured with 100 MB/s of garbage, switches, and a server that was
    // killed between: soak --minutes 8 --load 0 --drills 0 --server-restarts 1
    private static readonly double[] Measured =
    [
        504.7, 516.4, 508.7, 480.5, 502.2, 488.5, 489.5, 490.6, 490.6, 488.2, 503.3, 503.3, 519.4, 503.3, 503.4, 503.4, 503.4,
        505.9, 503.4, 503.4, 503.4, 512.6, 509.3, 498.0, 499.6,
    ];

    [Fact]
    public void HeapThatBreathesIsFlat()
    {
        Assert.True(Flatness.Of(Measured).Holds);
        Assert.True(Flatness.Of(Night(630, mibPerSecond: 0)).Holds);
    }

    /// <summary>On either side of the drills of half an hour: from 180 to 810 seconds, and from 1010 to 1800.</summary>
    [Theory]
    [InlineData(630)]
    [InlineData(790)]
    public void HundredKilobytesASecondAreFound(int seconds) => Assert.False(Flatness.Of(Night(seconds, 100_000.0 / (1 << 20))).Holds);

    /// <summary>As it was once, when items that were passed over stayed in memory: half an hour, every 90 seconds from 180 on.</summary>
    [Fact]
    public void ItemsThatStayInMemoryAreFound()
    {
        double[] night = [576, 579, 549, 590, 603, 606, 639, 710, 596, 603, 582, 609, 606, 578, 627, 643, 677, 676];
        Assert.False(Flatness.Of(night).Holds);
    }

    private static double[] Night(int seconds, double mibPerSecond) =>
        [.. Enumerable.Range(0, seconds / 10).Select(i => Measured[i % Measured.Length] + (10 * i * mibPerSecond))];
}
