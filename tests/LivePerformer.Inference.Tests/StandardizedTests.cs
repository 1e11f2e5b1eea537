using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference.Tests;

/// <summary>All that an improviser promises, promised by one whose model learned from one key and one range of touch.</summary>
public sealed class StandardizedImproviserTests : ImproviserTests
{
    protected override MusicStandard? Standard => Table.KeyAndTouch;
}

/// <inheritdoc cref="StandardizedImproviserTests"/>
public sealed class StandardizedTogetherTests : TogetherTests
{
    protected override MusicStandard? Standard => Table.KeyAndTouch;
}

/// <inheritdoc cref="StandardizedImproviserTests"/>
public sealed class StandardizedSteeringTests : SteeringTests
{
    protected override MusicStandard? Standard => Table.KeyAndTouch;
}

/// <summary>What a standardizing model plays is what the same weights play on music that was moved by hand, moved back.</summary>
public class StandardizedTests
{
    private static readonly MusicStandard Key = new() { Pitch = Standardization.Id };
    private static readonly MusicStandard Touch = new() { Velocity = VelocityRange.Id, VelocityLow = 30, VelocityHigh = 100 };
    private static readonly TimeSpan Replan = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("lstm", false)]
    [InlineData("lstm", true)]
    [InlineData("transformer", false)]
    [InlineData("transformer", true)]
    public void InDMajorItPlaysWhatTheWeightsPlayInCMajorTwoSemitonesHigher(string kind, bool together)
    {
        using Table standardizing = NewTable(kind, together, Key, Tonic.D, lowest: 40), plain = NewTable(kind, together, null, Tonic.C, lowest: 38);
        List<NoteEvent> inD = Evening(standardizing.Improviser, together, Tonic.D), inC = Evening(plain.Improviser, together, Tonic.C);

        Assert.Equal(new Standardization(-2), standardizing.Improviser.Ear!.Key);
        Assert.InRange(inD.Count(note => note.IsOn), 150, 2000);
        Assert.Equal(inC.Select(note => note with { Pitch = new(note.Pitch.Number + 2) }), inD);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void OneThatForgotFindsTheKeyAnew(string kind)
    {
        using Table standardizing = NewTable(kind, false, Key, Tonic.D, lowest: 40), plain = NewTable(kind, false, null, Tonic.C, lowest: 38);
        foreach (NoteEvent note in Phrase(Tonic.EFlat, TimePoint.FromSeconds(1), Even(30)).SkipLast(1)) standardizing.Improviser.Hear(note);    // a key stays down
        standardizing.Improviser.Begin(TimePoint.FromSeconds(100));
        standardizing.Play(50);
        standardizing.Improviser.Forget();
        plain.Improviser.Begin(TimePoint.FromSeconds(100));     // the dice of both are thrown as often
        plain.Improviser.Forget();

        Assert.Equal(
            Evening(plain.Improviser, false, Tonic.C).Select(note => note with { Pitch = new(note.Pitch.Number + 2) }),
            Evening(standardizing.Improviser, false, Tonic.D));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void TouchGoesToTheModelsRangeAndBack(string kind)
    {
        using Table standardizing = new(kind: kind, standard: Touch), plain = new(kind: kind);
        byte[] touches = [.. Enumerable.Range(0, 100).Select(i => (byte)(50 + (i * 8 % 21)))];   // 50 to 70
        List<NoteEvent> phrase = Phrase(Tonic.C, TimePoint.FromSeconds(1), touches);
        foreach (NoteEvent note in phrase) standardizing.Improviser.Hear(note);
        (int low, int high) = (standardizing.Improviser.Ear!.Touch!.Value.Low, standardizing.Improviser.Ear.Touch.Value.High);
        Assert.True(low is > 42 and <= 50 && high is >= 70 and < 78);      // of 30 to 100 and 50 to 70, within two bins
        foreach (NoteEvent note in phrase) plain.Improviser.Hear(note.IsOn ? note with { Velocity = Rounded(1 + (126.0 * Math.Clamp(note.Velocity - low, 0, high - low) / (high - low))) } : note);

        standardizing.Improviser.Begin(TimePoint.FromSeconds(60));
        plain.Improviser.Begin(TimePoint.FromSeconds(60));
        List<NoteEvent> played = standardizing.Play(200);
        Assert.True(played.Where(note => note.IsOn).Select(note => note.Velocity).Distinct().Count() > 8);
        Assert.Equal(plain.Play(200).Select(note => note.IsOn ? note with { Velocity = Rounded(low + ((note.Velocity - 1) / 126.0 * (high - low))) } : note), played);

        static byte Rounded(double velocity) => (byte)Math.Round(velocity, MidpointRounding.AwayFromZero);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void AnotherKeyIsToldFromTheBeginningAndHeldKeysComeUp(string kind)
    {
        using var table = new Table(kind: kind, standard: Key);
        var told = new List<NoteEvent>();
        var held = new NoteEvent(TimePoint.FromSeconds(0.5), new Pitch(36), 70);
        Hear(held);
        Phrase(Tonic.C, TimePoint.FromSeconds(1), Even(12)).ForEach(Hear);
        Assert.Equal(0, table.Improviser.Ear!.Key.Semitones);
        TimePoint now = told[^1].Time;
        while (table.Improviser.Ear.Key.Semitones == 0) Phrase(Tonic.EFlat, now = told[^1].Time + TimeSpan.FromSeconds(0.5), Even(4)).ForEach(Hear);

        Assert.Equal(-3, table.Improviser.Ear.Key.Semitones);
        Assert.InRange(told.Count, 40, LastPlayed.Most);
        now = told[^1].Time + TimeSpan.FromSeconds(1);
        table.Improviser.Begin(now);
        Near(BeliefOf(table, told, now), table.Improviser.Belief);
        List<NoteEvent> answer = table.Play(300);
        Assert.DoesNotContain(answer, note => note.Pitch == held.Pitch);
        table.Improviser.Yield(now - TimeSpan.FromMilliseconds(1));

        Hear(held with { Time = now + TimeSpan.FromSeconds(0.1), Velocity = 0 });
        now += TimeSpan.FromSeconds(1);
        table.Improviser.Begin(now);
        Near(BeliefOf(table, told, now), table.Improviser.Belief);

        void Hear(NoteEvent note)
        {
            told.Add(note);
            table.Improviser.Hear(note);
        }
    }

    [Fact]
    public void WhatIsToldAgainIsWhatBothPlayedLast()
    {
        using var table = new Table(kind: "transformer", standard: Key);
        var all = new List<NoteEvent>();
        TimePoint now = TimePoint.FromSeconds(1);
        int keys = 0;
        for (int turn = 0; turn < 24; turn++)
        {
            Standardization before = table.Improviser.Ear!.Key;
            List<NoteEvent> phrase = Phrase(turn < 8 ? Tonic.F : Tonic.B, now, Even(20));
            phrase.ForEach(note => table.Improviser.Hear(note));
            all.AddRange(phrase);
            now = phrase[^1].Time + TimeSpan.FromSeconds(0.5);
            table.Improviser.Begin(now);
            keys += table.Improviser.Ear.Key == before ? 0 : 1;
            Near(BeliefOf(table, all.TakeLast(400), now), table.Improviser.Belief);     // its window is 24 notes

            List<NoteEvent> answer = table.Play(60);
            now = answer[Enumerable.Range(20, 39).First(i => answer[i + 1].Time - answer[i].Time > TimeSpan.FromMilliseconds(30))].Time + TimeSpan.FromMilliseconds(20);
            table.Improviser.Yield(now);
            List<NoteEvent> played = [.. answer.Where(note => note.Time <= now)];
            var held = new HashSet<Pitch>();
            foreach (NoteEvent note in played)
            {
                if (note.IsOn) held.Add(note.Pitch);
                else held.Remove(note.Pitch);
            }

            all.AddRange(played);
            all.AddRange(held.Order().Select(pitch => new NoteEvent(now, pitch, 0)));
            now += TimeSpan.FromSeconds(0.5);
        }

        Assert.InRange(keys, 2, 5);
        Assert.Equal(new Standardization(1), table.Improviser.Ear!.Key);
    }

    /// <summary>Six semitones lower, the lowest keys of MIDI's range stand for the same keys of the model as those an octave
    /// above; and the highest have none.</summary>
    [Theory]
    [InlineData(Tonic.FSharp, 0, 20)]
    [InlineData(Tonic.G, 108, 127)]
    public void AtTheEndsOfTheRangeNoHeldKeyIsStruck(Tonic tonic, int lowest, int highest)
    {
        using var table = new Table(new ImproviserOptions { Limits = new() { Lowest = new(lowest), Highest = new(highest), LongestNote = TimeSpan.FromSeconds(0.5) } }, standard: Key);
        Phrase(tonic, TimePoint.FromSeconds(1), Even(400)).ForEach(note => table.Improviser.Hear(note));
        Assert.Equal(tonic == Tonic.G ? 5 : -6, table.Improviser.Ear!.Key.Semitones);
        var dice = new Dice(3);
        var held = new HashSet<int>();
        TimePoint now = TimePoint.FromSeconds(200);
        int struck = 0;
        for (int turn = 0; turn < 60; turn++)
        {
            for (int i = 0; i < 4; i++)
            {
                int pitch = lowest + (int)(dice.Next() % (ulong)(highest - lowest + 1));
                now += TimeSpan.FromMilliseconds(40);
                bool down = held.Count < 8 && held.Add(pitch);
                if (!down && !held.Remove(pitch)) continue;
                table.Improviser.Hear(new NoteEvent(now, new Pitch(pitch), (byte)(down ? 70 : 0)));
            }

            Assert.Equal(tonic == Tonic.G ? 5 : -6, table.Improviser.Ear.Key.Semitones);
            table.Improviser.Begin(now);
            List<NoteEvent> answer = [.. table.Play(30).Where(note => note.IsOn)];
            Assert.All(answer, note => Assert.InRange(note.Pitch.Number, lowest, highest));
            Assert.DoesNotContain(answer, note => held.Contains(note.Pitch.Number));
            struck += answer.Count;
            table.Improviser.Yield(now);
        }

        Assert.Null(table.Improviser.Fault);
        Assert.True(struck > 300);
    }

    [Fact]
    public void AKeyHeldLongerThanIsRememberedIsStillHeld()
    {
        using var table = new Table(new ImproviserOptions { Limits = new() { Lowest = new(40), Highest = new(45) } }, standard: Key);
        table.Improviser.Hear(new NoteEvent(TimePoint.FromSeconds(0.5), new Pitch(40), 70));
        TimePoint now = TimePoint.FromSeconds(1);
        foreach (Tonic tonic in new[] { Tonic.C, Tonic.E })
        {
            List<NoteEvent> phrase = Phrase(tonic, now, Even(tonic == Tonic.C ? 20 : 600));
            phrase.ForEach(note => table.Improviser.Hear(note));
            now = phrase[^1].Time + TimeSpan.FromSeconds(1);
        }

        Assert.Equal(-4, table.Improviser.Ear!.Key.Semitones);      // told again, with the key that is down since long before
        table.Improviser.Begin(now);
        Assert.DoesNotContain(table.Play(100), note => note.Pitch.Number == 40);
        table.Improviser.Yield(now);
        table.Improviser.Hear(new NoteEvent(now, new Pitch(40), 0));
        table.Improviser.Begin(now + TimeSpan.FromSeconds(1));
        Assert.Contains(table.Play(100), note => note.Pitch.Number == 40);
    }

    /// <summary>A melody in a key.</summary>
    internal static List<NoteEvent> Phrase(Tonic tonic, TimePoint begin, byte[] touches)
    {
        // tonic, third and fifth on the beats: there is no doubt of the key
        int[] steps = [0, 2, 4, 5, 7, 5, 4, 2, 0, 4, 7, 12, 11, 9, 7, 4, 0, 7, 4, 0];
        var phrase = new List<NoteEvent>();
        TimePoint now = begin;
        for (int i = 0; i < touches.Length; i++)
        {
            var pitch = new Pitch(60 + (int)tonic + steps[i % steps.Length]);
            phrase.Add(new(now, pitch, touches[i]));
            now += TimeSpan.FromMilliseconds(i % 4 == 0 ? 390 : 210);
            phrase.Add(new(now - TimeSpan.FromMilliseconds(30), pitch, 0));
        }

        return phrase;
    }

    internal static byte[] Even(int notes) => [.. Enumerable.Repeat((byte)70, notes)];

    private static Table NewTable(string kind, bool together, MusicStandard? standard, Tonic tonic, int lowest) => new(new ImproviserOptions
    {
        Together = together,
        Limits = new() { Lowest = new(lowest), Highest = new(lowest + 50) },
        Steering = new() { Scale = Scale.Major, Tonic = tonic, Louder = 10, NotesPerSecond = 5, FollowChord = together },
    }, kind: kind, standard: standard);

    // Six turns: phrases and a chord that is still held, with a pedal, an answer, and the human coming in.
    private static List<NoteEvent> Evening(IImproviser improviser, bool together, Tonic tonic)
    {
        var heard = new List<NoteEvent>();
        TimePoint now = TimePoint.FromSeconds(1);
        for (int turn = 0; turn < 6; turn++)
        {
            List<NoteEvent> phrase = Phrase(tonic, now, Even(16 + turn));
            foreach (NoteEvent note in phrase) improviser.Hear(note);
            now = phrase[^1].Time + TimeSpan.FromMilliseconds(200);
            improviser.Hear(new ControlChange(now, ControlChange.Sustain, (byte)(turn % 2 * 127)));
            foreach (int third in new[] { 48, 52, 55 }) improviser.Hear(new NoteEvent(now, new Pitch(third + (int)tonic), 60));
            improviser.Begin(now);
            var planned = new List<NoteEvent>();
            for (int i = 0; i < 60 && improviser.TryPlay(out NoteEvent note); i++)
            {
                planned.Add(note);
                if (!together || i != 20) continue;

                TimePoint from = planned[12].Time + Replan;
                planned.RemoveAll(one => one.Time >= from);
                improviser.TakeBack(from, from);
                improviser.Hear(new NoteEvent(from - Replan, new Pitch(62 + (int)tonic), 80));
            }

            now = planned[planned.Count / 2].Time;
            improviser.Yield(now);
            heard.AddRange(planned);
            now += TimeSpan.FromMilliseconds(300);
            foreach (int third in new[] { 48, 52, 55, 62 }) improviser.Hear(new NoteEvent(now, new Pitch(third + (int)tonic), 0));
            now += TimeSpan.FromMilliseconds(200);
        }

        Assert.Null(improviser.Fault);
        return heard;
    }

    // Of a fresh session that is told all of it, moved to the key that now holds.
    private static float[] BeliefOf(Table table, IEnumerable<NoteEvent> music, TimePoint now)
    {
        var encoder = new TokenEncoder();
        int semitones = table.Improviser.Ear!.Key.Semitones;
        foreach (NoteEvent note in music) encoder.Push(note with { Pitch = new(note.Pitch.Number + semitones) });
        encoder.Flush(now);
        var tokens = new List<int>();
        while (encoder.TryTake(out int token)) tokens.Add(token);
        using ModelSession session = table.Folder.NewSession();
        session.Feed([.. tokens]);
        return session.Belief.ToArray();
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}
