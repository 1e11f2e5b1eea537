using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>A clock of our own making, whose true beat is known; its ticks come as late as those of a real one.</summary>
public sealed class MidiClockFollowerTests
{
    private static readonly MidiMessage Tick = new(0xF8, 0, 0), Start = new(0xFA, 0, 0), Continue = new(0xFB, 0, 0), Stop = new(0xFC, 0, 0);

    private readonly MidiClockFollower follower = new(beatsPerBar: 4);
    private double now = 3, due = 3;

    [Fact]
    public void SteadyClockIsFollowedExactly()
    {
        Hear(Start);
        double begin = now;
        Run(bpm: 97, ticks: 240);

        TempoGrid grid = follower.Grid(At(now))!.Value;
        Assert.Equal(97, grid.Bpm, 3);
        Assert.Equal(begin + (40 * 60 / 97.0), grid.TimeOf(40).Seconds, 5);
        Assert.Equal(0, follower.Jumps);
    }

    [Theory]
    [InlineData(128, 0.0007)]       // frames a block: who sends at the beginning of a block makes such a jitter
    [InlineData(512, 0.003)]
    [InlineData(1024, 0.015)]      // a block is longer than a tick: nobody could tell it from a change of tempo at once
    public void JitterOfASenderThatKnowsOnlyBlocksIsTakenOut(int block, double within)
    {
        Hear(Start);
        double begin = now, worst = 0, mean = block / 48_000.0 / 2;
        for (int beat = 0; beat < 60; beat++)
        {
            Run(bpm: 121.3, ticks: 24, block);
            if (beat < 8) continue;
            TempoGrid grid = follower.Grid(At(now))!.Value;
            worst = Math.Max(worst, Math.Abs(grid.TimeOf(beat + 2).Seconds - begin - ((beat + 2) * 60 / 121.3) - mean));
        }

        Assert.InRange(worst, 0, within);
        Assert.Equal(0, follower.Jumps);
    }

    [Fact]
    public void DriftIsFollowedInPhase()
    {
        Hear(Start);
        Run(bpm: 100, ticks: 96);
        for (double bpm = 100; bpm < 140; bpm += 0.25)      // a ritardando the other way round: 40 beats a minute in 160 beats
        {
            Run(bpm, ticks: 24);
            double coming = now + (60 / bpm / 24);            // the tick after the 24th is the beat
            TempoGrid grid = follower.Grid(At(now))!.Value;
            Assert.InRange(grid.NextBeat(At(now - 0.005)).Time.Seconds - coming + (60 / bpm / 24), -0.004, 0.004 + (60 / bpm / 24));
            Assert.InRange(grid.Bpm / bpm, 0.985, 1.005);
        }
    }

    [Theory]
    [InlineData(150)]
    [InlineData(70)]
    [InlineData(126)]
    public void NewTempoIsTakenUpWithinABeatAndThePlaceInTheMusicIsKept(double bpm)
    {
        Hear(Start);
        Run(bpm: 120, ticks: 240);
        Run(bpm, ticks: 48);

        TempoGrid grid = follower.Grid(At(now))!.Value;
        Assert.InRange(grid.Bpm / bpm, 0.99, 1.01);
        Assert.Equal(287 / 24.0, grid.BeatAt(At(now)), 1);
    }

    [Fact]
    public void ClockThatFallsSilentIsLostAndThenFoundAgainAtItsPlace()
    {
        Hear(Start);
        Run(bpm: 120, ticks: 100);
        Assert.Equal(ClockState.Locked, follower.State(At(now)));
        now += 1;
        Assert.Equal(ClockState.Lost, follower.State(At(now)));
        Assert.Null(follower.Grid(At(now)));

        due += 2.3;
        Run(bpm: 120, ticks: 20);
        Assert.Equal(ClockState.Locked, follower.State(At(now)));
        Assert.Equal(119 / 24.0, follower.Grid(At(now))!.Value.BeatAt(At(now)), 6);
        Assert.Equal(1, follower.Jumps);
    }

    [Fact]
    public void ClockWithoutAStartHasATempoButNoBeat()
    {
        Run(bpm: 120, ticks: 100);
        Assert.Equal(ClockState.Listening, follower.State(At(now)));
        Assert.Equal(120, follower.Bpm, 6);
        Assert.Null(follower.Grid(At(now)));
    }

    [Fact]
    public void StopContinueAndSongPositionAreUnderstood()
    {
        Hear(Start);
        Run(bpm: 120, ticks: 49);       // the last one is beat 2
        Hear(Stop);
        Run(bpm: 120, ticks: 30);
        Assert.Equal(ClockState.Stopped, follower.State(At(now)));
        Hear(Continue);
        Run(bpm: 120, ticks: 1);
        Assert.Equal(49 / 24.0, follower.Grid(At(now))!.Value.BeatAt(At(now)), 6);

        Hear(Stop);
        Hear(new MidiMessage(0xF2, 8, 1));      // 136 sixteenths
        Hear(Continue);
        Run(bpm: 120, ticks: 1);
        Assert.Equal(34, follower.Grid(At(now))!.Value.BeatAt(At(now)), 6);
        Hear(Start);
        Run(bpm: 120, ticks: 1);
        Assert.Equal(0, follower.Grid(At(now))!.Value.BeatAt(At(now)), 6);
    }

    [Fact]
    public void FollowingAllocatesNothing()
    {
        Hear(Start);
        Run(bpm: 120, ticks: 1_000);
        Allocations before = Allocations.Begin();
        Run(bpm: 121, ticks: 10_000);
        _ = follower.Grid(At(now));

        Assert.Equal(0, before.SoFar);
    }

    private static TimePoint At(double seconds) => TimePoint.FromSeconds(seconds);

    private void Hear(MidiMessage message) => follower.Hear(At(now), message);

    /// <summary>So many ticks; <c>now</c> is when the last one was due. Each is heard at the end of its block.</summary>
    private void Run(double bpm, int ticks, int block = 1)
    {
        for (int i = 0; i < ticks; i++)
        {
            now = due;
            follower.Hear(block == 1 ? At(now) : TimePoint.FromFrame((long)Math.Ceiling(now * 48_000 / block) * block, 48_000), Tick);
            due = now + (60 / bpm / 24);
        }
    }
}
