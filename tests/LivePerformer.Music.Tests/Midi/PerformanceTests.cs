using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class PerformanceTests
{
    private static TimedMessage At(double seconds, MidiMessage message, int track = 0) =>
        new(TimePoint.FromSeconds(seconds), message, track);

    private static MidiMessage On(int pitch, byte velocity = 80, int channel = 0) =>
        MidiMessage.NoteOn(channel, new Pitch(pitch), velocity);

    private static MidiMessage Off(int pitch, int channel = 0) => MidiMessage.NoteOff(channel, new Pitch(pitch));

    private static Note Played(double onset, double offset, int pitch, byte velocity = 80) =>
        new(TimePoint.FromSeconds(onset), TimeSpan.FromSeconds(offset - onset), new Pitch(pitch), velocity);

    private static bool[] Keys(Performance performance) => [.. performance.Events.Where(e => e.IsNote).Select(e => e.Note.IsOn)];

    [Fact]
    public void EachTrackEndsItsOwnNote()
    {
        Performance two = Performance.FromMessages([
            At(0, On(60), track: 1), At(1, On(60, 50), track: 2), At(2, Off(60), track: 2), At(3, Off(60), track: 1)]);

        Assert.Equal([Played(0, 3, 60), Played(1, 2, 60, 50)], two.Notes);
        Assert.Equal([true, true, false], Keys(two));   // on one piano the second strike takes the key over
    }

    [Fact]
    public void ANoteOffEndsTheOldestOfItsPitch() =>
        Assert.Equal(
            [Played(0, 2, 60), Played(1, 3, 60, 50)],
            Performance.FromMessages([At(0, On(60)), At(1, On(60, 50)), At(2, Off(60)), At(3, Off(60))]).Notes);

    [Fact]
    public void DrumsAreLeftOutUnlessAskedFor()
    {
        TimedMessage[] messages = [At(0, On(38, channel: 9)), At(1, Off(38, channel: 9))];
        Assert.Empty(Performance.FromMessages(messages).Events);
        Assert.Equal([Played(0, 1, 38)], Performance.FromMessages(messages, includeDrums: true).Notes);
    }

    [Fact]
    public void WhatNeverEndsStopsWithTheLastKeyAndStrayEndsAreNothing() =>
        Assert.Equal(
            [Played(0, 2, 60), Played(1, 2, 62)],
            Performance.FromMessages([At(0, On(60)), At(0.5, Off(70)), At(1, On(62)), At(2, Off(62))]).Notes);

    [Fact]
    public void PedalsKeepTheirPlaceAmongTheKeys()
    {
        Performance played = Performance.FromMessages([
            At(0, On(60)), At(1, MidiMessage.Control(0, ControlChange.Sustain, 100)), At(1, Off(60))]);

        Assert.Equal([true, false, true], played.Events.Select(e => e.IsNote));
        Assert.Equal([new(TimePoint.FromSeconds(1), ControlChange.Sustain, 100)], played.Controls);
        Assert.Equal(TimePoint.FromSeconds(1), played.End);
    }

    [Fact]
    public void NotesBecomeEventsInTheOrderOfPlaying()
    {
        Performance played = Performance.FromNotes(
            [Played(1, 2, 62), Played(0, 1, 60), Played(0.5, 3, 62), Played(4, 4, 64)],
            [new(TimePoint.FromSeconds(1), ControlChange.Sustain, 127)]);

        Assert.Equal(
            ["60+", "62+", "60-", "62-", "pedal", "62+", "62-", "64+", "64-"],
            played.Events.Select(e => e.IsNote ? $"{e.Note.Pitch.Number}{(e.Note.IsOn ? '+' : '-')}" : "pedal"));
    }

    [Fact]
    public void PatternsOfFormatTwoFollowEachOther()
    {
        var file = new MidiFile(MidiDivision.PerQuarter(100), format: 2);
        for (int i = 0; i < 2; i++)
        {
            file.Tracks.Add(new([
                MidiEvent.Tempo(0, 1_000_000 * (i + 1)), MidiEvent.Channel(100, On(60 + i)),
                MidiEvent.Channel(200, Off(60 + i)), MidiEvent.End(300)]));
        }

        Assert.Equal([Played(1, 2, 60), Played(5, 7, 61)], Performance.FromMidi(file).Notes);
    }
}
