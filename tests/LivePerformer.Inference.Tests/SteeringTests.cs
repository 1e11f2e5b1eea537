using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference.Tests;

/// <summary>Steering works where the next token is chosen: the notes are as asked for, and the model knows them.</summary>
public class SteeringTests
{
    /// <summary>Of the music that the model learned from.</summary>
    protected virtual MusicStandard? Standard => null;

    [Fact]
    public void ScalesAndChordsHoldTheirTones()
    {
        Assert.Equal("C D E F G A B", PitchClasses.Of(Scale.Major, Tonic.C).ToString());
        Assert.Equal("C D E F# G A B", PitchClasses.Of(Scale.Major, Tonic.G).ToString());
        Assert.Equal("C D E F Ab A B", PitchClasses.Of(Scale.HarmonicMinor, Tonic.A).ToString());
        Assert.Equal("C D Eb F G A Bb", PitchClasses.Of(Scale.Dorian, Tonic.C).ToString());
        Assert.Equal("C Eb F F# G Bb", PitchClasses.Of(Scale.Blues, Tonic.C).ToString());
        Assert.Equal("C# Eb F# Ab Bb", PitchClasses.Of(Scale.MajorPentatonic, Tonic.FSharp).ToString());
        Assert.Equal(PitchClasses.All, PitchClasses.Of(Scale.Chromatic, Tonic.E));
        Assert.True(PitchClasses.TryParse("c Eb, G", out PitchClasses chord));
        Assert.Equal("C Eb G", chord.ToString());
        Assert.False(PitchClasses.TryParse("C H", out _));
    }

    [Fact]
    public void OnlyTonesOfTheScaleAreStruck()
    {
        PitchClasses dorian = PitchClasses.Of(Scale.Dorian, Tonic.D);
        Assert.Contains(Notes(new()), note => !dorian.Contains(note.Pitch.Number));
        List<NoteEvent> notes = Notes(new() { Scale = Scale.Dorian, Tonic = Tonic.D });
        Assert.InRange(notes.Count, 200, 1000);
        Assert.All(notes, note => Assert.True(dorian.Contains(note.Pitch.Number), $"{note.Pitch}"));
    }

    [Fact]
    public void OnlyTonesOfTheChordAreStruckAndItIsStrongerThanTheScale()
    {
        Assert.True(PitchClasses.TryParse("F# A#", out PitchClasses chord));
        List<NoteEvent> notes = Notes(new() { Scale = Scale.Major, Chord = chord });
        Assert.InRange(notes.Count, 100, 1000);
        Assert.All(notes, note => Assert.Contains(note.Pitch.Number % 12, new[] { 6, 10 }));
    }

    [Fact]
    public void TheChordThatTheHumanHeldIsFollowedUntilTheNext()
    {
        using var table = NewTable(new ImproviserOptions { Steering = new() { FollowChord = true } });
        double now = 1;
        foreach (int[] chord in new int[][] { [48, 64, 67], [53, 57, 60, 64] })
        {
            foreach (int pitch in chord) Key(pitch, 70);
            now += 0.5;
            foreach (int pitch in chord) Key(pitch, 0);
            now += 0.5;
            table.Improviser.Begin(TimePoint.FromSeconds(now));
            List<NoteEvent> answer = table.Play(150);
            Assert.InRange(answer.Count(note => note.IsOn), 50, 100);
            Assert.All(answer, note => Assert.Contains(note.Pitch.Number % 12, chord.Select(pitch => pitch % 12)));
            now += 3;
            table.Improviser.Yield(TimePoint.FromSeconds(now));
        }

        void Key(int pitch, byte velocity) => table.Improviser.Hear(new NoteEvent(TimePoint.FromSeconds(now), new Pitch(pitch), velocity));
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(5.0)]
    [InlineData(10.0)]
    public void ThePaceIsDrawnTowardsWhatIsAskedFor(double wanted)
    {
        using var table = NewTable(new ImproviserOptions { Steering = new() { NotesPerSecond = wanted }, Limits = new() { LongestNote = TimeSpan.FromSeconds(1) } });
        table.Human(10);
        table.Improviser.Begin(table.Keyboard.Now);
        table.Play(200);
        List<NoteEvent> notes = [.. table.Play(800).Where(note => note.IsOn)];
        double pace = (notes.Count - 1) / (notes[^1].Time - notes[0].Time).TotalSeconds;
        Assert.InRange(pace, wanted * 0.7, wanted * 1.4);
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(100, 0)]
    [InlineData(70, -30)]
    public void LoudnessFollowsTheHuman(int human, int louder)
    {
        using var table = NewTable(new ImproviserOptions { Steering = new() { Louder = louder } });
        for (int i = 0; i < 20; i++) table.Improviser.Hear(new NoteEvent(TimePoint.FromSeconds(1 + (0.1 * i)), new Pitch(40 + i), (byte)(human - 5 + (i % 11))));
        table.Improviser.Begin(TimePoint.FromSeconds(4));
        double mean = table.Play(600).Where(note => note.IsOn).Average(note => note.Velocity);
        Assert.InRange(mean, human + louder - 8, human + louder + 8);
    }

    [Fact]
    public void LoudnessDoesNotChangeHowManyNotesThereAre()
    {
        double plain = Pace(new()), soft = Pace(new() { Louder = -60 });
        Assert.InRange(soft, plain * 0.6, plain * 1.6);

        double Pace(Steering steering)
        {
            List<NoteEvent> notes = Notes(steering);
            return notes.Count / (notes[^1].Time - notes[0].Time).TotalSeconds;
        }
    }

