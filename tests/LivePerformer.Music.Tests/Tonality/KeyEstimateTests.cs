using System.Text.Json.Nodes;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class KeyEstimateTests
{
    private static readonly JsonArray Melodies = JsonNode.Parse(File.ReadAllText(Repo.Fixture("Music/keys.json")))!.AsArray();

    public static TheoryData<string> Names => [.. Melodies.Select(melody => (string)melody!["name"]!)];

    /// <summary>keys.json: made by tests/Fixtures/Music/make_keys.mjs with the JavaScript package maia-util 0.3.18.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void KeysOfKnownMelodiesMatchMaiaUtil(string name)
    {
        JsonNode melody = Melodies.First(one => (string)one!["name"]! == name)!;
        var estimate = new KeyEstimate();
        foreach (Note note in Notes(melody)) estimate.Add(note);

        Assert.True(estimate.TryFind(out MusicalKey key, out double correlation));
        Assert.Equal((string)melody["key"]!, key.ToString());
        Assert.Equal((double)melody["correlation"]!, correlation, 12);
    }

    [Fact]
    public void CorrelationOfATriadIsTheOneWorkedOutByHand()
    {
        // C, E and G, once each. The major profile sums to 41.79 (mean 3.4825) and its squares to 164.6799.
        // Above: 6.35 + 4.38 + 5.19 - 3 x 3.4825 = 5.4725. Below: sqrt((3 - 9/12) x (164.6799 - 12 x 3.4825^2)) = 6.56346.
        double[] triad = [1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0];

        Assert.Equal(5.4725 / 6.56346, KeyProfile.Correlation(triad, new(0, KeyMode.Major)), 5);
        Assert.True(KeyProfile.Correlation(triad, new(6, KeyMode.Major)) < 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TransposedMusicIsInTheTransposedKey(string name)
    {
        JsonNode melody = Melodies.First(one => (string)one!["name"]! == name)!;
        foreach (int up in Enumerable.Range(1, 11))
        {
            KeyEstimate here = new(), there = new();
            foreach (Note note in Notes(melody))
            {
                here.Add(note);
                there.Add(note with { Pitch = new(note.Pitch.Number + up) });
            }

            Assert.True(here.TryFind(out MusicalKey key, out _) && there.TryFind(out MusicalKey moved, out _) && moved == new MusicalKey((key.Tonic + up) % 12, key.Mode));
        }
    }

    [Fact]
    public void WhatIsHeardKeyByKeyIsWhatWasPlayedNoteByNote()
    {
        Performance played = Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/pop909-098.mid")));
        List<Note> notes = [.. Performance.FromNotes(played.Notes).Notes];
        KeyEstimate whole = new(), live = new();
        // A key held on one track and struck on another ends where it is struck again, when it is heard live.
        foreach (Note note in RepeatedStrikes.Drop(notes, TimeSpan.FromTicks(1))) whole.Add(note);
        foreach (PerformanceEvent happened in Performance.FromNotes(notes).Events.Where(happened => happened.IsNote)) live.Hear(happened.Note);
        double[] expected = new double[12], heard = new double[12];
        whole.Write(expected);
        live.Write(heard);

        Assert.All(expected.Zip(heard), pair => Assert.Equal(pair.First, pair.Second, 6));
        Assert.True(whole.TryFind(out MusicalKey key, out _) && live.TryFind(out MusicalKey liveKey, out _) && key == liveKey);
    }

    [Fact]
    public void AKeyThatIsStillDownCountsUpToTheLastEvent()
    {
        var estimate = new KeyEstimate();
        estimate.Hear(new(TimePoint.FromSeconds(1), new Pitch(60), 80));
        estimate.Hear(new(TimePoint.FromSeconds(3), new Pitch(67), 80));
        estimate.Hear(new(TimePoint.FromSeconds(4), new Pitch(67), 0));
        double[] seconds = new double[12];
        estimate.Write(seconds);

        Assert.Equal(new double[] { 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 }, seconds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatFadesSlowlyIsWhatDoesNotFade(string name)
    {
        JsonNode melody = Melodies.First(one => (string)one!["name"]! == name)!;
        KeyEstimate whole = new(), fading = new(1e9);
        foreach (Note note in Notes(melody).Where(note => note.Duration.TotalSeconds <= KeyEstimate.LongestTone))
        {
            foreach (KeyEstimate estimate in new[] { whole, fading })
            {
                estimate.Hear(new(note.Onset, note.Pitch, note.Velocity));
                estimate.Hear(new(note.Offset, note.Pitch, 0));
            }
        }

        Assert.True(whole.TryFind(out MusicalKey key, out double correlation));
        Assert.True(fading.TryFind(out MusicalKey faded, out double much));
        Assert.Equal(key, faded);
        Assert.Equal(correlation, much, 6);
        Assert.Equal(correlation, fading.Fit(new Standardization(key)), 6);
    }

    [Fact]
    public void AHalfLifeLaterWhatWasHeardCountsHalf()
    {
        var estimate = new KeyEstimate(halfLife: 1);
        estimate.Hear(new(TimePoint.FromSeconds(0), new Pitch(60), 80));
        estimate.Hear(new(TimePoint.FromSeconds(1), new Pitch(60), 0));
        estimate.Hear(new(TimePoint.FromSeconds(9), new Pitch(64), 80));      // in silence nothing fades
        estimate.Hear(new(TimePoint.FromSeconds(9), new Pitch(67), 80));
        estimate.Hear(new(TimePoint.FromSeconds(10), new Pitch(64), 0));      // two keys for a second are two seconds of sound
        estimate.Hear(new(TimePoint.FromSeconds(99), new Pitch(67), 0));      // and so is a long tone
        double[] seconds = new double[12];
        estimate.Write(seconds);

        Assert.Equal(1.0 / 16, seconds[0], 12);
        Assert.Equal(1.0 / 4, seconds[4], 12);
        Assert.Equal((1.0 / 4) + 2, seconds[7], 12);
    }

    [Fact]
    public void SilenceAndAllTwelvePitchClassesAlikeHaveNoKey()
    {
        var estimate = new KeyEstimate();
        Assert.False(estimate.TryFind(out _, out _));
        Assert.Equal(0, estimate.Standardization.Semitones);

        foreach (int pitch in Enumerable.Range(60, 12)) estimate.Add(new(TimePoint.Zero, TimeSpan.FromSeconds(0.3), new Pitch(pitch), 80));
        Assert.False(estimate.TryFind(out _, out _));

        estimate.Reset();
        estimate.Add(new(TimePoint.Zero, TimeSpan.FromSeconds(1), new Pitch(62), 80));
        Assert.True(estimate.TryFind(out MusicalKey key, out _));
        Assert.Equal(2, key.Tonic);
    }

    private static IEnumerable<Note> Notes(JsonNode melody) => melody["notes"]!.AsArray().Select((note, i) =>
        new Note(TimePoint.FromSeconds(i), TimeSpan.FromSeconds((double)note![1]!), new Pitch((int)note[0]!), 80));
}
