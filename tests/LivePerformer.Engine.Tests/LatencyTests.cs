using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>A piano whose soft notes need 150 ms, its loud ones 30, and its dampers 40.</summary>
public sealed class LatencyTests
{
    private static readonly LatencyProfile Slow = new([(127, TimeSpan.FromMilliseconds(30)), (1, TimeSpan.FromMilliseconds(156))], TimeSpan.FromMilliseconds(40));

    [Theory]
    [InlineData(1, 156)]
    [InlineData(64, 93)]
    [InlineData(127, 30)]
    [InlineData(0, 40)]
    public void DelayLiesOnAStraightLineBetweenWhatWasMeasured(int velocity, double ms) => Assert.Equal(ms, Slow.Of(velocity).TotalMilliseconds, 3);

    [Fact]
    public void EachNoteIsSentSoMuchEarlierAsItsTouchNeeds()
    {
        using var duo = new Duo(latency: Slow);
        duo.Plays(60, velocity: 127);
        duo.Plays(64, velocity: 1);
        duo.Passes(1_500);

        DueEvent[] ons = [.. duo.Due().Where(e => e.Message.IsNoteOn)];
        Assert.All(ons, e => Assert.Equal((e.Message.Data2 == 127 ? 30 : 156) * 48, e.Lead));
        long[] sounds = [.. ons.Select(e => e.SoundFrame)];
        Assert.All(sounds.Zip(sounds.Skip(1)), pair => Assert.Equal(100 * 48, pair.Second - pair.First));     // what is heard keeps its rhythm
        Assert.All(ons, e => Assert.True(e.Frame >= 300 * 48));
    }

    [Fact]
    public void OneKeysMessagesKeepTheirOrder()
    {
        using var stage = new Stage();
        var scheduler = new Scheduler(new StageSeat(stage, new ManualClock()), Duo.SampleRate, Slow);
        var key = new Pitch(60);
        foreach (NoteEvent note in new NoteEvent[] { new(At(1), key, 127), new(At(1.1), key, 0), new(At(1.11), key, 1), new(At(1.12), key, 0) })
            Assert.True(scheduler.TryAdd(note));

        var sent = new List<DueEvent>();
        while (stage.Due.TryRead(out DueEvent e)) sent.Add(e);
        Assert.Equal([true, false, true, false], sent.Select(e => e.Message.IsNoteOn));
        Assert.Equal(sent.Select(e => e.Frame), sent.Select(e => e.Frame).Order());
        Assert.True(sent[3].Frame > sent[2].Frame);
    }

    [Fact]
    public void WithdrawalGoesByTheSound()
    {
        using var both = new Duo(new DuetTurns(TimeSpan.FromSeconds(4)), replan: TimeSpan.FromMilliseconds(50), latency: Slow);
        both.Plays(60);
        both.Passes(400);
        both.Plays(64);
        both.Passes(1);

        DueEvent withdrawal = both.Due().First(e => e.Kind == DueKind.Withdraw);
        Assert.Equal((401 + 50 + 156) * 48, withdrawal.Frame);      // nothing that has to leave before is touched
    }

    private static TimePoint At(double seconds) => TimePoint.FromSeconds(seconds);
}
