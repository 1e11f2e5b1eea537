using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

public class MarkovTests
{
    private static TimePoint At(double seconds) => TimePoint.FromSeconds(seconds);

    [Fact]
    public void ATuneThatNeverBranchesGoesOnAsItWas()
    {
        (int Pitch, double Gap, byte Velocity)[] tune = [(60, 0.2, 50), (62, 0.4, 60), (60, 0.3, 70), (65, 0.1, 80)];    // after 60, 62 or 65: two are needed
        var markov = new MarkovImproviser();
        double now = 1;
        for (int i = 0; i < 16; i++)
        {
            var (pitch, gap, velocity) = tune[i % 4];
            now += gap;
            Strike(markov, now, pitch, velocity, length: 0.08);
        }

        markov.Begin(At(now));
        List<NoteEvent> answer = Play(markov, 40);
        NoteEvent[] notes = [.. answer.Where(note => note.IsOn)];
        for (int i = 0; i < notes.Length; i++)
        {
            Assert.Equal((tune[i % 4].Pitch, tune[i % 4].Velocity), (notes[i].Pitch.Number, notes[i].Velocity));
            Assert.Equal(tune[i % 4].Gap, (notes[i].Time - (i == 0 ? At(now) : notes[i - 1].Time)).TotalSeconds, 5);
            NoteEvent end = answer.First(note => !note.IsOn && note.Pitch == notes[i].Pitch && note.Time > notes[i].Time);
            Assert.Equal(0.08, (end.Time - notes[i].Time).TotalSeconds, 5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void WhateverHappensTheHandsCanPlayIt(int seed)
    {
        var dice = new Dice((ulong)seed);
        var limits = new PlayLimits { Polyphony = 1 + (int)(dice.Next() % 8), NotesPerSecond = 4 + (int)(dice.Next() % 20), LongestNote = TimeSpan.FromSeconds(2) };
        var markov = new MarkovImproviser(limits, (ulong)seed);
        var keyboard = new Keyboard((ulong)seed, start: 1);
        for (int turn = 0; turn < 20; turn++)
        {
            for (int i = 0; i < 12; i++) markov.Hear(keyboard.Move());
            markov.Begin(keyboard.Now);
            List<NoteEvent> answer = Play(markov, 60);
            Assert.Equal(60, answer.Count);
            Hands.Check(answer, limits, mustEnd: false);
            Assert.DoesNotContain(answer, note => note.IsOn && keyboard.Held.Contains(note.Pitch.Number));
            keyboard.Wait(dice.NextUnit() * 3);
            markov.Yield(keyboard.Now);
        }
    }

    [Fact]
    public void OneSeedIsOneAnswer()
    {
        Assert.Equal(Answer(1), Answer(1));
        Assert.NotEqual(Answer(1), Answer(2));

        static List<NoteEvent> Answer(ulong seed)
        {
            var markov = new MarkovImproviser(seed: seed);
            var keyboard = new Keyboard(3);
            for (int i = 0; i < 60; i++) markov.Hear(keyboard.Move());
            markov.Begin(keyboard.Now);
            return Play(markov, 100);
        }
    }

    [Fact]
    public void WithNothingHeardItStillPlays()
    {
        var markov = new MarkovImproviser();
        markov.Begin(At(4));
        List<NoteEvent> answer = Play(markov, 100);
        Assert.InRange(answer[0].Time.Seconds, 4, 4.5);
        Hands.Check(answer, new PlayLimits(), mustEnd: false);
    }

    [Fact]
    public void WhatWasNeverPlayedIsForgotten()
    {
        var planner = new MarkovImproviser();
        var waiter = new MarkovImproviser();
        var next = new List<NoteEvent>[2];
        foreach ((int i, MarkovImproviser markov) in new[] { (0, planner), (1, waiter) })
        {
            var keyboard = new Keyboard(8);
            for (int k = 0; k < 40; k++) markov.Hear(keyboard.Move());
            TimePoint begin = keyboard.Now;
            markov.Begin(begin);
            Play(markov, i == 0 ? 300 : 1);
            markov.Yield(begin - TimeSpan.FromMilliseconds(1));
            markov.Begin(begin + TimeSpan.FromSeconds(1));
            next[i] = Play(markov, 100);
        }

        Assert.Equal(next[1], next[0]);
    }

    [Fact]
    public void NotesThatSoundEndAlsoWhenPlansAreTakenBack()
    {
        var markov = new MarkovImproviser();
        Strike(markov, 1, 60, 70, length: 1);
        Strike(markov, 1.5, 64, 70, length: 1);
        markov.Begin(At(3));
        List<NoteEvent> answer = Play(markov, 60);
        TimePoint from = answer[20].Time + TimeSpan.FromMilliseconds(1);
        answer.RemoveAll(note => note.Time >= from);
        int[] sounding = [.. answer.GroupBy(note => note.Pitch.Number).Where(group => group.Last().IsOn).Select(group => group.Key)];
        Assert.NotEmpty(sounding);
        markov.TakeBack(from, from + TimeSpan.FromSeconds(0.2));
        markov.Hear(new NoteEvent(from, new Pitch(40), 70));
        List<NoteEvent> rest = Play(markov, 40);

        Assert.All(rest, note => Assert.True(note.Time >= from + TimeSpan.FromSeconds(0.2)));
        Assert.All(sounding, pitch => Assert.False(rest.First(note => note.Pitch.Number == pitch).IsOn));
        answer.AddRange(rest);
        Hands.Check(answer, new PlayLimits(), mustEnd: false);
    }

    [Fact]
    public void SteeringHoldsHereAsWell()
    {
        PitchClasses scale = PitchClasses.Of(Scale.Major, Tonic.E);
        var markov = new MarkovImproviser(steering: new() { Scale = Scale.Major, Tonic = Tonic.E, Lowest = new(50), Highest = new(80), Louder = -20, Polyphony = 2 });
        var keyboard = new Keyboard(3);
        for (int i = 0; i < 60; i++) markov.Hear(keyboard.Move());
        markov.Begin(keyboard.Now);
        List<NoteEvent> answer = Play(markov, 200);
        double heard = markov.Touch;
        Assert.Equal(200, answer.Count);
        Assert.InRange(answer.Where(note => note.IsOn).Average(note => note.Velocity), Math.Max(1, heard - 28), Math.Max(1, heard - 12));
        Assert.All(answer, note => Assert.True(scale.Contains(note.Pitch.Number) && note.Pitch.Number is >= 50 and <= 80, $"{note.Pitch}"));
        Hands.Check(answer, new PlayLimits { Polyphony = 2 }, mustEnd: false);
    }

    [Theory]
    [InlineData(Dial.Scale, (double)Scale.Blues, "C Eb F F# G Bb")]
    [InlineData(Dial.Chord, 0b1000_1001, "C Eb G")]
    [InlineData(Dial.Lowest, 90, null)]
    [InlineData(Dial.Highest, 0, null)]
    public void DialsTurnWhileItPlays(Dial dial, double value, string? tones)
    {
        var markov = new MarkovImproviser(new PlayLimits { Lowest = new(0), Highest = new(127) }, steering: new() { Lowest = new(21), Highest = new(108) });
        var keyboard = new Keyboard(3);
        for (int i = 0; i < 60; i++) markov.Hear(keyboard.Move());
        markov.Begin(keyboard.Now);
        List<NoteEvent> before = [.. Play(markov, 200).Where(note => note.IsOn)];
        markov.Turn(dial, value);
        List<NoteEvent> after = [.. Play(markov, 200).Where(note => note.IsOn).Skip(1)];      // the one after the last had been chosen
        Steering now = markov.Steering;

        Assert.Contains(before, note => !IsWanted(note));
        Assert.InRange(after.Count, 80, 100);
        Assert.All(after, note => Assert.True(IsWanted(note), $"{note.Pitch}"));

        bool IsWanted(NoteEvent note) => note.Pitch >= now.Lowest && note.Pitch <= now.Highest
            && (tones is null || (PitchClasses.TryParse(tones, out PitchClasses wanted) && wanted.Contains(note.Pitch.Number)));
    }

    private static void Strike(MarkovImproviser markov, double time, int pitch, byte velocity, double length)
    {
        markov.Hear(new NoteEvent(At(time), new Pitch(pitch), velocity));
        markov.Hear(new NoteEvent(At(time + length), new Pitch(pitch), 0));
    }

    private static List<NoteEvent> Play(MarkovImproviser improviser, int events)
    {
        var answer = new List<NoteEvent>();
        while (answer.Count < events && improviser.TryPlay(out NoteEvent note)) answer.Add(note);
        return answer;
    }
}
