using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

public sealed class LastPlayedTests
{
    [Fact]
    public void BothHandsAreToldInOrderOfTime()
    {
        var last = new LastPlayed();
        last.Add(Note(1, 60, 70));
        last.AddOurs(Note(1.1, 72, 50));
        last.AddOurs(Note(1.4, 72, 0));
        last.Add(Note(1.2, 60, 0));
        last.AddOurs(Note(1.2, 76, 50));        // comes before what was planned
        last.AddOurs(Note(1.5, 77, 50));
        last.TakeBack(145);
        last.EndOurs(TimePoint.FromSeconds(1.45));

        Assert.Equal(
            [(1, 60, 70), (1.1, 72, 50), (1.2, 76, 50), (1.2, 60, 0), (1.4, 72, 0), (1.45, 76, 0)],
            Told(last).Select(one => (one.Time.Seconds, (int)one.Number, (int)one.Value)));
        Assert.Equal(6, Told(last).Count);      // as often as it is asked
    }

    [Fact]
    public void WhatIsStillDownSinceBeforeTheBeginningIsToldFirst()
    {
        var last = new LastPlayed();
        last.Add(new ControlChange(TimePoint.FromSeconds(1), ControlChange.Sustain, 127));
        last.Add(new ControlChange(TimePoint.FromSeconds(1.1), ControlChange.Sustain, 90));     // no change
        last.Add(Note(2, 30, 66));
        for (int i = 0; i < LastPlayed.Most; i++) last.Add(Note(3 + i, 60 + (i / 2 % 12), (byte)(i % 2 == 0 ? 70 : 0)));
        List<Played> told = Told(last);

        Assert.Equal(LastPlayed.Most + 2, told.Count);
        Assert.Equal(new Played(TimePoint.FromSeconds(3), ControlChange.Sustain, 127, Doing.Control), told[0]);
        Assert.Equal(new Played(TimePoint.FromSeconds(3), 30, 66, Doing.Key), told[1]);
        Assert.Equal(Note(3, 60, 70), told[2].Note);

        last.Add(new ControlChange(TimePoint.FromSeconds(900), ControlChange.Sustain, 0));
        last.Add(Note(901, 30, 0));
        told = Told(last);
        Assert.Equal(new Played(TimePoint.FromSeconds(5), ControlChange.Sustain, 127, Doing.Control), told[0]);    // it was down then
        Assert.Equal(5, told[1].Time.Seconds);
        Assert.Equal(LastPlayed.Most + 1, told.Count);
    }

    [Fact]
    public void WhatEndsAllNotesLeavesNoKeyDown()
    {
        var last = new LastPlayed();
        last.Add(Note(1, 60, 70));
        last.Add(new ControlChange(TimePoint.FromSeconds(2), ControlChange.AllNotesOff, 0));
        for (int i = 0; i < LastPlayed.Most; i++) last.Add(Note(3 + i, 61, (byte)(i % 2 == 0 ? 70 : 0)));
        Assert.Equal(LastPlayed.Most, Told(last).Count);

        last.Clear();
        Assert.Empty(Told(last));
    }

    private static NoteEvent Note(double time, int pitch, byte velocity) => new(TimePoint.FromSeconds(time), new Pitch(pitch), velocity);

    private static List<Played> Told(LastPlayed last)
    {
        var told = new List<Played>();
        for (last.Rewind(); last.TryNext(out Played one);) told.Add(one);
        return told;
    }
}