    [Fact]
    public void AllOfItMayChangeWhileItPlays()
    {
        using var table = NewTable();
        table.Human(10);
        table.Improviser.Begin(table.Keyboard.Now);
        table.Play(100);
        PitchClasses blues = PitchClasses.Of(Scale.Blues, Tonic.E);
        table.Improviser.Steering = new() { Scale = Scale.Blues, Tonic = Tonic.E, Lowest = new(40), Highest = new(70), Polyphony = 2 };
        List<NoteEvent> notes = [.. table.Play(300).Where(note => note.IsOn)];
        Assert.InRange(notes.Count, 100, 300);
        Assert.All(notes, note => Assert.True(blues.Contains(note.Pitch.Number) && note.Pitch.Number is >= 40 and <= 70, $"{note.Pitch}"));

        table.Improviser.Steering = new();
        Assert.Contains(table.Play(300), note => note.IsOn && !blues.Contains(note.Pitch.Number));
        Assert.Throws<ModelException>(() => table.Improviser.Steering = new() { Polyphony = 0 });
        Assert.Equal(new(), table.Improviser.Steering);
    }

    [Theory]
    [InlineData(Dial.Scale, (double)Scale.Blues, "C Eb F F# G Bb")]
    [InlineData(Dial.Chord, 0b1000_1001, "C Eb G")]
    [InlineData(Dial.Lowest, 90, null)]
    [InlineData(Dial.Highest, 40, null)]
    [InlineData(Dial.Lowest, 127, null)]
    [InlineData(Dial.Highest, 0, null)]
    public void DialsTurnWhileItPlays(Dial dial, double value, string? tones)
    {
        using var table = NewTable(new ImproviserOptions { Limits = new() { Lowest = new(0), Highest = new(127) }, Steering = new() { Lowest = new(21), Highest = new(108) } });
        table.Human(10);
        table.Improviser.Begin(table.Keyboard.Now);
        List<NoteEvent> before = [.. table.Play(200).Where(note => note.IsOn)];
        table.Improviser.Turn(dial, value);
        List<NoteEvent> after = [.. table.Play(200).Where(note => note.IsOn)];
        Steering now = table.Improviser.Steering;

        Assert.Contains(before, note => !IsWanted(note));
        Assert.InRange(after.Count, 50, 200);
        Assert.All(after, note => Assert.True(IsWanted(note), $"{note.Pitch}"));

        bool IsWanted(NoteEvent note) => note.Pitch >= now.Lowest && note.Pitch <= now.Highest
            && (tones is null || (PitchClasses.TryParse(tones, out PitchClasses wanted) && wanted.Contains(note.Pitch.Number)));
    }

    [Fact]
    public void AnswerThatBeginsAtOnceBeginsWithoutARest()
    {
        using var table = NewTable(new ImproviserOptions { Together = true, Limits = new() { FirstRest = TimeSpan.FromSeconds(2) }, Sampling = new(Temperature: 4, TopP: 1) });
        var rests = new Dictionary<bool, double> { [false] = 0, [true] = 0 };
        for (int i = 0; i < 20; i++)
        {
            bool atOnce = i % 2 == 1;
            table.Improviser.Turn(Dial.AtOnce, atOnce ? 1 : 0);
            table.Human(4);
            TimePoint now = table.Keyboard.Now + TimeSpan.FromMilliseconds(5);
            table.Improviser.Begin(now);
            NoteEvent first = table.Play(40).First(note => note.IsOn);
            rests[atOnce] = Math.Max(rests[atOnce], (first.Time - now).TotalSeconds);
            table.Improviser.Yield(now);
            table.Keyboard.Wait(0.1);
        }

        Assert.InRange(rests[true], 0, 0.01);
        Assert.InRange(rests[false], 0.02, 2);
    }

    [Fact]
    public void TheModelRemembersWhatWasPlayedUnderSteering()
    {
        using var table = NewTable(new ImproviserOptions
        {
            Steering = new() { Scale = Scale.NaturalMinor, Tonic = Tonic.A, NotesPerSecond = 6, Louder = 10, Polyphony = 4 },
        });
        List<NoteEvent> played = table.Human(12);
        table.Keyboard.Wait(0.25);
        table.Improviser.Begin(table.Keyboard.Now);
        List<NoteEvent> answer = table.Play(120);
        int last = Enumerable.Range(60, 50).First(i => answer[i + 1].Time - answer[i].Time > TimeSpan.FromMilliseconds(30));
        TimePoint end = answer[last].Time + TimeSpan.FromMilliseconds(20);
        table.Improviser.Yield(end);
        answer.RemoveAll(note => note.Time > end);
        var held = new SortedSet<Pitch>();
        foreach (NoteEvent note in answer)
        {
            if (note.IsOn) held.Add(note.Pitch);
            else held.Remove(note.Pitch);
        }

        played.AddRange(answer);
        played.AddRange(held.Select(pitch => new NoteEvent(end, pitch, 0)));
        TimePoint next = end + TimeSpan.FromSeconds(1);
        table.Improviser.Begin(next);

        var encoder = new TokenEncoder();
        foreach (NoteEvent note in played.OrderBy(note => note.Time)) encoder.Push(table.Heard(new(note)));
        encoder.Flush(next);
        var tokens = new List<int>();
        while (encoder.TryTake(out int token)) tokens.Add(token);
        using ModelSession session = table.Folder.NewSession();
        session.Feed([.. tokens]);
        for (int i = 0; i < 388; i++) Assert.Equal(session.Belief[i], table.Improviser.Belief[i], 1e-4f);
    }

    private Table NewTable(ImproviserOptions? options = null) => new(options, standard: Standard);

    private List<NoteEvent> Notes(Steering steering)
    {
        using var table = NewTable(new ImproviserOptions { Steering = steering });
        table.Human(20);
        table.Improviser.Begin(table.Keyboard.Now);
        return [.. table.Play(600).Where(note => note.IsOn)];
    }
}
