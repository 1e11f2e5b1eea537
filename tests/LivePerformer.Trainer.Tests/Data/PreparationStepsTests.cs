using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class PreparationStepsTests
{
    private static readonly MidiMessage PedalDown = MidiMessage.Control(0, ControlChange.Sustain, 127), PedalUp = MidiMessage.Control(0, ControlChange.Sustain, 0);

    [Fact]
    public void QuantizedNotesBeginAndEndOnTheGrid()
    {
        List<Note> notes = Notes(new() { QuantizeMilliseconds = 125 }, On(0, 60), Off(130, 60), On(200, 62), Off(210, 62), On(260, 64), Off(700, 64));

        Assert.Equal([(0, 130), (250, 130), (250, 500)], notes.Select(note => (Ms(note.Onset.SinceStart), Ms(note.Duration))));   // 125 ms is 13 steps of the encoding
        Assert.Equal([60, 62, 64], notes.Select(note => (int)note.Pitch.Number));
    }

    [Fact]
    public void WithoutThePedalNotesLastAsTheirKeysAreDown()
    {
        (long, MidiMessage)[] played = [(0, PedalDown), On(0, 60), Off(100, 60), (900, PedalUp), On(1000, 62), Off(1100, 62)];

        Assert.Equal([900, 100], Notes(PreparationSteps.None, played).Select(note => Ms(note.Duration)));
        Assert.Equal([100, 100], Notes(new() { Sustain = SustainStep.Ignore }, played).Select(note => Ms(note.Duration)));
    }

    [Fact]
    public void DoubledStrikesBecomeOne()
    {
        (long, MidiMessage)[] played = [On(0, 60, 50), On(20, 60, 90), Off(300, 60), Off(310, 60), On(500, 60, 70), Off(600, 60)];

        Assert.Equal(3, Notes(PreparationSteps.None, played).Count);
        List<Note> dropped = Notes(new() { Duplicates = DuplicateStep.Drop }, played);
        Assert.Equal([(0, 310, 91), (500, 100, 71)], dropped.Select(note => (Ms(note.Onset.SinceStart), Ms(note.Duration), (int)note.Velocity)));   // bins 89 to 92 and 69 to 72
    }

    [Fact]
    public void APieceInEFlatIsTransposedAndCanBeTurnedBack()
    {
        // "Twinkle" in E flat, three semitones above C
        int[] melody = [63, 63, 70, 70, 72, 72, 70, 68, 68, 67, 67, 65, 65, 63];
        (long, MidiMessage)[] played = [.. melody.SelectMany((pitch, i) => new[] { On(i * 200, pitch), Off((i * 200) + 180, pitch) })];
        (TokenData.Piece entry, List<Note> notes) = Piece(new() { Pitch = PitchStep.Key }, played);

        Assert.Equal(("Eb major", -3), (entry.Key, entry.Semitones));
        Assert.Equal(melody.Select(pitch => pitch - 3), notes.Select(note => (int)note.Pitch.Number));
        Assert.Equal(Notes(PreparationSteps.None, played), notes.Select(new Standardization(entry.Semitones!.Value).Back));
    }

    [Fact]
    public void VelocitiesGoFromZeroToOneAndTheRangeIsRemembered()
    {
        (TokenData.Piece entry, List<Note> notes) = Piece(new() { Velocity = VelocityStep.Normalize }, On(0, 60, 50), Off(50, 60), On(100, 60, 65), Off(150, 60), On(200, 60, 80), Off(250, 60));

        Assert.Equal((50, 80), (entry.VelocityLow!.Value, entry.VelocityHigh!.Value));
        Assert.Equal([0, 15, 31], notes.Select(note => Vocabulary.VelocityBin(note.Velocity)));   // u = 0, 1/2, 1: velocities 1, 64, 127
    }

    [Fact]
    public void OnlyTrainingPiecesAreStretched()
    {
        using MidiFolder folder = new MidiFolder().With([.. Enumerable.Range(1, 10).Select(i => $"{i:000}.mid")]);
        TokenData plain = folder.Prepare();
        IReadOnlyList<TokenPiece> before = plain.Load(folder.Data, "train");

        TokenData data = folder.Prepare(new() { Stretch = new(0.9, 1.1, 3) });
        IReadOnlyList<TokenPiece> train = data.Load(folder.Data, "train");

        Assert.Equal((8, 24), (before.Count, train.Count));
        Assert.Equal(plain.Totals["test"], data.Totals["test"]);
        Assert.Equal(plain.Totals["validation"], data.Totals["validation"]);
        Assert.Equal([null, 0.9, 1.1], data.Shards.First(shard => shard.Split == "train").Pieces.Take(3).Select(piece => piece.Stretch));
        Assert.Equal(before[0].Tokens, train[0].Tokens);
        Assert.Equal(before[0].Seconds * 1.1, train[2].Seconds, 1.5 * Vocabulary.Step.TotalSeconds);
        Assert.Equal(train[1].Tokens.Select(token => (int)token), PerformanceTokenizer.Encode(PerformanceTokenizer.Decode(
            Array.ConvertAll(before[0].Tokens, token => (int)token)).Select(note => PieceEncoder.Stretched(note, 0.9))));   // these pieces lie on the encoding's grid, so both ways are one
        Assert.Equal(data.Steps, TokenData.Read(folder.Data).Steps);
        Assert.Contains("\"sustain\": \"extend\"", File.ReadAllText(Path.Combine(folder.Data, TokenData.FileName)));
    }

    [Fact]
    public void OtherStepsMakeOtherShards()
    {
        using MidiFolder folder = new MidiFolder().With("a.mid", "b.mid", "c.mid");
        PreparationSteps[] kinds =
        [
            new(), new() { QuantizeMilliseconds = 40 }, new() { Pitch = PitchStep.Key }, new() { Velocity = VelocityStep.Normalize },
            new() { Duplicates = DuplicateStep.Drop }, new() { Sustain = SustainStep.Ignore }, new() { Stretch = new(1.1, 1.1, 1) },
        ];
        string[] fingerprints = [.. kinds.Select(steps =>
        {
            Assert.Equal(steps, folder.Prepare(steps).Steps);
            Assert.Equal(steps, TokenData.Read(folder.Data).Steps);
            return Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder.Data, "train-000.tokens")).AsSpan(8, 32));
        })];

        Assert.Equal(kinds.Length, fingerprints.Distinct().Count());
    }

    [Fact]
    public void DataFromBeforeThereWereStepsIsStillRead()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        string path = Path.Combine(maestro.Data, TokenData.FileName);
        System.Text.Json.Nodes.JsonNode table = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!;
        Assert.True(table.AsObject().Remove("steps"));
        File.WriteAllText(path, table.ToJsonString());

        Assert.Equal(PreparationSteps.None, TokenData.Read(maestro.Data).Steps);
    }

    [Theory]
    [InlineData("0.95,1.05")]
    [InlineData("fast,slow,3")]
    [InlineData("1.05,0.95,3")]
    [InlineData("0,1,3")]
    [InlineData("NaN,1,3")]
    [InlineData("0.9,1.1,0")]
    public void StretchesThatCannotBeAreRefused(string text) =>
        Assert.Contains("--stretch", Assert.Throws<LivePerformerException>(() => StretchStep.Parse(text)).Message);

    [Fact]
    public void FactorsAreEvenAndThePieceItselfIsNotDoubled()
    {
        Assert.Equal([0.95, 0.975, 1.025, 1.05], StretchStep.Parse("0.95,1.05,5").Factors());
        Assert.Equal([1.2], new StretchStep(1.2, 1.2, 1).Factors());
        Assert.Throws<LivePerformerException>(() => new PreparationSteps { QuantizeMilliseconds = double.NaN }.Checked());
    }

    private static (long, MidiMessage) On(long at, int pitch, byte velocity = 80) => (at, MidiMessage.NoteOn(0, new Pitch(pitch), velocity));

    private static (long, MidiMessage) Off(long at, int pitch) => (at, MidiMessage.NoteOff(0, new Pitch(pitch)));

    private static int Ms(TimeSpan length) => (int)Math.Round(length.TotalMilliseconds);

    private static List<Note> Notes(PreparationSteps steps, params (long, MidiMessage)[] played) => Piece(steps, played).Notes;

    private static (TokenData.Piece Entry, List<Note> Notes) Piece(PreparationSteps steps, params (long, MidiMessage)[] played)
    {
        using MidiFolder folder = new MidiFolder().With("a.mid", "b.mid").WithTrack("c.mid", played);
        TokenData data = folder.Prepare(steps);
        TokenData.Shard shard = data.Shards.Single(shard => shard.Pieces[0].Name == "c.mid");
        return (shard.Pieces[0], PerformanceTokenizer.Decode(Array.ConvertAll(data.Load(folder.Data, shard.Split)[0].Tokens, token => (int)token)));
    }
}
