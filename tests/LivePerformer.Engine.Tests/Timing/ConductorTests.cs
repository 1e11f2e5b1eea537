using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class ConductorTests : IDisposable
{
    private const int Millisecond = Duo.SampleRate / 1000;

    private readonly Stage stage = new();
    private readonly Scheduler scheduler;
    private TimePoint now;

    public ConductorTests() => scheduler = new Scheduler(new StageSeat(stage, new ManualClock()), Duo.SampleRate, LatencyProfile.None);

    public void Dispose() => stage.Dispose();

    [Fact]
    public void GivenTempoTicksTwentyFourTimesABeatToTheFrameAndStartsAtTheBarAfterTheCountIn()
    {
        var conductor = new Conductor(new() { Bpm = 125, CountIn = 1, BeatsPerBar = 3 }, new ClockOutput(scheduler));
        DueEvent[] sent = Pass(conductor, 4_000);

        long[] ticks = [.. sent.Where(e => e.Message.Status == MidiMessage.TimingClock).Select(e => e.Frame)];
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(960, pair.Second - pair.First));       // 48,000 * 60 / 125 / 24
        long start = Assert.Single(sent, e => e.Message.Status == MidiMessage.Start).Frame;
        long bar = conductor.Grid!.Value.TimeOf(0).ToFrame(Duo.SampleRate);
        Assert.Equal(120 * Millisecond + (3 * 24 * 960), bar - (1 * Millisecond));       // the first step is at 1 ms
        Assert.InRange(start, bar - 959, bar - 1);      // between two ticks, so that the next one is the first of the music
        Assert.Contains(bar, ticks);
        Assert.All(sent, e => Assert.False(e.IsMusic));
    }

    [Fact]
    public void TappedTempoIsCaughtUpWithAndNoTickOfABeatIsLost()
    {
        Sign tap = Sign.Pedal(80);
        var conductor = new Conductor(new() { Bpm = 120, Tap = tap }, new ClockOutput(scheduler));
        var sent = new List<DueEvent>(Pass(conductor, 2_000));
        foreach (int wait in new[] { 613, 545, 545, 545 })     // 110 a minute, in no phase with the given tempo
        {
            sent.AddRange(Pass(conductor, wait));
            Assert.True(conductor.Hear(new ControlChange(now, 80, 127)));
            Assert.True(conductor.Hear(new ControlChange(now, 80, 0)));
        }

        sent.AddRange(Pass(conductor, 6_000));
        Assert.Equal(TempoSource.Tapped, conductor.Source);
        Assert.Single(sent, e => e.Message.Status == MidiMessage.Start);
        Assert.DoesNotContain(sent, e => e.Message.Status is MidiMessage.Stop or MidiMessage.Continue);
        long[] ticks = [.. sent.Where(e => e.Message.Status == MidiMessage.TimingClock).Select(e => e.Frame)];
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 400, 28_000));

        // whoever counts ticks from the start is on the beat that was tapped
        long start = sent.First(e => e.Message.Status == MidiMessage.Start).Frame;
        TempoGrid grid = conductor.Grid!.Value;
        long[] beats = [.. ticks.SkipWhile(t => t < start).Where((_, i) => i % 24 == 0).TakeLast(4)];
        Assert.All(beats, frame => Assert.Equal(0, Math.IEEERemainder(grid.BeatAt(TimePoint.FromFrame(frame, Duo.SampleRate)), 1), 3));
    }

    [Fact]
    public void ClockThatIsFollowedIsSentOnWithoutItsJitterAndStoppedWhenItIsLost()
    {
        var conductor = new Conductor(new() { FollowClock = true }, new ClockOutput(scheduler));
        var chance = new Random(2);
        var sent = new List<DueEvent>();
        double truth = 1;
        conductor.Hear(TimePoint.FromSeconds(0.99), new MidiMessage(MidiMessage.Start, 0, 0));
        for (int ms = 0; ms < 10_000; ms++)
        {
            for (; truth <= now.Seconds; truth += 60 / 100.0 / 24) conductor.Hear(TimePoint.FromSeconds(truth + (chance.NextDouble() * 0.004)), new MidiMessage(MidiMessage.TimingClock, 0, 0));
            sent.AddRange(Pass(conductor, 1));
        }

        Assert.Equal((TempoSource.Clock, ClockState.Locked), (conductor.Source, conductor.Clock));
        long[] ticks = [.. sent.Where(e => e.Message.Status == MidiMessage.TimingClock).Select(e => e.Frame).TakeLast(100)];
        Assert.All(ticks, frame => Assert.InRange(Math.IEEERemainder(((frame / 48_000.0) - 1.002) * 40, 1) / 40, -0.0015, 0.0015));
        Assert.Contains(sent, e => e.Message.Status is MidiMessage.Start or MidiMessage.Continue);

        sent = [.. Pass(conductor, 1_000)];
        Assert.Equal((TempoSource.None, ClockState.Lost), (conductor.Source, conductor.Clock));
        Assert.Equal(MidiMessage.Stop, sent[^1].Message.Status);
    }

    [Fact]
    public void MetronomeClicksOnceABeatHigherAtTheBarAndOnlyBeforeTheMusicWhereItShallNotGoOn()
    {
        var metronome = new Metronome(scheduler, new(Sounds: true, Channel: 9, Loudness: 100, GoesOn: false));
        var conductor = new Conductor(new() { Bpm = 120, CountIn = 2, BeatsPerBar = 3 }, metronome: metronome);
        DueEvent[] sent = Pass(conductor, 10_000);

        DueEvent[] clicks = [.. sent.Where(e => e.Kind == DueKind.Click)];
        Assert.Equal([1, 0, 0, 1, 0, 0], clicks.Select(e => (int)e.Message.Data1));
        Assert.All(clicks.Zip(clicks.Skip(1)), pair => Assert.Equal(24_000, pair.Second.Frame - pair.First.Frame));
        DueEvent[] notes = [.. sent.Where(e => e.Kind == DueKind.Timing)];
        Assert.Equal(clicks.Select(e => e.Frame), notes.Where(e => e.Message.IsNoteOn).Select(e => e.Frame));
        Assert.Equal([76, 77, 77, 76, 77, 77], notes.Where(e => e.Message.IsNoteOn).Select(e => (int)e.Message.Data1));
        Assert.Equal(6, notes.Count(e => e.Message.IsNoteOff));
        Assert.All(notes, e => Assert.Equal(9, e.Message.Channel));
    }

    [Theory]
    [InlineData(Entry.Free, null)]
    [InlineData(Entry.Beat, 1.121)]
    [InlineData(Entry.Bar, 2.121)]
    public void EntryIsFoundOnTheGrid(Entry entry, double? at)
    {
        var conductor = new Conductor(new() { Bpm = 120, Entry = entry });
        Pass(conductor, 1_000);
        Assert.Equal(at, conductor.EntryFrom(TimePoint.FromSeconds(0.8)) is { } moment ? Math.Round(moment.Seconds, 6) : null);
    }

    [Fact]
    public void TempoThatIsGivenOnTheWayGoesOnFromTheBeatThatWas()
    {
        var conductor = new Conductor(new() { Bpm = 120, BeatsPerBar = 3 });
        Pass(conductor, 1_000);
        double place = conductor.Grid!.Value.BeatAt(now);
        conductor.Give(now, 90);
        Pass(conductor, 1);

        TempoGrid grid = conductor.Grid!.Value;
        Assert.Equal((90.0, 3, TempoSource.Given), (grid.Bpm, grid.BeatsPerBar, conductor.Source));
        Assert.Equal(place + (0.001 * 90 / 60), grid.BeatAt(now), 6);
    }

    [Fact]
    public void TempoCanBeGivenWhereNobodyGaveOneAndBeTakenAway()
    {
        var conductor = new Conductor(new() { Tap = Sign.Pedal(80) });
        Pass(conductor, 500);
        Assert.Null(conductor.Grid);

        conductor.Give(now, 1_000);     // nobody plays so fast
        Pass(conductor, 1);
        Assert.Equal((300.0, TempoSource.Given), (conductor.Bpm, conductor.Source));
        for (int i = 0; i < 3; i++)
        {
            conductor.Tap(now);
            Pass(conductor, 500);
        }

        Assert.Equal((120.0, TempoSource.Tapped), (Math.Round(conductor.Bpm, 6), conductor.Source));
        conductor.Give(now, 100);       // the newest counts
        Pass(conductor, 1);
        Assert.Equal((100.0, TempoSource.Given), (conductor.Bpm, conductor.Source));
        conductor.Give(now, 0);
        Pass(conductor, 1);
        Assert.Equal((0.0, TempoSource.None), (conductor.Bpm, conductor.Source));
        Assert.Null(conductor.Grid);
    }

    [Fact]
    public void TempoThatIsGivenBeforeTheFirstRoundIsTheFirst()
    {
        var conductor = new Conductor(new() { Bpm = 120 });
        conductor.Give(now, 90);
        Pass(conductor, 1);
        Assert.Equal(90, conductor.Bpm);
    }

    [Fact]
    public void MetronomeIsSwitchedOnAndOff()
    {
        var metronome = new Metronome(scheduler, new(Sounds: true, Channel: null, Loudness: 90, GoesOn: false, CountsIn: false));
        var conductor = new Conductor(new() { Bpm = 120, CountIn = 1 }, metronome: metronome);
        Assert.Empty(Pass(conductor, 3_000));
        Assert.False(conductor.IsClicking);

        conductor.Click(true);
        Assert.True(conductor.IsClicking);
        DueEvent[] clicks = Pass(conductor, 5_000);
        Assert.Equal(10, clicks.Length);
        Assert.All(clicks.Zip(clicks.Skip(1)), pair => Assert.Equal(24_000, pair.Second.Frame - pair.First.Frame));

        conductor.Click(false);
        Assert.Empty(Pass(conductor, 3_000));
    }

    [Fact]
    public void BeatAtWhichAnotherTakesOverIsClickedOnce()
    {
        for (int ms = 380; ms < 520; ms += 5)
        {
            now = TimePoint.Zero;
            var options = new MetronomeOptions(Sounds: true, Channel: null, Loudness: 90, GoesOn: true);
            var before = new Conductor(new() { Bpm = 120 }, metronome: new Metronome(scheduler, options));
            DueEvent[] first = Pass(before, 1_000 + ms);
            var after = new Conductor(new(), metronome: new Metronome(scheduler, options));
            after.Follow(before);
            DueEvent[] clicks = [.. first, .. Pass(after, 1_000)];
            Assert.All(clicks.Zip(clicks.Skip(1)), pair => Assert.Equal(24_000, pair.Second.Frame - pair.First.Frame));
        }
    }

    [Fact]
    public void PulseIsNewWhereTheTimeIsAnotherAndOnlyThere()
    {
        var conductor = new Conductor(new() { Bpm = 120 });
        Pulse free = conductor.Pulse;
        Assert.Equal(new(TimePoint.Zero, TempoSource.None, null), free);
        Pass(conductor, 100);
        Pulse given = conductor.Pulse;
        Assert.Equal(new(TimePoint.FromSeconds(0.001), TempoSource.Given, conductor.Grid), given);
        Pass(conductor, 100);
        Assert.Same(given, conductor.Pulse);
        conductor.Give(now, 0);
        Pass(conductor, 1);
        Assert.Equal(new(now, TempoSource.None, null), conductor.Pulse);
    }

    [Fact]
    public void PulseIsOneValueOnEveryThread()
    {
        var conductor = new Conductor(new());
        bool done = false;
        var reader = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                Pulse pulse = conductor.Pulse;
                if (pulse.Grid is not { } grid) continue;
                // every tempo is given in a millisecond of its own: 20 beats a minute and so many more
                if (grid.Bpm != 20 + (grid.Anchor.Ticks / TimeSpan.TicksPerMillisecond % 280)) Volatile.Write(ref done, true);
            }
        });
        reader.Start();
        conductor.Give(now - TimeSpan.FromMilliseconds(120), 20);     // a first beat, from which the others go on
        conductor.Step(now);
        for (int i = 0; i < 100_000 && !Volatile.Read(ref done); i++)
        {
            now += TimeSpan.FromMilliseconds(1);
            conductor.Give(now, 20 + (now.Ticks / TimeSpan.TicksPerMillisecond % 280));
            conductor.Step(now);
        }

        Assert.False(Volatile.Read(ref done));
        Volatile.Write(ref done, true);
        reader.Join();
    }

    [Theory]
    [InlineData(Entry.Beat, 1.121)]
    [InlineData(Entry.Bar, 2.121)]
    public void EntryMayChangeOnTheWay(Entry entry, double at)
    {
        var conductor = new Conductor(new() { Bpm = 120 });
        Pass(conductor, 1_000);
        Assert.Null(conductor.EntryFrom(TimePoint.FromSeconds(0.8)));
        conductor.Entry = entry;
        Assert.Equal(at, conductor.EntryFrom(TimePoint.FromSeconds(0.8))!.Value.Seconds, 6);
    }

    [Fact]
    public void KeepingTimeAllocatesNothing()
    {
        var metronome = new Metronome(scheduler, new(Sounds: true, Channel: 9, Loudness: 100, GoesOn: true));
        var conductor = new Conductor(new() { Bpm = 120, FollowPlaying = true, FollowClock = true, Entry = Entry.Beat }, new ClockOutput(scheduler), metronome);
        Round(3_000);
        Allocations before = Allocations.Begin();
        Round(3_000);
        Assert.Equal(0, before.SoFar);

        void Round(int milliseconds)
        {
            for (int i = 0; i < milliseconds; i++)
            {
                now += TimeSpan.FromMilliseconds(1);
                if (i % 150 == 0) conductor.Hear(new NoteEvent(now, new Pitch(60), 80));
                conductor.Step(now);
                while (stage.Due.TryRead(out _))
                {
                }
            }
        }
    }

    private DueEvent[] Pass(Conductor conductor, int milliseconds)
    {
        var sent = new List<DueEvent>();
        for (int i = 0; i < milliseconds; i++)
        {
            now += TimeSpan.FromMilliseconds(1);
            conductor.Step(now);
            while (stage.Due.TryRead(out DueEvent e)) sent.Add(e);
        }

        return [.. sent];
    }
}
