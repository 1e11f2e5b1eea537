using FsCheck;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

/// <summary>What comes in one by one gives the same as what is there at once.</summary>
public sealed class LiveTokenTests
{
    private static List<int> Take(TokenEncoder encoder)
    {
        var tokens = new List<int>();
        while (encoder.TryTake(out int token)) tokens.Add(token);
        return tokens;
    }

    /// <summary>All hands and feet off, one second after the last event: what Finish would have to guess is then known.</summary>
    private static PerformanceEvent[] HandsOff(IReadOnlyList<PerformanceEvent> events)
    {
        TimePoint end = (events.Count == 0 ? TimePoint.Zero : events[^1].Time) + TimeSpan.FromSeconds(1);
        return [.. events, new(new ControlChange(end, ControlChange.Sustain, 0)),
            .. Enumerable.Range(0, 128).Select(pitch => new PerformanceEvent(new NoteEvent(end, new Pitch(pitch), 0)))];
    }

    /// <summary>Between any two events someone asks for what is settled; nothing written is ever taken back, and together
    /// it is what the whole performance says.</summary>
    [Property(Arbitrary = [typeof(Playing)])]
    public void TokensTakenAsTheyComeAreThoseOfTheWhole(PerformanceEvent[] playing, NonNegativeInt[] pauses)
    {
        PerformanceEvent[] events = HandsOff(playing);
        var encoder = new TokenEncoder();
        var taken = new List<int>();
        for (int i = 0; i < events.Length; i++)
        {
            encoder.Push(events[i]);
            if (pauses.Length == 0 || i + 1 == events.Length) continue;
            TimeSpan gap = events[i + 1].Time - events[i].Time;
            encoder.Settle(events[i].Time + (gap * (pauses[i % pauses.Length].Get % 5 / 4.0)));
            taken.AddRange(Take(encoder));
        }

        encoder.Finish();
        taken.AddRange(Take(encoder));
        Assert.Equal(PerformanceTokenizer.Encode(events), taken);
    }

    [Fact]
    public void AWholeFilePlayedLive()
    {
        PerformanceEvent[] played = HandsOff(Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/pedalled.mid"))).Events);
        var encoder = new TokenEncoder();
        var taken = new List<int>();
        foreach (PerformanceEvent e in played)
        {
            encoder.Settle(e.Time);
            encoder.Push(e);
            taken.AddRange(Take(encoder));
        }

        encoder.Finish();
        taken.AddRange(Take(encoder));
        Assert.Equal(PerformanceTokenizer.Encode(played), taken);
    }

    [Fact]
    public void SettledStepsWaitForNothing()
    {
        var encoder = new TokenEncoder();
        encoder.Push(new NoteEvent(TimePoint.FromSeconds(1), new Pitch(60), 64));
        Assert.Empty(Take(encoder));
        encoder.Settle(TimePoint.FromSeconds(1.004));
        Assert.Empty(Take(encoder));
        encoder.Settle(TimePoint.FromSeconds(1.006));
        Assert.Equal([Vocabulary.Velocity(64), 60], Take(encoder));
    }

    [Fact]
    public void FlushWritesTimeUpToNowAndPlayingGoesOnFromThere()
    {
        var encoder = new TokenEncoder();
        encoder.Flush(TimePoint.FromSeconds(9));
        Assert.Empty(Take(encoder));   // before the first note there is no time

        encoder.Push(new NoteEvent(TimePoint.FromSeconds(10), new Pitch(60), 64));
        encoder.Flush(TimePoint.FromSeconds(11.5));
        Assert.Equal([Vocabulary.Velocity(64), 60, 355, 305], Take(encoder));
        Assert.Equal(TimePoint.FromSeconds(11.5), encoder.Written);

        encoder.Push(new NoteEvent(TimePoint.FromSeconds(11.7), new Pitch(60), 0));
        encoder.Flush(TimePoint.FromSeconds(11.7));
        Assert.Equal([275, 188], Take(encoder));
        encoder.Finish();
        Assert.Empty(Take(encoder));
    }

    [Property(Arbitrary = [typeof(Playing)])]
    public void EveryNoteOnHasItsNoteOff(int[] tokens)
    {
        var decoder = new TokenDecoder(TimePoint.FromSeconds(3));
        var down = new HashSet<Pitch>();
        TimePoint last = TimePoint.FromSeconds(3);
        foreach (int token in tokens)
        {
            decoder.Push(token);
            Check();
        }

        decoder.Finish();
        Check();
        Assert.Empty(down);

        void Check()
        {
            while (decoder.TryTake(out NoteEvent e))
            {
                Assert.True(e.IsOn ? down.Add(e.Pitch) : down.Remove(e.Pitch));
                Assert.True(e.Time >= last);
                last = e.Time;
            }
        }
    }

    [Fact]
    public void TokensBecomeKeysAtTheirMoments()
    {
        var decoder = new TokenDecoder(TimePoint.FromSeconds(2));
        foreach (int token in (int[])[Vocabulary.Velocity(100), 60, Vocabulary.TimeShift(25), 60, Vocabulary.TimeShift(100), 188]) decoder.Push(token);

        var events = new List<NoteEvent>();
        while (decoder.TryTake(out NoteEvent e)) events.Add(e);
        byte touch = Vocabulary.VelocityOf(24);
        Assert.Equal(
            [
                new(TimePoint.FromSeconds(2), new Pitch(60), touch),
                new(TimePoint.FromSeconds(2.25), new Pitch(60), 0),
                new(TimePoint.FromSeconds(2.25), new Pitch(60), touch),
                new(TimePoint.FromSeconds(3.25), new Pitch(60), 0),
            ],
            events);
    }
}
