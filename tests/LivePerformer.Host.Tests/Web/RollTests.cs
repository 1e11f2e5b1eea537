using LivePerformer.Core;

namespace LivePerformer.Host.Tests;

public class RollTests
{
    private const int Rate = 48_000;

    private static readonly MidiMessage On = MidiMessage.NoteOn(0, new Pitch(60), 80), Off = MidiMessage.NoteOff(0, new Pitch(60));

    private readonly Roll roll = new(Rate);

    [Fact]
    public void KeyOfTheHumanSoundsUntilItIsLetGo()
    {
        Hear(100, On);
        RollNote note = Assert.Single(Changes());
        Assert.Equal((NoteSource.Human, 60, 80, 100L, -1L, NoteState.Sounding), (note.By, note.Pitch, note.Velocity, note.On, note.Off, note.State));

        Hear(900, Off);
        RollNote over = Assert.Single(Changes());
        Assert.Equal(note with { Off = 900, State = NoteState.Over }, over);
        Assert.Empty(Changes());
    }

    [Fact]
    public void KeysOfTwoInputsAreTwoNotes()
    {
        Hear(100, On);
        Hear(110, On, port: 1);
        Hear(200, Off, port: 1);

        Assert.Equal([NoteState.Sounding, NoteState.Over], Changes().OrderBy(note => note.Id).Select(note => note.State));
    }

    [Fact]
    public void PlannedNoteSoundsWhenItLeavesAndIsOverWhenItsNoteOffLeaves()
    {
        Plan(1000, On);
        Plan(2000, Off);
        RollNote planned = Assert.Single(Changes());
        Assert.Equal((NoteSource.Ai, 1000L, 2000L, NoteState.Planned), (planned.By, planned.On, planned.Off, planned.State));

        Send(1000, 1003, On);
        Assert.Equal(planned with { On = 1003, Due = 1003, State = NoteState.Sounding }, Assert.Single(Changes()));

        Send(2000, 2000, Off);
        Assert.Equal(planned with { On = 1003, Due = 1003, Off = 2000, State = NoteState.Over }, Assert.Single(Changes()));
    }

    [Fact]
    public void SlowInstrumentSoundsLaterThanItIsSent()
    {
        roll.Add(TakeEntry.Plan(0, DueEvent.At(1000, On, 1, lead: 240), 0));
        Send(1000, 1000, On);

        Assert.Equal(1240, Assert.Single(Changes()).On);
    }

    [Fact]
    public void WhatIsTakenBackVanishes()
    {
        Plan(1000, On);
        Plan(2000, Off);
        Plan(3000, On);
        int[] planned = [.. Changes().Select(note => note.Id)];
        roll.Add(TakeEntry.Plan(0, DueEvent.CancelBefore(2), 0));

        Assert.Equal(planned, Gone());
        Send(1000, 1000, On, SentFlags.Dropped | SentFlags.Cancelled);
        Assert.Empty(Gone());
        Assert.All(roll.Notes, note => Assert.Equal(NoteState.Gone, note.State));
    }

    [Fact]
    public void WhatIsPlannedAnewKeepsWhatBeganBefore()
    {
        Plan(1000, On);
        Plan(5000, Off);
        Plan(6000, On);
        Changes();
        roll.Add(TakeEntry.Plan(0, DueEvent.Withdraw(4000, 1), 0));

        Assert.Single(Gone());
        RollNote kept = roll.Notes[0];
        Assert.Equal((-1L, NoteState.Planned), (kept.Off, kept.State));
        Plan(4500, Off);
        Assert.Equal(4500, roll.Notes[0].Off);
    }

    [Fact]
    public void DroppedNoteVanishesAndAnEndedOneIsOver()
    {
        Plan(1000, On);
        Plan(9000, On with { Data1 = 64 });
        Send(1000, 1000, On);
        Send(9000, 9000, On with { Data1 = 64 }, SentFlags.Dropped);
        Send(1500, 1500, Off, SentFlags.Ended);

        Assert.Equal([NoteState.Over, NoteState.Gone], roll.Notes.Select(note => note.State));
        Assert.Equal(1500, roll.Notes[0].Off);
    }

    [Fact]
    public void PanicEndsWhatSoundsAndForgetsWhatIsPlanned()
    {
        Plan(1000, On);
        Send(1000, 1000, On);
        Plan(9000, On with { Data1 = 64 });
        roll.Add(TakeEntry.Of(SentEvent.Panic(1700)));

        Assert.Equal([(1700L, NoteState.Over), (-1L, NoteState.Gone)], roll.Notes.Select(note => (note.Off, note.State)));
    }

    [Fact]
    public void NoteThatNobodySawPlannedIsSeenWhenItSounds()
    {
        Send(1000, 1000, On);

        Assert.Equal(NoteState.Sounding, Assert.Single(roll.Notes).State);
        roll.Doubt(1200);
        Assert.Equal((1200L, NoteState.Over), (roll.Notes[0].Off, roll.Notes[0].State));
    }

    [Fact]
    public void AnswerIsMeasuredFromItsCueToItsFirstNote()
    {
        roll.Add(TakeEntry.Turn(TimePoint.FromFrame(48_000, Rate), NoteSource.Ai));
        Send(48_960, 48_960, On);
        Send(50_000, 50_000, On with { Data1 = 64 });

        Assert.Equal(20, Assert.Single(roll.Answers), 3);
    }

    [Fact]
    public void OldestNotesAreForgottenAndNumbersGoOn()
    {
        for (int i = 0; i <= Roll.MostNotes; i++)
        {
            Hear(i, On);
            Hear(i, Off);
        }

        Assert.True(roll.Notes.Count <= Roll.MostNotes);
        Assert.Equal(Roll.MostNotes, roll.Notes[^1].Id);
        Assert.Equal(Roll.MostNotes, roll.Notes[^1].On);
    }

    private void Hear(long frame, MidiMessage message, byte port = 0) => roll.Add(TakeEntry.Heard(0, new HeardEvent(frame, message, port)));

    private void Plan(long frame, MidiMessage message) => roll.Add(TakeEntry.Plan(0, DueEvent.At(frame, message, 1), 0));

    private void Send(long due, long sent, MidiMessage message, SentFlags flags = SentFlags.None) => roll.Add(TakeEntry.Of(new SentEvent(due, sent, message, NoteSource.Ai, flags)));

    private List<RollNote> Changes() => Take().Changes;

    private List<int> Gone() => Take().Gone;

    private (List<RollNote> Changes, List<int> Gone) Take()
    {
        List<RollNote> changes = [];
        List<int> gone = [];
        roll.Take(changes, gone, [], []);
        return (changes, gone);
    }
}
