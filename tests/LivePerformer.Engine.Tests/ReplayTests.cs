using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class ReplayTests
{
    public static TheoryData<int, Role> Performances()
    {
        var all = new TheoryData<int, Role>();
        for (int seed = 1; seed <= 20; seed++)
        {
            foreach (Role role in Enum.GetValues<Role>()) all.Add(seed, role);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Performances))]
    public void PerformanceOnTheWorstOfStagesIsReplayedBitForBit(int seed, Role role)
    {
        (List<TakeEntry> take, List<DueEvent> plans, _) = Perform(seed, role);
        ReplaySeat seat = Again(take, role);

        Assert.Null(seat.Differs);
        Assert.Equal(plans, seat.Plans);
        Assert.True(plans.Count > 20, $"only {plans.Count} plans");
        Assert.Contains(take, entry => entry.Kind == TakeKind.Noise);
        Assert.Contains(take, entry => entry.Kind == TakeKind.Full);
    }

    [Fact]
    public void TakeOversAreAmongWhatIsReplayed() => Assert.InRange(
        Enum.GetValues<Role>().Sum(role => Enumerable.Range(1, 20).Count(seed => Perform(seed, role).TakeOvers > 0)), 50, 60);

    [Theory]
    [InlineData(Role.Answer)]
    [InlineData(Role.Duet)]
    public void TakeThatWasCutOffAnywhereIsReplayedUntilThere(Role role)
    {
        (List<TakeEntry> take, List<DueEvent> plans, _) = Perform(1, role, rounds: 400);
        for (int length = 0; length < take.Count; length++)
        {
            ReplaySeat seat = Again(take.Take(length), role);
            Assert.Null(seat.Differs);
            Assert.Equal(plans.Take(take.Take(length).Count(entry => entry.Kind == TakeKind.Plan)), seat.Plans);
        }
    }

    [Fact]
    public void WhatWasHeardOtherwiseIsPlayedOtherwiseAndThatIsTold()
    {
        (List<TakeEntry> take, List<DueEvent> plans, _) = Perform(1, Role.Answer);
        int key = take.FindIndex(entry => entry.Kind == TakeKind.Heard && entry.Message.IsNoteOn);
        take[key] = take[key] with { Message = take[key].Message with { Data2 = (byte)(1 + (take[key].Message.Data2 % 127)) } };
        ReplaySeat seat = Again(take, Role.Answer);

        Assert.Contains("the performer", seat.Differs);
        Assert.True(seat.Plans.Count < plans.Count);
    }

    [Fact]
    public void RoundsThatDoNothingLeaveNoTrace()
    {
        using var written = new SpscRing<TakeEntry>(64);
        using var stage = new Stage(64);
        var clock = new ManualClock();
        var seat = new WitnessSeat(new StageSeat(stage, clock), written, () => 0);
        using Performer performer = NewPerformer(seat, Role.Answer, new FallbackImproviser([new ChaoticImproviser()], seat.Watch(new ManualClock())));
        for (int i = 0; i < 10_000; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            performer.Step();
        }

        Assert.Equal(0, written.Count);
        stage.Heard.TryWrite(new HeardEvent(480_000, MidiMessage.NoteOn(0, new Pitch(60), 80)));
        performer.Step();
        Assert.True(written.TryRead(out TakeEntry step) && step == TakeEntry.Step(0));
        Assert.True(written.TryRead(out TakeEntry heard) && heard.Kind == TakeKind.Heard);
    }

    [Fact]
    public void FullRingIsCountedAsLoss()
    {
        using var written = new SpscRing<TakeEntry>(4);
        using var stage = new Stage(64);
        var seat = new WitnessSeat(new StageSeat(stage, new ManualClock()), written, () => 0);
        for (int i = 0; i < 10; i++) seat.Tell(new Turn(new TimePoint(i), NoteSource.Ai));
        while (written.TryRead(out _))
        {
        }

        seat.Close(1, 0);
        Assert.True(written.TryRead(out TakeEntry lost));
        Assert.Equal(TakeEntry.Lost(6), lost);
        Assert.True(written.TryRead(out TakeEntry end) && end.Kind == TakeKind.End);
    }

    [Fact]
    public void WitnessDoesNotAllocate()
    {
        using var written = new SpscRing<TakeEntry>(1 << 10);
        using var stage = new Stage(1 << 10);
        var clock = new ManualClock();
        var seat = new WitnessSeat(new StageSeat(stage, clock), written, () => 0);
        IClock work = seat.Watch(new ManualClock());
        for (int i = 0; i < 1_000; i++) Round();
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 10_000; i++) Round();

        Assert.Equal(0, before.SoFar);

        void Round()
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            stage.Heard.TryWrite(new HeardEvent(1, MidiMessage.NoteOn(0, new Pitch(60), 80)));
            seat.Step();
            while (seat.TryHear(out _))
            {
            }

            _ = seat.Now;
            _ = seat.IsQuiet;
            _ = work.Now;
            seat.TryPlan(DueEvent.At(1, default, 0));
            stage.Due.TryRead(out _);
            while (written.TryRead(out _))
            {
            }
        }
    }

    [Theory]
    [InlineData(1, 200.0)]
    [InlineData(2, 200.0)]
    [InlineData(3, 47.5)]
    [InlineData(4, null)]       // the tempo is found in the playing
    [InlineData(5, null)]
    public void TimeIsKeptAsItWasKeptThen(int seed, double? bpm)
    {
        var time = new ConductorOptions { Bpm = bpm, CountIn = 1, Entry = Entry.Beat, FollowPlaying = true, FollowClock = true };
        (List<TakeEntry> take, List<DueEvent> plans, _) = Perform(seed, Role.Answer, time: time);
        ReplaySeat seat = Again(take, Role.Answer, time);

        Assert.Null(seat.Differs);
        Assert.Equal(plans, seat.Plans);
        Assert.Contains(plans, plan => plan.IsMusic && plan.Message.IsNoteOn);
        if (bpm is not null) Assert.Contains(plans, plan => plan.Kind == DueKind.Click);
        if (bpm is not null) Assert.Contains(plans, plan => plan.Kind == DueKind.Timing);
    }

    [Theory]
    [MemberData(nameof(Performances))]
    public void CommandsAndChangesOfSceneAreReplayedBitForBit(int seed, Role role)
    {
        (List<TakeEntry> take, List<DueEvent> plans, _) = Perform(seed, role, commanded: true);
        ReplaySeat seat = Again(take, role, commanded: true);

        Assert.Null(seat.Differs);
        Assert.Equal(plans, seat.Plans);
        Assert.True(take.Count(entry => entry.Kind == TakeKind.Command) > 20);
        Assert.Contains(plans, plan => plan.Kind == DueKind.Enter && plan.Message.Data2 == (byte)SlotPart.Human);
        Assert.Contains(plans, plan => plan.Kind == DueKind.Enter && plan.Message.Data2 == (byte)SlotPart.Ai);
    }

    [Fact]
    public void TempoAndClicksThatWereCommandedAreAmongWhatIsReplayed()
    {
        (List<TakeEntry> Take, List<DueEvent> Plans, int)[] all = [.. Enumerable.Range(1, 20).Select(seed => Perform(seed, Role.Duet, commanded: true))];
        Assert.Contains(all, one => one.Plans.Exists(plan => plan.Kind == DueKind.Click));
        foreach (CommandKind kind in Enum.GetValues<CommandKind>().Where(kind => kind is >= CommandKind.Scale and <= CommandKind.Entry))
            Assert.Contains(all, one => one.Take.Exists(entry => entry.Kind == TakeKind.Command && entry.StageCommand.Kind == kind));
    }

    /// <summary>Its improviser throws, by chance or always at the same place; another performer goes on.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, false)]
    public void PerformerThatFailsIsReplayedWithWhoeverTookItsPlace(int seed, bool againInReplay)
    {
        using var written = new SpscRing<TakeEntry>(1 << 14);
        var nervous = new NervousSeat(new Random(seed)) { IsCommanded = true };
        var seat = new WitnessSeat(nervous, written, () => 0);
        IClock work = seat.Watch(nervous.Work);
        var failures = new Random(seed);
        var take = new List<TakeEntry>();
        int failed = 0;
        (Performer performer, Scheduler scheduler) = Begin(seat, new Scenes(work, () => failures.Next(20) == 0));
        for (int i = 0; i < 8_000; i++)
        {
            nervous.IsPlaying = i / 200 % 3 == 0;
            try
            {
                performer.Step();
            }
            catch (InvalidTimeZoneException)
            {
                failed++;
                seat.Restart();
                (performer, scheduler) = GoOn(seat, performer, scheduler, new Scenes(work, () => failures.Next(20) == 0));
            }

            while (written.TryRead(out TakeEntry entry)) take.Add(entry);
        }

        nervous.IsPlaying = false;
        seat.Close(1_000_000, 0);
        while (written.TryRead(out TakeEntry entry)) take.Add(entry);

        var replay = new ReplaySeat(take);
        var same = new Random(seed);
        Func<bool> fails = againInReplay ? () => same.Next(20) == 0 : () => false;
        (Performer again, Scheduler plan) = Begin(replay, new Scenes(replay.Work(), fails));
        replay.Play(again);
        int restarts = 0;
        for (; replay.IsRestart; restarts++)
        {
            (again, plan) = GoOn(replay, again, plan, new Scenes(replay.Work(), fails));
            replay.Play(again);
        }

        Assert.Null(replay.Differs);
        Assert.True(failed > 0);
        Assert.Equal(failed, restarts);
        Assert.Equal(nervous.Plans, replay.Plans);
    }

    private static (Performer, Scheduler) Begin(ISeat seat, Scenes scenes)
    {
        var scheduler = new Scheduler(seat, Duo.SampleRate, LatencyProfile.None);
        scenes.Scheduler = scheduler;
        return (new(seat, scheduler, new Take(Duo.SampleRate, keepsEvents: false), Duo.SampleRate, first: null, scenes), scheduler);
    }

    private static (Performer, Scheduler) GoOn(ISeat seat, Performer failed, Scheduler before, Scenes scenes)
    {
        var scheduler = new Scheduler(seat, Duo.SampleRate, before);
        scenes.Scheduler = scheduler;
        return (new(seat, scheduler, new Take(Duo.SampleRate, keepsEvents: false), Duo.SampleRate, first: null, scenes, controls: null, failed), scheduler);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(480, 5)]
    [InlineData(-480, 5)]
    [InlineData(0, int.MaxValue)]
    public void PlanKeepsItsLeadAndItsEpoch(int lead, int epoch)
    {
        DueEvent plan = new(1_000, MidiMessage.NoteOn(0, new Pitch(60), 80), epoch, DueKind.Message, lead);
        Assert.Equal(plan, TakeEntry.Plan(0, plan, 2).DueEvent);
    }

    private static (List<TakeEntry> Take, List<DueEvent> Plans, int TakeOvers) Perform(int seed, Role role, int rounds = 8_000, ConductorOptions? time = null, bool commanded = false)
    {
        using var written = new SpscRing<TakeEntry>(1 << 14);
        var nervous = new NervousSeat(new Random(seed)) { IsCommanded = commanded };
        Func<int> author = () => 0;
        var seat = new WitnessSeat(nervous, written, () => author());
        IClock work = seat.Watch(nervous.Work);
        FallbackImproviser players = Players(work);
        var take = new List<TakeEntry>();
        using (Performer performer = NewPerformer(seat, role, players, time, commanded ? new Scenes(work) : null))
        {
            author = () => ((FallbackImproviser)performer.Scene!.Improviser).Author;
            for (int i = 0; i < rounds; i++)
            {
                nervous.IsPlaying = i / 200 % 3 == 0 || role == Role.Duet;
                performer.Step();
                while (written.TryRead(out TakeEntry entry)) take.Add(entry);
            }
        }

        nervous.IsPlaying = false;
        seat.Close(1_000_000, 0);
        while (written.TryRead(out TakeEntry entry)) take.Add(entry);
        return (take, nervous.Plans, players.TakeOvers);
    }

    private static ReplaySeat Again(IEnumerable<TakeEntry> take, Role role, ConductorOptions? time = null, bool commanded = false)
    {
        var seat = new ReplaySeat(take);
        IClock work = seat.Work();
        using Performer performer = NewPerformer(seat, role, Players(work), time, commanded ? new Scenes(work) : null);
        seat.Play(performer);
        return seat;
    }

    private static FallbackImproviser Players(IClock work) =>
        new([new ChaoticImproviser(1), new ChaoticImproviser(2), new ChaoticImproviser(3)], work, budget: 0.15);

    private static Performer NewPerformer(ISeat seat, Role role, FallbackImproviser players, ConductorOptions? time = null, Scenes? scenes = null)
    {
        var scheduler = new Scheduler(seat, Duo.SampleRate, LatencyProfile.None);
        if (scenes is not null) scenes.Scheduler = scheduler;
        var metronome = new MetronomeOptions(Sounds: true, Channel: null, Loudness: 80, GoesOn: true);
        Conductor? conductor = scenes?.NewConductor() ?? (time is null ? null : new Conductor(time, new ClockOutput(scheduler), new Metronome(scheduler, metronome)));
        return new Performer(seat, scheduler, new Take(Duo.SampleRate, keepsEvents: false), Duo.SampleRate, SceneOf(0, 0, role, players, conductor), scenes);
    }

    private static Scene SceneOf(int item, int slot, Role role, FallbackImproviser players, Conductor? conductor)
    {
        TimeSpan silence = TimeSpan.FromMilliseconds(50);
        ITurnTaking turns = role switch
        {
            Role.Duet => new DuetTurns(TimeSpan.FromSeconds(4), Sign.Key(new Pitch(60))),
            Role.Continue => new PedalCue(64, keysTakeBack: false),
            _ => new SilenceCue(silence, silence),
        };
        return new Scene(item, slot, turns, players)
        {
            LookAhead = TimeSpan.FromMilliseconds(250),
            LongestAnswer = TimeSpan.FromSeconds(3),
            Replan = role == Role.Answer ? null : TimeSpan.FromMilliseconds(50),
            Conductor = conductor,
            FinishesWithin = item % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1),
            Remembers = item % 3 != 0,
        };
    }

    /// <summary>Each item in another role, with dice of its own.</summary>
    private sealed class Scenes(IClock work, Func<bool>? fails = null) : IScenes
    {
        public Scheduler? Scheduler { get; set; }

        /// <summary>One that knows of no tempo, until it is told.</summary>
        public Conductor NewConductor() => new(new(), metronome: new Metronome(Scheduler!, new(Sounds: true, Channel: 9, Loudness: 80, GoesOn: false, CountsIn: false)));

        public Scene? Find(in StageCommand entrance)
        {
            int item = entrance.Item;
            var players = new FallbackImproviser([new ChaoticImproviser((ulong)item + 1), new ChaoticImproviser((ulong)item + 2), new ChaoticImproviser((ulong)item + 3)], work, budget: 0.15);
            Scene scene = SceneOf(item, entrance.Slot, (Role)(item % 3), players, NewConductor());
            return fails is null ? scene : scene with { Improviser = new Failing(players, fails) };
        }

        public void PassedOver(Scene scene, bool isHeard)
        {
        }

        public void Entered(Scene scene, Scene? left)
        {
        }
    }

    /// <summary>Throws in the middle of its work.</summary>
    private sealed class Failing(IImproviser inner, Func<bool> fails) : IImproviser
    {
        public void Hear(in NoteEvent note) => inner.Hear(note);
        public void Hear(in ControlChange control) => inner.Hear(control);
        public void Begin(TimePoint now) => inner.Begin(now);

        public bool TryPlay(out NoteEvent answer)
        {
            if (fails()) throw new InvalidTimeZoneException("for the test");
            return inner.TryPlay(out answer);
        }

        public void Yield(TimePoint now) => inner.Yield(now);
        public void TakeBack(TimePoint from, TimePoint resume) => inner.TakeBack(from, resume);
        public void Forget() => inner.Forget();
    }
}
