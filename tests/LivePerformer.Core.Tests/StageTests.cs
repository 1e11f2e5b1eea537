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
}
