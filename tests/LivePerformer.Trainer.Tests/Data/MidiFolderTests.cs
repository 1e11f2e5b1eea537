using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class MidiFolderTests
{
    private static readonly MidiMessage C = MidiMessage.NoteOn(0, new Pitch(60), 80), CUp = MidiMessage.NoteOff(0, new Pitch(60));

    [Fact]
    public void AnyFolderBecomesThreeSplits()
    {
        using MidiFolder folder = new MidiFolder().With([.. Enumerable.Range(1, 20).Select(i => $"{i:000}/{i:000}.mid"), "007/versions/007-v2.midi"]);
        File.WriteAllText(Path.Combine(folder.Music, "LICENSE"), "MIT License\n\nCopyright (c) 2020 Nobody\n");

        TokenData data = folder.Prepare();

        Assert.Equal(("MIT", 21), (data.Licence, data.Totals.Values.Sum(total => total.Pieces)));
        Assert.Equal(["test", "train", "validation"], data.Totals.Keys.Order(StringComparer.Ordinal));
        TokenPiece piece = data.Load(folder.Data, "validation")[0];
        Assert.Equal(PerformanceTokenizer.Encode(Performance.FromMidi(MidiFile.Read(Path.Combine(folder.Music, piece.Name)))), piece.Tokens.Select(token => (int)token));
    }

    [Fact]
    public void ArrangementsAsPop909HasThemAreRead()
    {
        using var folder = new MidiFolder();
        foreach (string name in new[] { "pop909-098.mid", "pop909-331.mid", "pop909-764.mid" })
            folder.WithBytes(name, File.ReadAllBytes(Repo.Fixture("Music/" + name)));
        var lines = new List<string>();

        TokenData data = folder.Prepare(lines: lines);

        Assert.Empty(lines);
        Assert.All(data.Totals.Values, total => Assert.Equal(1, total.Pieces));
    }

    [Fact]
    public void DrumsAndOtherInstrumentsAreLeftOutAndCounted()
    {
        using MidiFolder folder = new MidiFolder().With("a.mid", "b.mid", "c.mid");
        MidiMessage drum = MidiMessage.NoteOn(9, new Pitch(36), 100), violin = MidiMessage.NoteOn(1, new Pitch(76), 90);
        (long, MidiMessage)[] band = [(0, new(0xC1, 40, 0)), (0, C), (10, drum), (20, violin), (30, MidiMessage.NoteOff(1, new Pitch(76))), (40, violin), (500, CUp)];
        folder.WithTrack("band.mid", band).WithTrack("drums.mid", (0, drum)).WithTrack("solo.mid", (0, new(0xC1, 40, 0)), (0, violin));
        var lines = new List<string>();

        TokenData data = folder.Prepare(lines: lines);

        Assert.Equal(1, data.Shards.SelectMany(shard => shard.Pieces).Single(piece => piece.Name == "band.mid").Notes);
        Assert.Contains(lines, line => line.Contains("drums.mid' has only drums"));
        Assert.Contains(lines, line => line.Contains("solo.mid' has no piano, but 1 notes") && line.Contains("--programs all"));
        Assert.Contains("left out: 1 drum notes (channel 10) in 1 file", lines);
        Assert.Contains(lines, line => line.StartsWith("left out: 2 notes of other instruments than the piano in 1 file", StringComparison.Ordinal));

        List<string> again = [];
        folder.Prepare(lines: again);
        Assert.Equal(lines, again);                                       // the shards are kept, and so is what they left out

        TokenData all = folder.Prepare(pianoOnly: false);
        Assert.Equal(3, all.Shards.SelectMany(shard => shard.Pieces).Single(piece => piece.Name == "band.mid").Notes);
    }

    [Fact]
    public void TheFootLeavesThePedalWithThePiano()
    {
        using MidiFolder folder = new MidiFolder().With("a.mid", "b.mid").WithTrack("c.mid",
            (0, MidiMessage.Control(0, ControlChange.Sustain, 127)), (0, C), (100, CUp),
            (300, new(0xC0, 48, 0)), (310, MidiMessage.Control(0, ControlChange.Sustain, 127)), (320, MidiMessage.NoteOn(0, new Pitch(70), 80)), (2000, MidiMessage.NoteOff(0, new Pitch(70))));

        TokenData data = folder.Prepare();

        Assert.Equal(0.3, data.Shards.SelectMany(shard => shard.Pieces).Single(piece => piece.Name == "c.mid").Seconds, 9);
    }

    [Fact]
    public void OfATakeTheHumansPartIsReadOnceAndNothingElse()
    {
        var header = new TakeHeader
        {
            Product = "0.1.0", Begun = "", SampleRate = 48_000, BlockFrames = 128, Device = "null", Seed = 1, Models = [],
            Preset = System.Text.Json.JsonElement.Parse("""{"name":"key","model":"tiny","cue":{"kind":"key","key":21}}"""),
        };
        var block = new TakeBlock();
        block.Add(TakeEntry.Heard(0, new HeardEvent(0, C)));
        block.Add(TakeEntry.Heard(0, new HeardEvent(4_800, CUp)));
        block.Add(TakeEntry.Heard(0, new HeardEvent(9_600, MidiMessage.NoteOn(0, new Pitch(21), 80))));      // the sign
        block.Add(TakeEntry.Heard(0, new HeardEvent(9_700, MidiMessage.NoteOff(0, new Pitch(21)))));
        block.Add(TakeEntry.Of(new SentEvent(14_400, 14_400, MidiMessage.NoteOn(1, new Pitch(72), 80), NoteSource.Ai, SentFlags.None)));
        block.Add(TakeEntry.Of(new SentEvent(19_200, 19_200, MidiMessage.NoteOff(1, new Pitch(72)), NoteSource.Ai, SentFlags.None)));
        var midi = new MidiFile(MidiDivision.PerQuarter(500));
        midi.AddTrack("Human", [(TimePoint.Zero, C), (TimePoint.FromSeconds(0.1), CUp)]);
        midi.AddTrack("AI", [(TimePoint.FromSeconds(0.3), MidiMessage.NoteOn(1, new Pitch(72), 80)), (TimePoint.FromSeconds(0.4), MidiMessage.NoteOff(1, new Pitch(72)))]);
        using MidiFolder folder = new MidiFolder().With("a.mid", "b.mid").WithBytes("c.take", [.. TakeBlock.Beginning(header), .. block.Finish().Span]);
        midi.Write(Path.Combine(folder.Music, "c.mid"));       // the same, as perform writes it
        midi.Write(Path.Combine(folder.Music, "d.mid"));

        TokenData.Piece[] pieces = [.. folder.Prepare().Shards.SelectMany(shard => shard.Pieces).Where(piece => piece.Name is not ("a.mid" or "b.mid"))];

        Assert.Equal([("c.take", 1, 0.1), ("d.mid", 1, 0.1)], pieces.Select(piece => (piece.Name, piece.Notes, Math.Round(piece.Seconds, 6))).Order());
    }

    [Fact]
    public void DamagedFilesAreNamedAndCounted()
    {
        using MidiFolder folder = new MidiFolder().With([.. Enumerable.Range(1, 12).Select(i => $"{i:000}.mid")]);
        byte[] whole = File.ReadAllBytes(Path.Combine(folder.Music, "001.mid"));
        string[] train = [.. PieceSource.Midi(folder.Music).Pieces.Where(piece => piece.Split == "train").Select(piece => piece.File).Take(2)];
        folder.WithBytes(train[0], whole[..50]).WithBytes(train[1], []);
        var lines = new List<string>();

        TokenData data = folder.Prepare(lines: lines);

        Assert.Equal(10, data.Totals.Values.Sum(total => total.Pieces));
        Assert.All(train, name => Assert.Single(lines, line => line.Contains(name) && line.StartsWith("left out: ", StringComparison.Ordinal)));
        Assert.Contains("left out: 2 files in all", lines);
    }

    [Fact]
    public void FoldersThatCannotBeUsedAreNamedWithTheRemedy()
    {
        using var folder = new MidiFolder();
        Assert.Contains("holds no MIDI file", Refusal());
        folder.With("a.mid");
        Assert.Contains("1 MIDI file of 1 composition", Refusal());
        folder.WithBytes("a.mid", [1, 2, 3]).WithBytes("b.mid", []).WithTrack("c.mid", (0, MidiMessage.NoteOn(9, new Pitch(36), 100)));
        Assert.Contains("no readable MIDI file with piano notes", Refusal());
        folder.With("c.mid");
        Assert.Matches("No file of the (train|validation|test) split", Refusal());
        Assert.False(File.Exists(Path.Combine(folder.Data, TokenData.FileName)));

        string Refusal()
        {
            string message = Assert.Throws<LivePerformerException>(() => folder.Prepare()).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }
    }

    [Theory]
    [InlineData("MIT License\n\nCopyright", null, "MIT")]
    [InlineData("Attribution-NonCommercial-ShareAlike 4.0 International\n", null, "CC BY-NC-SA 4.0")]
    [InlineData("All rights reserved.", null, Licence.Unknown)]
    [InlineData("MIT License", "# Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International", "CC BY-NC-SA 4.0 and MIT")]
    [InlineData("MIT License", "Ask me first.", Licence.Unknown)]
    [InlineData(null, null, Licence.Unknown)]
    public void TheLicenceIsTheOneThatLiesThere(string? licence, string? other, string expected)
    {
        using var folder = new MidiFolder();
        if (licence is not null) File.WriteAllText(Path.Combine(folder.Music, "LICENSE"), licence);
        if (other is not null) File.WriteAllText(Path.Combine(folder.Music, "licence-of-the-scores.md"), other);

        Assert.Equal(expected, Licence.Of(folder.Music));
    }
}
