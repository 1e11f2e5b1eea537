using System.Text.Json.Nodes;

namespace LivePerformer.Music.Tests;

/// <summary>Agreement with mir_eval, by tests/Fixtures/Music/transcription_scores.json, and what holds for every score.</summary>
public sealed class TranscriptionScoreTests
{
    private static readonly JsonObject Reference = JsonNode.Parse(File.ReadAllText(Repo.Fixture("Music/transcription_scores.json")))!.AsObject();

    public static TheoryData<string> Cases => [.. Reference.Select(one => one.Key)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ScoresMatchMirEval(string name)
    {
        IReadOnlyDictionary<string, TranscriptionScore> scores = TranscriptionScore.Of(Notes(name, "reference"), Notes(name, "estimate"));

        Assert.Equal(Reference[name]!["scores"]!.AsObject().Select(score => score.Key), scores.Keys);
        foreach ((string rule, TranscriptionScore score) in scores)
        {
            JsonNode expected = Reference[name]!["scores"]![rule]!;
            Assert.Equal((double)expected["precision"]!, score.Precision, 1e-9);
            Assert.Equal((double)expected["recall"]!, score.Recall, 1e-9);
            Assert.Equal((double)expected["f1"]!, score.F1, 1e-9);
            Assert.Equal((double)expected["overlap"]!, score.Overlap, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AListStandsForItselfPerfectly(string name)
    {
        TranscribedNote[] all = Notes(name, "reference");

        // One key struck twice within the tolerance may be matched crosswise, and then ends and velocities differ.
        TranscribedNote[] notes = [.. all.Where(note => !all.Any(other => other != note && other.Pitch == note.Pitch && Math.Abs(other.Onset - note.Onset) < 0.06))];
        Assert.NotEmpty(notes);
        Assert.All(TranscriptionScore.Of(notes, notes).Values, score => Assert.Equal(new(1, 1, 1, 1), score));
    }

    /// <summary>Who plays all notes a third softer, and louder by 20 then, has played the same dynamics.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void VelocitiesCountButForScaleAndShift(string name)
    {
        TranscribedNote[] reference = Notes(name, "reference"), estimate = Notes(name, "estimate");
        TranscribedNote[] other = [.. estimate.Select(note => note with { Velocity = (note.Velocity * 0.67) + 20 })];

        Assert.Equal(TranscriptionScore.Of(reference, estimate), TranscriptionScore.Of(reference, other));
    }

    [Fact]
    public void TouchesThatAreAllAlikeFitTheMeanOfTheOthers()
    {
        TranscribedNote[] reference = [Note(0, 60, 40), Note(1, 62, 60), Note(2, 64, 61), Note(3, 65, 100)];
        TranscribedNote[] estimate = [.. reference.Select(note => note with { Velocity = 64 })];

        // Of 0, 1/3, 0.35 and 1 the mean is 0.4208: the second and third are nearer than 0.1.
        Assert.Equal(0.5, TranscriptionScore.Of(reference, estimate)["onset_velocity_50ms"].F1);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    public void NothingScoresNothing(int reference, int estimate)
    {
        TranscribedNote[] notes = [Note(0, 60, 40), Note(1, 62, 60), Note(2, 64, 61)];

        Assert.All(TranscriptionScore.Of(notes[..reference], notes[..estimate]).Values, score => Assert.Equal(new(0, 0, 0, 0), score));
    }

    /// <summary>Small lists where every way of pairing can be tried.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void MatchingIsAsLargeAsItCanBe(int seed)
    {
        var dice = new Random(seed);
        for (int turn = 0; turn < 50; turn++)
        {
            TranscribedNote[] reference = Thrown(dice.Next(0, 8)), estimate = Thrown(dice.Next(0, 8));
            foreach (bool offsets in new[] { false, true })
            {
                IReadOnlyList<(int Reference, int Estimate)> matching = NoteMatching.Of(reference, estimate, 0.05, offsets);

                Assert.Equal(Most(reference, estimate, 0, 0, offsets), matching.Count);
                Assert.Equal(matching.Count, matching.Select(pair => pair.Reference).Distinct().Count());
                Assert.Equal(matching.Count, matching.Select(pair => pair.Estimate).Distinct().Count());
                Assert.All(matching, pair => Assert.True(MayMatch(reference[pair.Reference], estimate[pair.Estimate], offsets)));
            }
        }

        TranscribedNote[] Thrown(int count) => [.. Enumerable.Range(0, count).Select(_ =>
        {
            double onset = 0.01 * dice.Next(0, 20);
            return new TranscribedNote(onset, onset + (0.01 * dice.Next(1, 30)), 60 + dice.Next(0, 2), dice.Next(1, 128));
        })];
    }

    /// <summary>A tremolo told half a note late, with one note before it: every pair must move by one. mir_eval's search calls itself as deep as
    /// that is long; ours may not.</summary>
    [Fact]
    public void OneNoteMoreAtTheBeginningOfALongTremoloMovesEveryPair()
    {
        const int Length = 200_000;
        TranscribedNote[] reference = [.. Enumerable.Range(0, Length + 1).Select(i => Note(1 + (0.08 * i), 60, 64))];
        TranscribedNote[] estimate = [.. Enumerable.Range(0, Length).Select(i => Note(1.04 + (0.08 * i), 60, 64)), Note(0.96, 60, 64)];

        Assert.Equal(Length + 1, NoteMatching.Of(reference, estimate, 0.05).Count);
    }

    [Fact]
    public void PooledAddsNotesAndMeanAddsRecordings()
    {
        TranscribedNote[] ten = [.. Enumerable.Range(0, 10).Select(i => Note(i, 60, 64))];
        IReadOnlyDictionary<string, MatchCount> all = TranscriptionScore.Count(ten, ten), none = TranscriptionScore.Count(ten[..2], [Note(50, 60, 64), Note(60, 60, 64), Note(70, 60, 64)]);

        TranscriptionScore pooled = TranscriptionScore.Pooled([all, none])["onset_50ms"], mean = TranscriptionScore.Mean([all, none])["onset_50ms"];

        Assert.Equal(10 / 13.0, pooled.Precision, 1e-12);
        Assert.Equal(10 / 12.0, pooled.Recall, 1e-12);
        Assert.Equal(20 / 25.0, pooled.F1, 1e-12);
        Assert.Equal(1, pooled.Overlap, 1e-12);
        Assert.Equal(new(0.5, 0.5, 0.5, 0.5), mean);
        Assert.Equal(new(0, 0, 0, 0), TranscriptionScore.Mean([])["onset_50ms"]);
        Assert.Equal(new(0, 0, 0, 0), TranscriptionScore.Pooled([])["onset_50ms"]);
    }

    private static int Most(TranscribedNote[] reference, TranscribedNote[] estimate, int from, int taken, bool offsets)
    {
        if (from == reference.Length) return 0;

        int most = Most(reference, estimate, from + 1, taken, offsets);
        for (int j = 0; j < estimate.Length; j++)
        {
            if ((taken & (1 << j)) == 0 && MayMatch(reference[from], estimate[j], offsets))
                most = Math.Max(most, 1 + Most(reference, estimate, from + 1, taken | (1 << j), offsets));
        }

        return most;
    }

    // In whole hundredths of a millisecond, where nothing is rounded.
    private static bool MayMatch(TranscribedNote reference, TranscribedNote estimate, bool offsets) =>
        reference.Pitch == estimate.Pitch && Math.Abs(Whole(reference.Onset) - Whole(estimate.Onset)) <= 5000
        && (!offsets || Math.Abs(Whole(reference.Offset) - Whole(estimate.Offset)) <= Math.Max(5000, (Whole(reference.Offset) - Whole(reference.Onset)) / 5));

    private static long Whole(double seconds) => (long)Math.Round(seconds * 100_000);

    private static TranscribedNote Note(double onset, int pitch, double velocity) => new(onset, onset + 0.5, pitch, velocity);

    private static TranscribedNote[] Notes(string name, string list) =>
        [.. Reference[name]![list]!.AsArray().Select(row => new TranscribedNote((double)row![0]!, (double)row[1]!, (int)row[2]!, (double)row[3]!))];
}
