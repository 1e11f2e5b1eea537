using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

/// <summary>Another preset plays from one block to the next, and nothing of the one before is lost.</summary>
public sealed class SlotTests : IDisposable
{
    private static readonly MidiMessage On60 = MidiMessage.NoteOn(0, new(60), 80), Off60 = MidiMessage.NoteOff(0, new(60));
    private static readonly MidiMessage On72 = MidiMessage.NoteOn(4, new(72), 80), Off72 = MidiMessage.NoteOff(4, new(72));

    private readonly Stage stage = new();
    private readonly NullDevice device = new();
    private readonly SpyInstrument first = new(), second = new();
    private readonly StageProcessor processor;

    public SlotTests()
    {
        processor = new(new StageSetup(stage) { Outputs = 2 }, first, device.SampleRate);
        processor.Load(1, Octave(), second);
        device.Start(processor);
    }

    public void Dispose() => stage.Dispose();

    [Fact]
    public void HeldKeyIsLetGoWhereItWasStruckAndTheNextGoesTheNewWay()
    {
        device.Play(0, On60);
        device.Run();
        Enter(1);
        device.Play(5, Off60);
        device.Play(9, On60);
        device.Run();

        Assert.Equal([new(5, Off60), new(9, On72, 1)], device.Sent.ToArray());
        Assert.Equal(On60, first.Handled[0].Message);
        Assert.Equal(Off60, first.Handled[1].Message);
        Assert.Equal(On60, Assert.Single(second.Handled).Message);
    }

    [Fact]
    public void SoundGoesOnWithoutAGapWhereTheSlotChanges()
    {
        device.Play(0, On60);
        device.Run();
        for (int i = 0; i < 10; i++)
        {
            if (i == 3) Enter(1);
            device.Run();
            Assert.All(device.Left.ToArray(), sample => Assert.Equal(0.25f, sample));
        }
    }

    [Fact]
    public void FootThatIsDownIsDownInTheNewSlotAndComesUpInBoth()
    {
        var down = MidiMessage.Control(0, ControlChange.Sustain, 100);
        device.Play(3, down);
        device.Run();
        Enter(1);
        device.Run();
        Assert.Equal([new(0, down with { Status = 0xB4 }, 1)], device.Sent.ToArray());

        device.Play(7, MidiMessage.Control(0, ControlChange.Sustain, 0));
        device.Run();
        Assert.Equal([new(7, MidiMessage.Control(0, ControlChange.Sustain, 0)), new(7, MidiMessage.Control(4, ControlChange.Sustain, 0), 1)], device.Sent.ToArray());
        Assert.Equal(new MidiMessage[] { down, new(0xB0, 64, 0) }, second.Handled.Select(handled => handled.Message));
    }

    [Fact]
    public void PlansOfTheOldAnswerArePlayedWhereTheyWerePlanned()
    {
        stage.Due.TryWrite(DueEvent.At(10, MidiMessage.NoteOn(0, new(64), 70), 0));
        stage.Due.TryWrite(DueEvent.At(300, MidiMessage.NoteOff(0, new(64)), 0));
        device.Run();
        Enter(1);
        stage.Due.TryWrite(DueEvent.At(290, MidiMessage.NoteOn(0, new(65), 70), 0));
        device.Run();
        device.Run();

        Assert.Equal([new(290 - 256, MidiMessage.NoteOn(8, new(65), 70), 1), new(300 - 256, MidiMessage.NoteOff(1, new(64)))], device.Sent.ToArray());
        Assert.Equal(new long[] { 10, 300 }, first.Handled.Select(handled => handled.Frame));
        Assert.Equal(new long[] { 290 }, second.Handled.Select(handled => handled.Frame));
    }

    [Fact]
    public void SlotIsFreeOnceNothingOfItSoundsOrWaits()
    {
        device.Play(0, On60);
        device.Run();
        Enter(1);
        device.Run();
        Assert.True(stage.IsBusy(0));
        Assert.True(stage.IsBusy(1));

        device.Play(0, Off60);
        device.Run();
        Assert.False(stage.IsBusy(0));
    }

