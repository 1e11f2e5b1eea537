using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class PlayedExcerptTests
{
    [Fact]
    public void LabelsAreWhatMidiSaysWithThePedal()
    {
        PlayedExcerpt excerpt = PlayedExcerpt.Of(
        [
            Key(0.5, 60, 80), Pedal(1, 127), Key(1.5, 60, 0), Key(2, 64, 70), Key(2.2, 64, 0), Pedal(3, 20), Key(4, 60, 50), Key(4.5, 60, 0),
        ], 0, 6);

        Assert.Equal([new(0.5, 3, 60, 80), new(2, 3, 64, 70), new(4, 4.5, 60, 50)], excerpt.Labels.Notes);
        Assert.Equal([new(1, 3)], excerpt.Labels.Pedals);
        Assert.Equal(8, excerpt.Events.Count);
    }

    [Fact]
    public void AnExcerptPlaysWhatBeginsInIt()
    {
        PlayedExcerpt excerpt = PlayedExcerpt.Of(
        [
            Pedal(1, 100), Key(2, 60, 80), Key(9, 72, 90),       // before: the pedal stays down, the notes are not struck
            Key(11, 60, 0), Key(11.5, 67, 60), Key(12, 67, 0),
            Pedal(13, 0), Key(14, 50, 40), Pedal(15, 64), Key(21, 50, 0), Key(22, 40, 40),
        ], 10, 10);

        Assert.Equal([new(1.5, 3, 67, 60), new(4, 10, 50, 40)], excerpt.Labels.Notes);
        Assert.Equal([new(0, 3), new(5, 10)], excerpt.Labels.Pedals);
        Assert.Equal(new ControlChange(TimePoint.Zero, ControlChange.Sustain, 127), excerpt.Events[0].Control);
        Assert.Equal(3, excerpt.Events.Count(happened => happened.IsNote));
        Assert.All(excerpt.Events, happened => Assert.InRange(happened.Time.Seconds, 0, 10));
    }

    [Fact]
    public void APedalOnItsWayIsNewsOnlyWhereItPassesTheMiddle()
    {
        PlayedExcerpt excerpt = PlayedExcerpt.Of([Pedal(1, 30), Pedal(1.1, 70), Pedal(1.2, 127), Pedal(2, 65), Pedal(2.1, 63), Pedal(2.2, 0), Key(3, 60, 60)], 0, 5);

        Assert.Equal([1.1, 2.1], excerpt.Events.Where(happened => !happened.IsNote).Select(happened => happened.Time.Seconds));
        Assert.Equal([new(1.1, 2.1)], excerpt.Labels.Pedals);
        Assert.Equal([new(3, 5, 60, 60)], excerpt.Labels.Notes);
    }

    [Fact]
    public void WhatAPianoHasNotIsNotPlayed()
    {
        PlayedExcerpt excerpt = PlayedExcerpt.Of([Key(0, 20, 60), Key(0, 109, 60), Key(0, 21, 60), Key(0, 108, 60), new(new ControlChange(TimePoint.Zero, 66, 127)), Key(1, 20, 0), Key(1, 21, 0), Key(1, 108, 0)], 0, 2);

        Assert.Equal([21, 108], excerpt.Labels.Notes.Select(note => note.Pitch));
        Assert.Equal(4, excerpt.Events.Count);
    }

    private static PerformanceEvent Key(double time, int pitch, int velocity) => new(new NoteEvent(TimePoint.FromSeconds(time), new Pitch(pitch), (byte)velocity));

    private static PerformanceEvent Pedal(double time, int value) => new(new ControlChange(TimePoint.FromSeconds(time), ControlChange.Sustain, (byte)value));
}
