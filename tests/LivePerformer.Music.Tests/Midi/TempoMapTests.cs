using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class TempoMapTests
{
    [Fact]
    public void WithoutTempoAQuarterIsHalfASecond() =>
        Assert.Equal(TimePoint.FromSeconds(0.5), new TempoMap(MidiDivision.PerQuarter(480)).ToTime(480));

    [Fact]
    public void EachTempoCountsFromItsTick()
    {
        var map = new TempoMap(MidiDivision.PerQuarter(100));
        map.Add(100, 1_000_000);
        map.Add(300, 250_000);

        Assert.Equal(TimePoint.FromSeconds(0.5), map.ToTime(100));
        Assert.Equal(TimePoint.FromSeconds(1.5), map.ToTime(200));
        Assert.Equal(TimePoint.FromSeconds(2.5), map.ToTime(300));
        Assert.Equal(TimePoint.FromSeconds(2.75), map.ToTime(400));
        Assert.Equal(TimePoint.FromSeconds(0.25), map.ToTime(50));
        Assert.Equal([(0L, 500_000), (100L, 1_000_000), (300L, 250_000)], map.Changes);
    }

    /// <summary>A third of a microsecond a tick: rounding tick by tick would be a second late after an hour.</summary>
    [Fact]
    public void RoundingDoesNotAddUp()
    {
        var map = new TempoMap(MidiDivision.PerQuarter(3));
        for (int i = 1; i <= 1_000_000; i++) map.Add(i, i % 2 == 0 ? 500_000 : 500_001);

        // a million ticks, half of them 500,000/3 us, half 500,001/3 us; tick 0 to 1 is one of the first kind
        Assert.Equal(1_666_668_333_333, map.ToTime(1_000_000).Ticks);
    }

    [Theory]
    [InlineData(24, 4, 96, 1.0)]
    [InlineData(25, 40, 1000, 1.0)]        // "millisecond timing" of the standard
    [InlineData(30, 80, 2400, 1.0)]
    [InlineData(29, 80, 2400, 1.001)]      // drop-frame: 30 frames last 1.001 s
    public void SmpteTicksDoNotCareForTempo(int format, int ticksPerFrame, long tick, double seconds)
    {
        var map = new TempoMap(MidiDivision.Smpte(format, ticksPerFrame));
        map.Add(10, 123_456);
        Assert.Equal(TimePoint.FromSeconds(seconds), map.ToTime(tick));
        Assert.Equal(tick, map.ToTick(TimePoint.FromSeconds(seconds)));
    }

    [Fact]
    public void TheHeadersBytesOfSmpte() =>
        Assert.Equal(0xE728, MidiDivision.Smpte(25, 40).Raw);   // -25 and 40, the standard's own example

    [Property]
    public void TicksToMomentsAndBack((ushort Gap, ushort Tempo)[] changes, ushort division, uint tick)
    {
        // From 10 us a tick up 100 ns are fine enough to tell ticks apart.
        var map = new TempoMap(MidiDivision.PerQuarter(1 + (division % 32767)));
        long at = 0;
        foreach ((ushort gap, ushort tempo) in changes) map.Add(at += gap, 327_670 + (tempo * 100));

        Assert.Equal(tick, map.ToTick(map.ToTime(tick)));
    }

    [Property]
    public void MomentsNeverRunBackwards((ushort Gap, int Tempo)[] changes, ushort[] gaps)
    {
        var map = new TempoMap(MidiDivision.PerQuarter(96));
        long at = 0, tick = 0;
        foreach ((ushort gap, int tempo) in changes) map.Add(at += gap, tempo & 0xFFFFFF);

        TimePoint before = map.ToTime(0);
        foreach (ushort gap in gaps)
        {
            TimePoint now = map.ToTime(tick += gap);
            Assert.True(now >= before);
            before = now;
        }
    }
}
