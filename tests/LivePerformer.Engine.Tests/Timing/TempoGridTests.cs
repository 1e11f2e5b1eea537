using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class TempoGridTests
{
    private static readonly TempoGrid Waltz = new(TimePoint.FromSeconds(10), 0, 120, 3);

    [Fact]
    public void BeatsAtOneHundredAndTwentyLieHalfASecondApart()
    {
        Assert.Equal([new Beat(3, 0, TimePoint.FromSeconds(11.5)), new Beat(4, 1, TimePoint.FromSeconds(12)), new Beat(-1, 2, TimePoint.FromSeconds(9.5))],
            new[] { 3L, 4, -1 }.Select(Waltz.BeatOf));
        Assert.Equal(4.5, Waltz.BeatAt(TimePoint.FromSeconds(12.25)), 9);
    }

    [Theory]
    [InlineData(11.5, 11.5, 11.5)]
    [InlineData(11.50001, 12.0, 13.0)]
    [InlineData(11.49, 11.5, 11.5)]
    [InlineData(8.4, 8.5, 8.5)]
    [InlineData(8.51, 9.0, 10.0)]
    public void NextBeatAndBarAreNotBeforeTheMoment(double from, double beat, double bar)
    {
        Assert.Equal(beat, Waltz.NextBeat(TimePoint.FromSeconds(from)).Time.Seconds, 6);
        Assert.Equal(bar, Waltz.NextBar(TimePoint.FromSeconds(from)).Time.Seconds, 6);
        Assert.True(Waltz.NextBar(TimePoint.FromSeconds(from)).IsDownbeat);
    }

    [Property]
    public bool BeatIsTheNextBeatOfItsOwnMoment(int number, byte tempo, uint anchor)
    {
        var grid = new TempoGrid(new TimePoint(anchor), 0, 20 + tempo + (tempo / 7.0), 4);
        return grid.NextBeat(grid.TimeOf(number)).Number == number;
    }

    [Fact]
    public void TempoThatIsNoneIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TempoGrid(TimePoint.Zero, 0, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TempoGrid(TimePoint.Zero, 0, double.NaN, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TempoGrid(TimePoint.Zero, 0, 100, 0));
    }
}
