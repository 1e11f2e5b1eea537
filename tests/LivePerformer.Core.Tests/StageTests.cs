using System.Runtime.CompilerServices;
using LivePerformer.Core;

namespace LivePerformer.Core.Tests;

public sealed class StageTests
{
    [Fact]
    public void SettingsChangeAllAtOnceBecauseTheyFitIntoOneWord()
    {
        Assert.Equal(8, Unsafe.SizeOf<StageSettings>());
        using var stage = new Stage();
        Assert.Equal(new StageSettings { Gain = 1, AiChannel = 1, HumanThru = true, HumanSounds = true, AiSounds = true }, stage.Settings);

        var other = new StageSettings { Gain = 0.25f, AiChannel = 15, HumanThru = false, HumanSounds = true, AiSounds = false };
        stage.Settings = other;
        Assert.Equal(other, stage.Settings);
    }

    [Fact]
    public void MetersAreCountedInPlace()
    {
        using var stage = new Stage();
        stage.Meters.LateNotes++;
        stage.Meters.LateNotes++;
        StageMeters snapshot = stage.Meters;
        stage.Meters.LateNotes++;

        Assert.Equal((2, 3), (snapshot.LateNotes, stage.Meters.LateNotes));
    }

    [Fact]
    public void DueEventsSayWhatTheyAsk()
    {
        MidiMessage on = MidiMessage.NoteOn(1, new(60), 64);
        Assert.Equal(new(7, on, 3, DueKind.Message), DueEvent.At(7, on, 3));
        Assert.Equal(new(0, default, 4, DueKind.CancelBefore), DueEvent.CancelBefore(4));
        Assert.Equal(new(0, default, 5, DueKind.AllNotesOff), DueEvent.AllNotesOff(5));
    }

    [Fact]
    public void WhoIsToldItsMemoryStandsOnTheSameStage()
    {
        using var stage = new Stage(capacity: 8);
        using Stage other = Stage.Attach(stage.Memory);

        var heard = new HeardEvent(7, MidiMessage.NoteOn(0, new(60), 80));
        Assert.True(other.Heard.TryWrite(heard));
        Assert.True(stage.Heard.TryRead(out HeardEvent read));
        Assert.Equal(heard, read);

        var due = DueEvent.At(9, MidiMessage.NoteOff(1, new(61)), epoch: 2);
        Assert.True(stage.Due.TryWrite(due));
        Assert.True(other.Due.TryRead(out DueEvent planned));
        Assert.Equal(due, planned);

        stage.Settings = new StageSettings { Gain = 0.5f, AiChannel = 3, HumanThru = false };
        Assert.Equal(stage.Settings, other.Settings);
        other.Meters.LateNotes = 5;
        Assert.Equal(5, stage.Meters.LateNotes);
    }

    [Fact]
    public void WhoOnlyAttachedFreesNothing()
    {
        using var stage = new Stage(capacity: 8);
        Stage.Attach(stage.Memory).Dispose();

        Assert.True(stage.Heard.TryWrite(new HeardEvent(1, MidiMessage.NoteOn(0, new(60), 80))));
        Assert.True(stage.Heard.TryRead(out HeardEvent read));
        Assert.Equal(1, read.Frame);
        Assert.Equal(new StageSettings(), stage.Settings);
    }
}
