using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>Another scene takes over, and the performer does what it is told.</summary>
public sealed class SceneTests : IDisposable, IScenes
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    private readonly Stage stage = new(1024);
    private readonly ManualClock clock = new();
    private readonly SpscRing<StageCommand> commands = new(16);
    private readonly EchoImproviser first = new(), second = new();
    private readonly List<DueEvent> due = [];
    private readonly List<StageCommand> wishes = [];
    private readonly Performer performer;
    private Scene next;
    private readonly List<(Scene Scene, bool IsHeard)> passedOver = [];
    private int entered;

    public SceneTests()
    {
        var seat = new StageSeat(stage, clock, commands);
        var scheduler = new Scheduler(seat, Duo.SampleRate, LatencyProfile.None);
        next = NewScene(1, second);
        performer = new Performer(seat, scheduler, new Take(Duo.SampleRate), Duo.SampleRate, NewScene(0, first), this);
        performer.Wishes.Subscribe(wishes.Add);
    }

    public void Dispose()
    {
        performer.Dispose();
        commands.Dispose();
        stage.Dispose();
    }

    Scene? IScenes.Find(in StageCommand entrance) => entrance.Item == next.Item ? next : null;

    void IScenes.PassedOver(Scene scene, bool isHeard) => passedOver.Add((scene, isHeard));

    void IScenes.Entered(Scene scene, Scene? left) => entered++;

    [Fact]
    public void HumanGoesThroughTheNewSlotAtOnceAndTheAiAfterItsPhrase()
    {
        next = NewScene(1, second);
        Answers(60);
        Tell(StageCommand.Enter(1, 3));
        Passes(1);
        Assert.Equal(DueEvent.Enter(1, 3, SlotPart.Human), Assert.Single(due, plan => plan.Kind == DueKind.Enter));
        Assert.Equal(0, performer.Scene!.Item);

        Passes(3_000);      // the echo plays for two seconds
        Assert.Equal(1, performer.Scene!.Item);
        Assert.Equal(1, entered);
        DueEvent[] music = [.. due.Where(plan => plan.IsMusic)];
        Assert.Equal(40, music.Length);
        Assert.DoesNotContain(due, plan => plan.Kind == DueKind.CancelBefore);
        Assert.True(due.IndexOf(DueEvent.Enter(1, 3, SlotPart.Ai)) > due.IndexOf(music[^1]));
    }

    [Fact]
    public void SceneThatAnotherOvertakesIsGivenBack()
    {
        Answers(60);
        Scene overtaken = next;
        Tell(StageCommand.Enter(1, 3));
        Passes(1);
        Tell(StageCommand.Enter(1, 3));     // the same once more
        Passes(1);
        Assert.Empty(passedOver);

        Scene late = next = NewScene(2, second);
        Tell(StageCommand.Enter(2, 4));
        Passes(1);
        Assert.Equal((overtaken, true), Assert.Single(passedOver));

        Passes(3_000);
        Assert.Same(late, performer.Scene);
        Assert.Equal(1, entered);
    }

    [Fact]
    public void BreathEndsAPhrase()
    {
        Answers(60);
        TimePoint now = clock.Now + TimeSpan.FromMilliseconds(2_500);
        first.Add(new(now, new Pitch(90), 80));
        first.Add(new(now + TimeSpan.FromMilliseconds(50), new Pitch(90), 0));
        Tell(StageCommand.Enter(1, 3));
        Passes(3_000);

        Assert.Equal(1, performer.Scene!.Item);
        Assert.Equal(40, due.Count(plan => plan.IsMusic));
        Assert.DoesNotContain(due, plan => plan.Message.Data1 == 90 && plan.IsMusic);
    }

    [Fact]
    public void PhraseThatGoesOnForTooLongIsEnded()
    {
        Answers(60);
        Tell(StageCommand.Enter(1, 3));
        for (int i = 0; i < 100; i++) first.Add(new(clock.Now + TimeSpan.FromMilliseconds(2_000 + (100 * i)), new Pitch(40 + (i / 2 % 20)), (byte)(i % 2 == 0 ? 80 : 0)));
        Passes(4_500);

        Assert.Equal(1, performer.Scene!.Item);
        Assert.True(due.FindIndex(plan => plan.Kind == DueKind.CancelBefore) < due.IndexOf(DueEvent.Enter(1, 3, SlotPart.Ai)));
    }

    [Fact]
    public void WhereThePresetSaysSoTheAnswerEndsAtOnce()
    {
        Answers(60, leaves: TimeSpan.Zero);
        Tell(StageCommand.Enter(2, 3));
        Passes(2);

        Assert.Equal(2, performer.Scene!.Item);
        Assert.True(due.FindIndex(plan => plan.Kind == DueKind.CancelBefore) < due.IndexOf(DueEvent.Enter(2, 3, SlotPart.Ai)));
    }

    [Fact]
    public void NewSceneHearsWhatComesAfterTheSwitchAndAnswers()
    {
        Tell(StageCommand.Enter(1, 1));
        Passes(1);
        Plays(70);
        Passes(400);

        Assert.Equal(2, second.Heard);
        Assert.Equal(0, first.Heard);
        Assert.Contains(due, plan => plan.IsMusic && plan.Message.Data1 == 82);
    }

    [Fact]
    public void EntranceThatNobodyLoadedIsPassedOver()
    {
        Tell(StageCommand.Enter(7, 1));
        Passes(5);
        Assert.Equal(0, performer.Scene!.Item);
        Assert.Empty(due);
    }

    [Fact]
    public void StopSilencesUntilStart()
    {
        Answers(60);
        Tell(new(CommandKind.Stop));
        Passes(1);
        Assert.Equal(DueKind.CancelBefore, due[^1].Kind);
        due.Clear();
        Plays(62);
        Passes(1_000);
        Assert.Empty(due);
        Assert.True(performer.IsStopped);

        Tell(new(CommandKind.Start));
        Plays(64);
        Passes(1_000);
        Assert.Contains(due, plan => plan.IsMusic);
    }

    [Fact]
    public void VetoTakesBackWhatIsPlannedAndWaitsForTheHuman()
    {
        Answers(60);
        TimePoint planned = TimePoint.FromFrame(due.Where(plan => plan.IsMusic).Max(plan => plan.Frame), Duo.SampleRate);
        Assert.True(planned > clock.Now + TimeSpan.FromMilliseconds(100));
        Tell(new(CommandKind.Veto));
        Passes(1);
        Assert.Equal(DueKind.CancelBefore, due[^1].Kind);
        Assert.InRange(first.Yields[^1].Ticks, (clock.Now - TimeSpan.FromMilliseconds(2)).Ticks, clock.Now.Ticks);

        due.Clear();
        Passes(3_000);
        Assert.Empty(due);
        Plays(62);
        Passes(500);
        Assert.Contains(due, plan => plan.IsMusic);
    }

    [Fact]
    public void TakingOverGivesTheTurnWithoutTheCueAndTakesItBack()
    {
        Sends(MidiMessage.NoteOn(0, new Pitch(60), 80));        // held: no silence yet
        Passes(10);
        Tell(new(CommandKind.TakeOver));
        Passes(1);
        Assert.Contains(due, plan => plan.IsMusic && plan.Message.Data1 == 72);

        due.Clear();
        Tell(new(CommandKind.TakeOver));
        Passes(2_000);
        Assert.Equal(DueKind.CancelBefore, Assert.Single(due).Kind);
    }

    [Fact]
    public void PanicEndsEverybodysNotesAndOurTurn()
    {
        Answers(60);
        due.Clear();
        Tell(new(CommandKind.Panic));
        Passes(2_000);
        Assert.Equal(new[] { DueKind.CancelBefore, DueKind.AllNotesOff }, due.Select(plan => plan.Kind));
    }

    [Fact]
    public void WhatIsTheHostsIsAskedOfTheHost()
    {
        Tell(new(CommandKind.Next));
        Tell(new(CommandKind.GoTo, 3));
        Passes(1);
        Assert.Equal([new(CommandKind.Next), new(CommandKind.GoTo, 3)], wishes);
    }

    [Fact]
    public void InputThatIsNotHeardDoesNotReachTheModel()
    {
        next = NewScene(1, second) with { Hears = 0b01 };
        Tell(StageCommand.Enter(1, 1));
        Passes(1);
        stage.Heard.TryWrite(new(clock.Now.ToFrame(Duo.SampleRate), MidiMessage.NoteOn(0, new Pitch(60), 80), Port: 1));
        Passes(1_000);
        Assert.Equal(0, second.Heard);
        Assert.DoesNotContain(due, plan => plan.IsMusic);
    }

    [Fact]
    public void WhatIsTurnedIsHeardSoonHoweverFarAheadWasPlanned()
    {
        next = NewScene(1, first) with { LookAhead = TimeSpan.FromSeconds(1.5) };
        Tell(StageCommand.Enter(1, 3));
        Passes(1);
        due.Clear();
        Plays(60);
        Passes(320);
        Tell(new(CommandKind.Density, 4));
        Passes(1);
        TimePoint told = clock.Now;
        Tell(new(CommandKind.Temperature, 1.2));        // a knob moves on
        Passes(200);

        (TimePoint from, _) = Assert.Single(first.TakenBack);
        Assert.Equal(200, (from - told).TotalMilliseconds, 1);       // to the frame
        Assert.Equal(from.ToFrame(Duo.SampleRate), Assert.Single(due, plan => plan.Kind == DueKind.Withdraw).Frame);
        Assert.Contains(due.Skip(due.FindIndex(plan => plan.Kind == DueKind.Withdraw)), plan => plan.IsMusic);
        Assert.DoesNotContain(due, plan => plan.Kind == DueKind.CancelBefore);

        Passes(3_000);
        Tell(new(CommandKind.Density, 5));              // nothing is planned any more
        Passes(500);
        Assert.Single(first.TakenBack);
    }

    [Fact]
    public void WhatWasTurnedStaysInAnotherRoleOfTheSameItemOnly()
    {
        Tell(new(CommandKind.Density, 3));
        Tell(new(CommandKind.Lowest, 40));
        Tell(new(CommandKind.Density, 4));
        Passes(1);
        next = NewScene(257, second) with { VariantOf = 0 };
        Tell(StageCommand.Enter(257, 3));
        Passes(2);
        Assert.Equal([(Dial.Lowest, 40), (Dial.Density, 4)], second.Turned);

        second.Turned.Clear();
        next = NewScene(1, first);
        first.Turned.Clear();
        Tell(StageCommand.Enter(1, 3));
        Passes(2);
        Assert.Empty(first.Turned);

        next = NewScene(258, second) with { VariantOf = 1 };
        Tell(StageCommand.Enter(258, 3));
        Passes(2);
        Assert.Empty(second.Turned);
    }

    private static Scene NewScene(int item, EchoImproviser echo) => new(item, 3, new SilenceCue(Silence, TimeSpan.FromSeconds(60)), echo)
    {
        LookAhead = TimeSpan.FromMilliseconds(250),
        FinishesWithin = TimeSpan.FromSeconds(4),
    };

    private void Answers(int pitch, TimeSpan? leaves = null)
    {
        if (leaves is { } within)
        {
            next = NewScene(1, first) with { FinishesWithin = within };
            Tell(StageCommand.Enter(1, 1));
            Passes(1);
            next = NewScene(2, second);
            due.Clear();
        }

        Plays(pitch);
        Passes(320);
        Assert.Contains(due, plan => plan.IsMusic);
    }

    private void Tell(StageCommand command) => Assert.True(commands.TryWrite(command));

    private void Plays(int pitch)
    {
        Sends(MidiMessage.NoteOn(0, new Pitch(pitch), 80));
        Sends(MidiMessage.NoteOff(0, new Pitch(pitch)));
    }

    private void Sends(MidiMessage message) => Assert.True(stage.Heard.TryWrite(new(clock.Now.ToFrame(Duo.SampleRate), message)));

    private void Passes(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            performer.Step();
            while (stage.Due.TryRead(out DueEvent plan)) due.Add(plan);
        }
    }
}
