using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference.Tests;

/// <summary>Both play at once. The test stands where the performer and the callback would: it plans ahead, and what was
/// planned beyond the nearest plans is void with each key of the human.</summary>
public class TogetherTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookAhead = TimeSpan.FromMilliseconds(250), Replan = TimeSpan.FromMilliseconds(50);

    /// <summary>Of the music that the model learned from.</summary>
    protected virtual MusicStandard? Standard => null;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TheRowHoldsWhatBothPlayedInOrderOfTime(int seed)
    {
        using Table table = NewTable(new PlayLimits { Lowest = new(60) });      // the human plays below
        var human = new List<PerformanceEvent>();
        List<NoteEvent> ours = Duet(table, (ulong)seed, human);
        TimePoint end = ours.Select(note => note.Time).Append(human[^1].Time).Max();

        Assert.Null(table.Improviser.Fault);
        Assert.InRange(ours.Count, 50, 5000);
        Assert.InRange(Rows.Distance(Belief(table, human, ours, end), table.Improviser.Belief), 0, 1e-4);
    }

    [Fact]
    public void OneSeedIsOneDuet()
    {
        using Table one = NewTable(), other = NewTable();
        Assert.Equal(Duet(one, 5, []), Duet(other, 5, []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void InOneRegisterWithTheHumanNothingIsStruckTwice(int seed)
    {
        using Table table = NewTable(new PlayLimits { Lowest = new(55), Highest = new(65) }, lowest: 55, highest: 65);
        var human = new List<PerformanceEvent>();
        List<NoteEvent> ours = Duet(table, (ulong)seed, human, lowest: 55, highest: 65);

        Assert.Null(table.Improviser.Fault);
        Assert.InRange(ours.Count(note => note.IsOn), 10, 5000);
        var fingers = new HashSet<Pitch>();
        var held = new HashSet<Pitch>();
        foreach ((PerformanceEvent happened, bool isOurs) in human.Select(e => (e, false))
            .Concat(ours.Select(note => (new PerformanceEvent(note), true)))
            .OrderBy(e => e.Item1.Time).ThenBy(e => e.Item2))
        {
            if (!happened.IsNote) continue;
            NoteEvent note = happened.Note;
            if (!isOurs)
            {
                if (note.IsOn) fingers.Add(note.Pitch);
                else fingers.Remove(note.Pitch);
            }
            else if (note.IsOn)
            {
                if (fingers.Contains(note.Pitch)) continue;      // the callback spares it
                Assert.True(held.Add(note.Pitch), $"{note} struck twice");
            }
            else
            {
                held.Remove(note.Pitch);
            }
        }
    }

    [Fact]
    public void NewPlansNeverStrikeAKeyThatTheHumanHolds()
    {
        using Table table = NewTable();
        table.Human(8);
        table.Improviser.Begin(table.Keyboard.Now);
        for (int i = 0; i < 60; i++)
        {
            List<NoteEvent> planned = table.Play(12);
            Assert.DoesNotContain(planned, note => note.IsOn && table.Keyboard.Held.Contains(note.Pitch.Number));
            TimePoint from = table.Keyboard.Now + Replan;
            table.Improviser.TakeBack(from, from);
            table.Human(1);
            table.Play(1);       // a key of ours that the human took comes up first
        }

        Assert.Null(table.Improviser.Fault);
    }

    [Fact]
    public void WhatSoundsIsNotCutWhenPlansAreTakenBack()
    {
        using Table table = NewTable(new PlayLimits { Lowest = new(60) });
        table.Improviser.Hear(new NoteEvent(TimePoint.FromSeconds(1), new Pitch(40), 70));
        table.Improviser.Begin(TimePoint.FromSeconds(1));
        List<NoteEvent> planned = table.Play(2000);
        NoteEvent longest = planned.Take(200).Where(note => note.IsOn).MaxBy(note => (End(note) - note.Time).Ticks);
        TimePoint from = longest.Time + Step;
        Assert.True(End(longest) > from + (5 * Step));
        table.Improviser.TakeBack(from, from);
        table.Improviser.Hear(new NoteEvent(from - Step, new Pitch(42), 70));

        NoteEvent end = table.Play(2000).First(note => note.Pitch == longest.Pitch);
        Assert.False(end.IsOn);             // it still sounded
        Assert.True(end.Time >= from);

        TimePoint End(NoteEvent on) => planned.First(note => note.Pitch == on.Pitch && note.Time > on.Time && !note.IsOn).Time;
    }

    /// <summary>The human taps a key that we hold and lets it go within the step in which we had planned to release it:
    /// a duet of 30 minutes ended with an index out of bounds.</summary>
    [Fact]
    public void AKeyTappedWhereWeReleaseItBreaksNothing()
    {
        int taps = 0;
        for (ulong seed = 1; seed <= 12; seed++)
        {
            using var table = new Table(new ImproviserOptions { Together = true, Sampling = new(Seed: seed) }, seed, standard: Standard);
            table.Human(6);
            table.Improviser.Begin(table.Keyboard.Now);
            foreach (NoteEvent release in table.Play(60).Where(note => !note.IsOn))
            {
                TimePoint tap = release.Time - TimeSpan.FromMilliseconds(10);
                table.Improviser.Hear(release with { Time = tap, Velocity = 70 });
                table.Improviser.Hear(release with { Time = tap + TimeSpan.FromMilliseconds(1) });
                table.Improviser.Hear(new NoteEvent(release.Time + TimeSpan.FromMilliseconds(1), new Pitch(21), 60));
                table.Improviser.Hear(new NoteEvent(release.Time + TimeSpan.FromMilliseconds(12), new Pitch(21), 0));
                Assert.Null(table.Improviser.Fault);
                taps++;
            }
        }

        Assert.True(taps > 50);
    }

    [Fact]
    public void NothingNewBeginsBeforeTheMomentOfResuming()
    {
        using Table table = NewTable();
        table.Human(5);
        table.Improviser.Begin(table.Keyboard.Now);
        List<NoteEvent> planned = table.Play(100);
        TimePoint from = planned[40].Time, resume = from + TimeSpan.FromSeconds(1.234);
        table.Improviser.TakeBack(from, resume);

        Assert.All(table.Play(100), note => Assert.True(note.Time >= resume));
    }

    [Fact]
    public void ATurnWithoutEndGoesOnAndCanStillBeTakenBack()
    {
        using Table table = NewTable();
        table.Human(5);
        TimePoint begin = table.Keyboard.Now;
        table.Improviser.Begin(begin);
        var last = new List<NoteEvent>();
        while (table.Improviser.TokensGenerated < 150_000)      // more than its log holds
        {
            last = table.Play(200);
            Assert.Equal(200, last.Count);
        }

        TimePoint from = last[150].Time;
        table.Improviser.TakeBack(from, from);
        NoteEvent next = table.Play(1).Single();
        Assert.InRange(next.Time - from, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        table.Improviser.Yield(from);
        Assert.Null(table.Improviser.Fault);
    }

    private Table NewTable(PlayLimits? limits = null, int lowest = 0, int highest = 127) => new(new ImproviserOptions
    {
        Together = true,
        Limits = limits ?? new PlayLimits(),
        Steering = new() { Lowest = new(lowest), Highest = new(highest) },
    }, standard: Standard);

    // Some ten seconds: what of ours was not taken back, until the last event of the human. The human's keys and pedal lie on
    // steps of their own, because within a step the row keeps the order in which things happened.
    private static List<NoteEvent> Duet(Table table, ulong seed, List<PerformanceEvent> human, int lowest = 30, int highest = 59)
    {
        var dice = new Dice(seed);
        var planned = new List<NoteEvent>();
        var down = new List<(int Pitch, TimePoint At)>();
        TimePoint now = TimePoint.FromSeconds(1);
        bool pedal = false;
        for (int i = 0; i < 120; i++)
        {
            now += Step * (int)(1 + (dice.Next() % 20));
            if (i > 0) Plan();
            while (planned.Any(note => note.Time == now) || human.Any(e => e.Time == now)) now += Step;
            if (i > 0) Plan();
            ulong thrown = dice.Next() % 10;
            if (thrown == 0 && i > 0)
            {
                pedal = !pedal;
                var control = new ControlChange(now, ControlChange.Sustain, (byte)(pedal ? 127 : 0));
                human.Add(new(control));
                table.Improviser.Hear(control);
            }
            else if (thrown < 4 && down.Count > 0 && now - down[0].At > 3 * Step)
            {
                Strike(down[0].Pitch, 0);
                down.RemoveAt(0);
            }
            else
            {
                int pitch = lowest + (int)(dice.Next() % (ulong)(highest - lowest + 1));
                if (down.Any(key => key.Pitch == pitch)) continue;
                TimePoint from = now + Replan;
                if (i > 0)
                {
                    planned.RemoveAll(note => note.Time >= from);
                    table.Improviser.TakeBack(from, from);
                }

                Strike(pitch, (byte)(20 + (dice.Next() % 100)));
                down.Add((pitch, now));
                if (i == 0) table.Improviser.Begin(now);
            }
        }

        do now += Step;
        while (planned.Any(note => note.Time == now));
        planned.RemoveAll(note => note.Time > now);
        table.Improviser.Yield(now);
        var held = new SortedSet<Pitch>();
        foreach (NoteEvent note in planned)
        {
            if (note.IsOn) held.Add(note.Pitch);
            else held.Remove(note.Pitch);
        }

        planned.AddRange(held.Select(pitch => new NoteEvent(now, pitch, 0)));
        return planned;

        void Plan()
        {
            while (planned.Count == 0 || planned[^1].Time <= now + LookAhead)
            {
                Assert.True(table.Improviser.TryPlay(out NoteEvent note));
                planned.Add(note);
            }
        }

        void Strike(int pitch, byte velocity)
        {
            var note = new NoteEvent(now, new Pitch(pitch), velocity);
            human.Add(new(note));
            table.Improviser.Hear(note);
        }
    }

    private static float[] Belief(Table table, List<PerformanceEvent> human, List<NoteEvent> ours, TimePoint now)
    {
        var encoder = new TokenEncoder();
        var mine = new TokenEncoder();      // the human's pedal holds the human's notes alone
        foreach (PerformanceEvent happened in human) mine.Push(table.Heard(happened));
        mine.Flush(now);
        var decoder = new TokenDecoder(human[0].Time);
        List<NoteEvent> both = [.. ours.Select(note => table.Heard(new(note)).Note)];
        while (mine.TryTake(out int token))
        {
            decoder.Push(token);
            while (decoder.TryTake(out NoteEvent note)) both.Add(note);
        }

        foreach (NoteEvent note in both.OrderBy(note => note.Time)) encoder.Push(note);
        encoder.Flush(now);
        var tokens = new List<int>();
        while (encoder.TryTake(out int token)) tokens.Add(token);
        using ModelSession session = table.Folder.NewSession();
        session.Feed([.. tokens]);
        return session.Belief.ToArray();
    }
}
