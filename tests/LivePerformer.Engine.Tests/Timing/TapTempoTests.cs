using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class TapTempoTests
{
    private readonly TapTempo taps = new(beatsPerBar: 4);

    [Fact]
    public void ThirdTapGivesTheTempoAndTheFirstTapIsTheFirstOfABar()
    {
        Assert.False(Tap(1.0));
        Assert.False(Tap(1.5));
        Assert.Null(taps.Grid);
        Assert.True(Tap(2.0));

        Assert.Equal(120, taps.Grid!.Value.Bpm, 6);
        Assert.Equal(3.0, taps.Grid.Value.NextBar(TimePoint.FromSeconds(2.1)).Time.Seconds, 6);
    }

    [Fact]
    public void UnsteadyTapsAreDrawnStraight()
    {
        var chance = new Random(5);
        for (int i = 0; i < 20; i++) Tap((i * 0.6) + ((chance.NextDouble() - 0.5) * 0.04));

        Assert.InRange(taps.Grid!.Value.Bpm, 99, 101);
        Assert.InRange(taps.Grid.Value.TimeOf(20).Seconds, (20 * 0.6) - 0.02, (20 * 0.6) + 0.02);
    }

    [Fact]
    public void NewTempoIsTappedAnewAndTheOldOneHoldsUntilThen()
    {
        foreach (double time in new[] { 0, 0.5, 1, 1.5 }) Tap(time);
        Assert.False(Tap(10));
        Assert.False(Tap(11));
        Assert.Equal(120, taps.Grid!.Value.Bpm, 6);
        Assert.True(Tap(12));
        Assert.Equal(60, taps.Grid.Value.Bpm, 6);

        Assert.False(Tap(12.4));        // far off the beat of one second: a new count
        Assert.False(Tap(12.8));
        Assert.True(Tap(13.2));
        Assert.Equal(150, taps.Grid.Value.Bpm, 6);
    }

    [Fact]
    public void TrembleOfTheFootIsNoTempo()
    {
        for (int i = 0; i < 20; i++) Assert.False(Tap(i * 0.1));
        Assert.Null(taps.Grid);
    }

    private bool Tap(double seconds) => taps.Hear(TimePoint.FromSeconds(seconds));
}
