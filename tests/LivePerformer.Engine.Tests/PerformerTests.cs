using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class PerformerTests : IDisposable
{
    private readonly Duo duo = new();

    public void Dispose() => duo.Dispose();

    [Fact]
    public void AnswersAfterThreeHundredMillisecondsOfSilence()
    {
        duo.Plays(60);
        duo.Passes(299);
        Assert.Empty(duo.Due());

        duo.Passes(1);

        DueEvent first = duo.Due()[0];
        Assert.Equal(DueKind.Message, first.Kind);
        Assert.Equal(MidiMessage.NoteOn(0, new Pitch(72), 80), first.Message);      // the echo answers an octave up
        Assert.Equal((300 + 20) * 48, first.Frame);
    }

    [Fact]
    public void PlansNoFurtherThanItsLookAhead()
    {
        duo.Plays(60);
        duo.Passes(300);

        long furthest = duo.Due().Max(e => e.Frame);
        Assert.InRange(furthest, 1, (300 + 250) * 48);
    }

    [Fact]
    public void KeyStruckDuringTheAnswerCancelsItBeforeTheNextOneIsPlanned()
    {
        duo.Plays(60);
        duo.Passes(400);
        int epoch = duo.Due()[^1].Epoch;

        duo.Plays(64);
        duo.Passes(1);

        DueEvent cancel = Assert.Single(duo.Due());
        Assert.Equal(DueKind.CancelBefore, cancel.Kind);
        Assert.Equal(epoch + 1, cancel.Epoch);
        Assert.Equal(TimeSpan.FromMilliseconds(401), Assert.Single(duo.Echo.Yields).SinceStart);

        duo.Passes(300);
        Assert.All(duo.Due(), e => Assert.Equal(epoch + 1, e.Epoch));
    }

    [Fact]
    public void KeyReleasedDuringTheAnswerDoesNotEndIt()
    {
        duo.Plays(60);
        duo.Passes(350);
        duo.Releases(60);
        duo.Passes(10);

        Assert.Empty(duo.Echo.Yields);
    }

    [Fact]
    public void ModelThatComesTooLateSlowsTheMusicAndBurstsNothing()
    {
        duo.Echo.StartsEarlyBy = TimeSpan.FromMilliseconds(220);    // its first two notes lie in the past
        duo.Plays(60);
        duo.Passes(700);

        long[] onsets = [.. duo.Due().Where(e => e.Message.IsNoteOn).Select(e => e.Frame)];
        Assert.True(onsets[0] >= 300 * 48);
        Assert.All(onsets.Zip(onsets.Skip(1)), pair => Assert.Equal(100 * 48, pair.Second - pair.First));
        Assert.InRange(duo.Performer.Answers.SlowedBy.TotalMilliseconds, 200, 230);
    }

    [Fact]
    public void LongestAnswerEndsWithItsNotesCancelled()
    {
        using var brief = new Duo(longestAnswer: TimeSpan.FromMilliseconds(500));
        brief.Plays(60);
        brief.Passes(2_000);

        List<DueEvent> due = brief.Due();
        Assert.All(due.Where(e => e.Kind == DueKind.Message), e => Assert.InRange(e.Frame, 0, (300 + 500) * 48));
        Assert.Equal(DueKind.CancelBefore, due[^1].Kind);
    }

    [Fact]
    public void FullRingDelaysTheAnswerButLosesNothing()
    {
        using var narrow = new Duo(capacity: 2);
        narrow.Plays(60);
        var due = new List<DueEvent>();
        for (int i = 0; i < 1_500; i++)
        {
            narrow.Passes(1);
            due.AddRange(narrow.Due());
        }

        long[] onsets = [.. due.Where(e => e.Message.IsNoteOn).Select(e => e.Frame)];
        Assert.InRange(onsets.Length, 10, 20);
        Assert.All(onsets.Zip(onsets.Skip(1)), pair => Assert.Equal(100 * 48, pair.Second - pair.First));
    }

    [Fact]
    public void TakeHoldsWhatWasHeardAndWhatLeft()
    {
        duo.Plays(60);
        duo.Passes(1);
        MidiMessage answer = MidiMessage.NoteOn(1, new Pitch(72), 80);
        duo.Stage.Sent.TryWrite(new SentEvent(4_000, 4_001, answer, NoteSource.Ai, SentFlags.Late));
        duo.Stage.Sent.TryWrite(new SentEvent(5_000, 5_000, answer, NoteSource.Ai, SentFlags.Dropped));
        duo.Passes(1);

        Assert.Equal(
            [
                new TakeEvent(NoteSource.Human, 0, 0, MidiMessage.NoteOn(0, new Pitch(60), 80)),
                new TakeEvent(NoteSource.Ai, 4_000, 4_001, answer),
            ],
            duo.Take.Snapshot());
    }

    [Fact]
    public void FirstNoteIsMeasuredFromTheCueToTheFrameAtWhichItLeft()
    {
        duo.Plays(60);
        duo.Passes(300);
        long frame = 350 * 48;
        duo.Stage.Sent.TryWrite(new SentEvent(frame, frame, MidiMessage.NoteOn(1, new Pitch(72), 80), NoteSource.Ai, SentFlags.None));
        duo.Passes(1);

        Assert.Equal(TimeSpan.FromMilliseconds(50), Assert.Single(duo.Performer.Answers.FirstNotes));
    }

    [Fact]
    public void SteadyStreamOfNotesDoesNotAllocateInTheScheduler()
    {
        var scheduler = new Scheduler(new StageSeat(duo.Stage, duo.Clock), Duo.SampleRate, LatencyProfile.None);
        var note = new NoteEvent(TimePoint.FromSeconds(1), new Pitch(60), 80);
        for (int i = 0; i < 1_000; i++) Pass();
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 10_000; i++) Pass();

        Assert.Equal(0, before.SoFar);

        void Pass()
        {
            scheduler.TryAdd(note);
            duo.Stage.Due.TryRead(out _);
        }
    }

    [Fact]
    public void InADuetAKeyVoidsOnlyWhatLiesBeyondTheNearestPlans()
    {
        using var both = new Duo(new DuetTurns(TimeSpan.FromSeconds(4)), replan: TimeSpan.FromMilliseconds(50));
        both.Plays(60);
        both.Passes(400);
        int epoch = both.Due()[^1].Epoch;
        both.Plays(64);
        both.Passes(1);

        List<DueEvent> due = both.Due();
        Assert.Equal(DueEvent.Withdraw((401 + 50) * 48, epoch), due[0]);
        Assert.All(due.Skip(1), e => Assert.True(e is { Kind: DueKind.Message, Epoch: var same } && same == epoch && e.Frame >= (401 + 50) * 48));
        (TimePoint from, TimePoint resume) = Assert.Single(both.Echo.TakenBack);
        Assert.Equal((401 + 50) * 48, from.ToFrame(Duo.SampleRate));
        Assert.Equal((401 + 50) * 48 - 1, (from - TimeSpan.FromTicks(1)).ToFrame(Duo.SampleRate));      // the border is exact
        Assert.Equal(from, resume);
        Assert.Empty(both.Echo.Yields);
        Assert.Equal(2, both.Echo.Heard);

        both.Releases(60);
        both.Releases(64);
        both.Passes(4_001);
        Assert.Single(both.Echo.Yields);
        Assert.Contains(both.Due(), e => e.Kind == DueKind.CancelBefore);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]      // a limit of the preset stays one
    public void InADuetAKeyWakesAnImproviserThatHadNothingToPlay(int longestSeconds, bool wakes)
    {
        using var both = new Duo(new DuetTurns(TimeSpan.FromSeconds(4)), TimeSpan.FromSeconds(longestSeconds), replan: TimeSpan.FromMilliseconds(50));
        both.Plays(60);
        both.Passes(2_500);         // the echo of one key lasts two seconds
        both.Due();
        both.Echo.Add(new(both.Clock.Now + TimeSpan.FromMilliseconds(100), new Pitch(50), 80));
        both.Passes(100);
        Assert.Empty(both.Due());   // nobody asked

        both.Plays(64);
        both.Passes(200);
        Assert.Equal(wakes, both.Due().Any(e => e.Message.IsNoteOn && e.Message.Data1 == 50));
    }

    [Theory]
    [InlineData(0, 20, 120)]        // the echo begins 20 ms after the cue, and goes on every 100 ms
    [InlineData(15, 15, 115)]
    [InlineData(40, 15, 115)]
    public void FirstNoteOfAnAnswerLeavesRoomForTheRestOfItsChord(int early, int first, int second)
    {
        duo.Echo.StartsEarlyBy = TimeSpan.FromMilliseconds(early);
        duo.Plays(60);
        duo.Passes(300);
        long cue = duo.Clock.Now.ToFrame(Duo.SampleRate);
        DueEvent[] notes = [.. duo.Due().Where(e => e.Message.IsNoteOn)];

        Assert.Equal([cue + (48 * first), cue + (48 * second)], notes.Take(2).Select(e => e.Frame));
    }

    [Fact]
    public void MusicThatWasSlowedIsInTimeAgainAfterTheHumansNextKey()
    {
        using var both = new Duo(new DuetTurns(TimeSpan.FromSeconds(4)), replan: TimeSpan.FromMilliseconds(50));
        both.Echo.StartsEarlyBy = TimeSpan.FromMilliseconds(220);
        both.Plays(60);
        both.Passes(400);
        both.Plays(64);
        both.Passes(1);

        (TimePoint from, TimePoint resume) = Assert.Single(both.Echo.TakenBack);
        Assert.Equal(resume - from, both.Performer.Answers.SlowedBy);
        Assert.InRange(both.Performer.Answers.SlowedBy.TotalMilliseconds, 200, 230);
    }

    [Fact]
    public void NotesInTimeAreThoseThatLeftWhenDueAndWereNotMoved()
    {
        var log = new AnswerLog(Duo.SampleRate);
        log.Begin(TimePoint.Zero);
        log.Slowed(TimeSpan.Zero);               // the first note of an answer may be
        log.Planned();
        log.Slowed(TimeSpan.Zero);
        for (int i = 0; i < 6; i++) log.Played(due: 1_000 * i, frame: (1_000 * i) + (i == 3 ? 1 : 0));
        Assert.Equal(4, log.NotesInTime);
        Assert.Equal(0.5, log.SuccessRate(dropped: 2));

        log.End(frame: 7_000);
        log.Played(6_999, 6_999);
        Assert.Equal(0, log.Stale);
        log.Played(7_000, 7_000);
        Assert.Equal(1, log.Stale);
    }

    [Fact]
    public void TurnsAreAnnounced()
    {
        var turns = new List<Turn>();
        using IDisposable subscription = duo.Performer.Turns.Subscribe(new Listener(turns));
        duo.Plays(60);
        duo.Passes(310);
        duo.Plays(62);
        duo.Passes(1);

        Assert.Equal(
            [
                new Turn(TimePoint.FromSeconds(0.3), NoteSource.Ai),
                new Turn(TimePoint.FromSeconds(0.311), NoteSource.Human),
            ],
            turns);
    }

    private sealed class Listener(List<Turn> turns) : IObserver<Turn>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) => throw error;

        public void OnNext(Turn value) => turns.Add(value);
    }
}
