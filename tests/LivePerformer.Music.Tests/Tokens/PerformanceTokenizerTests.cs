using System.Text.Json.Nodes;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class PerformanceTokenizerTests
{
    private static readonly Golden Reference = new("Music/tokens.ndjson");

    public static TheoryData<string> Files => [.. Reference.Files];

    /// <summary>tokens.ndjson: made by tests/Fixtures/Music/make_golden.sh with a second encoder, which goes note by note.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void SpeaksLikeTheReferenceEncoder(string file)
    {
        JsonNode expected = Reference[file];
        Performance played = Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/" + file)));
        Assert.Equal((int)expected["notes"]!, played.Notes.Count);
        Assert.Equal(expected["tokens"]!.AsArray().Select(t => (int)t!), PerformanceTokenizer.Encode(played));
    }

    [Property(Arbitrary = [typeof(Playing)])]
    public void PhraseOnTheGridSurvivesTokenizing(Note[] phrase) =>
        Assert.Equal(phrase, PerformanceTokenizer.Decode(PerformanceTokenizer.Encode(phrase)));

    /// <summary>Decoding loses nothing that encoding said: the second time round, the tokens are the same.</summary>
    [Property(Arbitrary = [typeof(Playing)])]
    public void TokensOfAnyPlayingSurviveDecoding(PerformanceEvent[] events)
    {
        int[] tokens = PerformanceTokenizer.Encode(events);
        Assert.Equal(tokens, PerformanceTokenizer.Encode(PerformanceTokenizer.Decode(tokens)));
    }

    [Fact]
    public void TheVocabularyIsTheReference()
    {
        Assert.Equal(388, Vocabulary.Size);
        Assert.Equal(60, Vocabulary.NoteOn(new Pitch(60)));
        Assert.Equal(188, Vocabulary.NoteOff(new Pitch(60)));
        Assert.Equal(256, Vocabulary.TimeShift(1));
        Assert.Equal(355, Vocabulary.TimeShift(100));
        Assert.Equal(356, Vocabulary.Velocity(1));
        Assert.Equal(356, Vocabulary.Velocity(4));
        Assert.Equal(357, Vocabulary.Velocity(5));
        Assert.Equal(387, Vocabulary.Velocity(127));
        for (int bin = 0; bin < 32; bin++) Assert.Equal(bin, Vocabulary.VelocityBin(Vocabulary.VelocityOf(bin)));
    }
}
