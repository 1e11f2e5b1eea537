using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class FallbackTests
{
    private readonly ManualClock work = new();
    private readonly Ticker first, second, last;
    private readonly FallbackImproviser chain;

    public FallbackTests()
    {
        (first, second, last) = (new(60, work), new(62, work), new(64, work));
        chain = new([first, second, last], work);
    }

    private static TimePoint At(double seconds) => TimePoint.FromSeconds(seconds);

    [Fact]
    public void WhileTheFirstKeepsUpItPlaysAlone()
    {
        first.WorkForEachNote = TimeSpan.FromMilliseconds(70);      // of 100
        chain.Begin(At(0));

        Assert.All(Play(200), note => Assert.Equal(60, note.Pitch.Number));
        Assert.Equal(0, chain.TakeOvers);
        Assert.Equal(0, chain.NotesOfOthers);
        Assert.Null(chain.Reason);
    }

    [Fact]
    public void WhenItFailsTheNextGoesOnInTheMiddleOfThePhrase()
    {
        chain.Begin(At(0));
        List<NoteEvent> played = Play(21);      // it holds a key
        first.Fault = "broken";
        played.AddRange(Play(20));

        AssertWhole(played);
        Assert.All(played.Skip(22), note => Assert.Equal(62, note.Pitch.Number));
        Assert.Equal((1, 1), (chain.Playing, chain.TakeOvers));
        Assert.Equal("broken", chain.Reason);
        Assert.Equal(10, chain.NotesOfOthers);
        Assert.Null(chain.Fault);
    }

    [Fact]
    public void OneThatIsBrokenAsWellIsPassedOver()
    {
        chain.Begin(At(0));
        Play(21);
        first.Fault = second.Fault = "broken";

        AssertWhole(Play(20), sounding: 60);
        Assert.Equal(2, chain.Playing);
    }

    [Fact]
    public void WhenItFallsBehindTheNextTakesOverAndItReturnsAtALaterPhrase()
    {
        first.WorkForEachNote = TimeSpan.FromMilliseconds(90);
        chain.Begin(At(0));
        List<NoteEvent> played = Play(60);
        AssertWhole(played);
        Assert.Equal(1, chain.Playing);
        Assert.InRange(played.First(note => note.Pitch.Number == 62).Time.Seconds, 0.9, 1.2);    // measured over a second of music

        chain.Yield(At(3));
        chain.Begin(At(4));
        Assert.Equal(1, chain.Playing);         // too early to try again
        chain.Yield(At(5));
        chain.Begin(At(7));
        Assert.Equal(0, chain.Playing);
        Play(60);
        Assert.Equal(1, chain.Playing);         // no better: it must rest for twice as long
        chain.Yield(At(10));
        chain.Begin(At(15));
        Assert.Equal(1, chain.Playing);
        chain.Yield(At(16));
        first.WorkForEachNote = default;
        chain.Begin(At(19));
        Play(60);
        Assert.Equal(0, chain.Playing);
    }

    [Fact]
    public void EveryOneHearsWhatTheOthersPlayedAndNothingThatWasTakenBack()
    {
        chain.Hear(new NoteEvent(At(0), new Pitch(40), 70));
        chain.Begin(At(1));
        List<NoteEvent> played = Play(60);
        chain.Yield(At(2));
        chain.Hear(new NoteEvent(At(3), new Pitch(40), 0));

        Assert.Equal([40, 40], first.Heard.Select(note => note.Pitch.Number));
        NoteEvent[] until = [.. played.Where(note => note.Time <= At(2))];
        NoteEvent[] ours = [.. last.Heard.Skip(1).SkipLast(1)];
        Assert.Equal(until, ours.Take(until.Length));
        AssertWhole([.. ours]);
        Assert.All(ours, note => Assert.True(note.Time <= At(2)));
        Assert.Empty(second.Heard);     // it sleeps, which costs nothing
    }

    [Fact]
    public void WhoWakesIsToldTheLastNotesWhoeverPlayedThem()
    {
        chain.Hear(new ControlChange(At(0), ControlChange.Sustain, 127));
        for (int i = 0; i < 50; i++)
        {
            chain.Hear(new NoteEvent(At(0.1 * i), new Pitch(40), 70));
            chain.Hear(new NoteEvent(At((0.1 * i) + 0.05), new Pitch(40), 0));
        }

        chain.Begin(At(6));
        List<NoteEvent> played = Play(20);
        first.Fault = "broken";
        played.AddRange(Play(10));      // by the second
        Assert.Equal(1, chain.Playing);
        Assert.Equal(64, second.Heard.Count);
        Assert.Equal(played.Take(20), second.Heard.TakeLast(20));
        Assert.All(second.Heard.Take(44), note => Assert.Equal(40, note.Pitch.Number));
        Assert.Equal(1, second.PedalsDown);

        chain.Yield(At(7.55));
        chain.Begin(At(8));             // and knows later what it played itself
        Assert.Equal(1, chain.Playing);
        NoteEvent[] own = [.. played.Where(note => note.Pitch.Number == 62 && note.Time <= At(7.55))];
        Assert.NotEmpty(own);
        Assert.Equal(own, second.Heard.Where(note => note.Pitch.Number == 62).Take(own.Length));
    }

    [Fact]
    public void OneThatIsAwayIsNotFedAndReturnsAwakeAfterItsRest()
    {
        first.WorkForEachNote = TimeSpan.FromMilliseconds(90);
        chain.Begin(At(0));
        Play(60);
        Assert.Equal(1, chain.Playing);
        int told = first.Heard.Count;
        Play(100);
        chain.Yield(At(3));
        chain.Hear(new NoteEvent(At(4), new Pitch(40), 70));
        Assert.Equal(told, first.Heard.Count);

        chain.Hear(new NoteEvent(At(7), new Pitch(40), 0));        // its rest is over: it hears before its turn comes
        Assert.Equal((At(7), 40), (first.Heard[^1].Time, first.Heard[^1].Pitch.Number));
        Assert.Equal(64, first.Heard.Count);
        chain.Begin(At(8));
        Assert.Equal(0, chain.Playing);
    }

    [Fact]
    public void OneThatFailedIsTriedAgainAfterItsRest()
    {
        first.Mends = true;
        chain.Begin(At(0));
        Play(21);
        first.Fault = "a fault";
        Play(20);
        Assert.Equal((1, "a fault", "a fault"), (chain.Playing, chain.Failure, chain.Reason));
        chain.Yield(At(2));
        chain.Begin(At(3));
        Assert.Equal(1, chain.Playing);
        chain.Yield(At(4));
        chain.Begin(At(6.5));
        Assert.Equal(0, chain.Playing);
        Assert.All(Play(20), note => Assert.Equal(60, note.Pitch.Number));
        Assert.Equal("a fault", chain.Failure);     // it is told at the end all the same
    }

    [Fact]
    public void KeyThatTheOldOneHoldsEndsAlsoWhereItsEndWasTakenBack()
    {
        second.StartsAfter = TimeSpan.FromMilliseconds(20);
        chain.Begin(At(0));
        List<NoteEvent> played = Play(21);      // 60 went down at 1.00
        first.Fault = "broken";
        played.AddRange(Play(3));               // 60 comes up where 62 begins, at 1.02
        chain.TakeBack(At(1.01), At(1.05));
        played.RemoveAll(note => note.Time >= At(1.01));
        Assert.Equal((At(1), 60, true), (played[^1].Time, played[^1].Pitch.Number, played[^1].IsOn));
        played.AddRange(Play(20));

        AssertWhole(played);
        Assert.Single(played, note => !note.IsOn && note.Time > At(1) && note.Pitch.Number == 60);
    }

    [Fact]
    public void ChainDoesNotAllocateWhileItPlays()
    {
        double now = 0;
        for (int i = 0; i < 50; i++) Phrase();
        first.Heard.Clear();
        second.Heard.Clear();
        last.Heard.Clear();
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 10; i++) Phrase();

        Assert.Equal(0, before.SoFar);

        void Phrase()
        {
            chain.Begin(At(now));
            for (int i = 0; i < 100; i++) chain.TryPlay(out _);
            chain.TakeBack(At(now + 4), At(now + 4));
            for (int i = 0; i < 20; i++) chain.TryPlay(out _);
            chain.Yield(At(now += 5));
        }
    }

    private List<NoteEvent> Play(int events)
    {
        var played = new List<NoteEvent>();
        while (played.Count < events && chain.TryPlay(out NoteEvent note)) played.Add(note);
        return played;
    }

    /// <summary>In order, no longer silence than a ticker's, no key struck twice, none left but the last.</summary>
    private static void AssertWhole(List<NoteEvent> played, int? sounding = null)
    {
        var held = new HashSet<int>();
        if (sounding is int already) held.Add(already);
        for (int i = 0; i < played.Count; i++)
        {
            if (i > 0) Assert.InRange((played[i].Time - played[i - 1].Time).TotalMilliseconds, 0, 100);
            if (played[i].IsOn) Assert.True(held.Add(played[i].Pitch.Number), "struck twice");
            else Assert.True(held.Remove(played[i].Pitch.Number), "only what sounds is ended");
        }

        Assert.InRange(held.Count, 0, played[^1].IsOn ? 1 : 0);
    }
}
