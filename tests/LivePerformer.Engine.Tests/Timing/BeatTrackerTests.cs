using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>Music whose beat nobody doubts; real performances are the benchmark's.</summary>
public sealed class BeatTrackerTests
{
    private readonly BeatTracker tracker = new();
    private readonly Random chance = new(7);
    private readonly List<double> told = [];
    private double now;

    [Theory]
    [InlineData(75)]
    [InlineData(100)]
    [InlineData(132)]
    [InlineData(160)]
    public void StompAndEighthsAreCountedAsTheyArePlayed(double bpm)
    {
        double beat = 60 / bpm;
        for (int i = 0; i < 40; i++) Play(beat, unsteady: 0);

        double[] late = [.. told.Where(t => t > 8)];
        Assert.All(late, t => Assert.InRange(Math.IEEERemainder(t - 2, beat), -0.03, 0.03));
        Assert.All(late.Zip(late.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, beat - 0.05, beat + 0.05));
        Assert.InRange(tracker.Grid!.Value.Bpm / bpm, 0.99, 1.01);
    }

    [Fact]
    public void HumanWhoIsUnsteadyAndHurriesIsFollowed()
    {
        double bpm = 90;
        var beats = new List<double>();
        for (int i = 0; i < 80; i++, bpm *= 1.005)
        {
            beats.Add(now + 2);
            Play(60 / bpm, unsteady: 0.015);
        }

        double[] late = [.. told.Where(t => t > 10)];
        int found = late.Count(t => beats.Any(b => Math.Abs(b - t) < 0.07));
        Assert.InRange(late.Length, beats.Count(b => b > 10) - 4, beats.Count(b => b > 10) + 4);
        Assert.True(found > 0.95 * late.Length, $"{found} of {late.Length}");
    }

    [Fact]
    public void ForetoldBeatIsTheNextOne()
    {
        for (int i = 0; i < 40; i++) Play(0.6, unsteady: 0);
        Assert.Equal(0, Math.IEEERemainder(tracker.Grid!.Value.NextBeat(TimePoint.FromSeconds(now + 2)).Time.Seconds - 2, 0.6), 1);
    }

    [Fact]
    public void BeatIsForgottenInALongSilence()
    {
        for (int i = 0; i < 40; i++) Play(0.6, unsteady: 0);
        tracker.Advance(TimePoint.FromSeconds(now + 5));
        Assert.NotNull(tracker.Grid);
        tracker.Advance(TimePoint.FromSeconds(now + 9));
        Assert.Null(tracker.Grid);
    }

    [Fact]
    public void SilenceAndOneChordAreNoBeat()
    {
        tracker.Advance(TimePoint.FromSeconds(10));
        Assert.Equal(0, tracker.Count);
        tracker.Hear(new NoteEvent(TimePoint.FromSeconds(10), new Pitch(60), 80));
        tracker.Advance(TimePoint.FromSeconds(60));
        Assert.Null(tracker.Grid);
    }

    [Fact]
    public void KeysAtRandomGiveNoGridToTrust()
    {
        int sure = 0;
        for (int i = 0; i < 400; i++)
        {
            now += -Math.Log(1 - chance.NextDouble()) * 0.2;        // a Poisson process
            Strike(now, 40 + chance.Next(40), 80);
            if (tracker.Grid is not null) sure++;
        }

        Assert.InRange(sure, 0, 80);
    }

    /// <summary>A beat: a low chord, and a soft key half-way.</summary>
    private void Play(double beat, double unsteady)
    {
        double first = now + 2 + Off();
        Strike(first, 40, 90);
        Strike(first + 0.004, 60, 80);
        Strike(first + 0.008, 64, 80);
        Strike(now + 2 + (beat / 2) + Off(), 72, 60);
        now += beat;
        tracker.Advance(TimePoint.FromSeconds(now + 1.9));

        double Off() => (chance.NextDouble() - 0.5) * 2 * unsteady;
    }

    private void Strike(double at, int pitch, byte velocity)
    {
        for (double step = tracker.LastBeat.Seconds; step < at; step += 0.01) Tell(step);
        tracker.Hear(new NoteEvent(TimePoint.FromSeconds(at), new Pitch(pitch), velocity));
        Tell(at);
    }

    private void Tell(double at)
    {
        tracker.Advance(TimePoint.FromSeconds(at));
        if (tracker.Count > told.Count) told.Add(tracker.LastBeat.Seconds);
    }
}
