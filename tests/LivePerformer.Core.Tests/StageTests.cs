namespace LivePerformer.Core.Tests;

public sealed class StageTests
{
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