    [Fact]
    public void ChordThatIsHeldWhileTheFootIsDownRingsOnThroughAnyNumberOfSwitches()
    {
        for (int slot = 2; slot < Stage.Slots; slot++) processor.Load(slot, Octave(), new SpyInstrument());
        device.Play(0, MidiMessage.Control(0, ControlChange.Sustain, 127));
        device.Play(0, On60);
        device.Run();
        for (int i = 0; i < 50; i++)
        {
            int slot = Enumerable.Range(1, Stage.Slots - 1).First(free => !stage.IsBusy(free));
            stage.Due.TryWrite(DueEvent.Enter(slot, slot, SlotPart.Human));
            device.Run();
            stage.Due.TryWrite(DueEvent.Enter(slot, slot, SlotPart.Ai));
            device.Run();
            Assert.DoesNotContain(device.Sent.ToArray(), sent => sent.Message.IsNoteOff);
        }

        Assert.Equal(0, first.Panics);
    }

    [Fact]
    public void ChordThatIsHeldThroughSixSwitchesWhileOthersAreEndsWithTheSeventh()
    {
        for (int slot = 2; slot < Stage.Slots; slot++) processor.Load(slot, Octave(), new SpyInstrument());
        device.Play(0, On60);
        device.Run();
        for (int slot = 1; slot < Stage.Slots - 2; slot++)
        {
            Enter(slot);
            device.Play(1, MidiMessage.NoteOn(0, new Pitch(60 + slot), 80));
            device.Run();
            Assert.DoesNotContain(device.Sent.ToArray(), sent => sent.Message.IsNoteOff);
        }

        Enter(Stage.Slots - 2);
        device.Run();
        Assert.Equal([new(0, Off60)], device.Sent.ToArray());
        Assert.Equal(1, first.Panics);
        device.Play(0, Off60);
        device.Run();
        Assert.True(device.Sent.IsEmpty);
    }

    [Fact]
    public void KeysAndPedalsOfASourceThatIsGoneComeUpAndEverybodyHearsIt()
    {
        device.Play(0, On60);
        device.Play(1, MidiMessage.Control(0, ControlChange.Sustain, 127));
        device.Run();
        while (stage.Heard.TryRead(out _))
        {
        }

        device.Play(20, MidiMessage.Clock(MidiMessage.SourceGone));
        device.Run();

        var up = MidiMessage.Control(0, ControlChange.Sustain, 0);
        Assert.Equal([new(20, Off60), new(20, up)], device.Sent.ToArray());
        Assert.True(stage.Heard.TryRead(out HeardEvent off) && off == new HeardEvent(128 + 20, Off60));
        Assert.True(stage.Heard.TryRead(out HeardEvent lifted) && lifted == new HeardEvent(128 + 20, up));
        Assert.True(stage.Heard.TryRead(out HeardEvent gone) && gone.Message.Status == MidiMessage.SourceGone);
        Assert.False(stage.Heard.TryRead(out _));
    }

    [Fact]
    public void KeyThatBecomesASignWhileItIsDownStillComesUp()
    {
        device.Play(0, On60);
        device.Run();
        stage.Due.TryWrite(DueEvent.Sign(CueSign.Key(new(60)), isOne: true));
        device.Play(10, Off60);
        device.Play(20, On60);
        device.Run();
        Assert.Equal([new(10, Off60)], device.Sent.ToArray());

        stage.Due.TryWrite(DueEvent.Sign(CueSign.Key(new(60)), isOne: false));
        device.Play(20, On60);
        device.Run();
        Assert.Equal([new(20, On60)], device.Sent.ToArray());
    }

    private static SlotSetup Octave() => new() { AiOutput = 1, Routes = [new(0, 1) { Transpose = 12, Channel = 4 }, new(0, Route.Instrument)] };

    private void Enter(int slot)
    {
        stage.Set(slot, new() { AiChannel = 8 });
        Assert.True(stage.Due.TryWrite(DueEvent.Enter(slot, slot, SlotPart.Both)));
    }
}
