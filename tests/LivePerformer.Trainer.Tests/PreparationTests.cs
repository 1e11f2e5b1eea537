using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class PreparationTests
{
    [Fact]
    public void TokensOnDiskAreTheTokenizersOwn()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TokenData data = TokenData.Read(maestro.Data);
        IReadOnlyList<TokenPiece> pieces = data.Load(maestro.Data, "train");

        Assert.Equal(5, pieces.Count);
        foreach (TokenPiece piece in pieces)
        {
            int[] expected = PerformanceTokenizer.Encode(Performance.FromMidi(MidiFile.Read(Path.Combine(maestro.Maestro, piece.Name))));
            Assert.Equal(expected, piece.Tokens.Select(token => (int)token));
            Assert.Equal(PerformanceTokenizer.Decode(expected).Count, piece.Notes);
        }
        Assert.Equal(pieces.Sum(p => p.Tokens.Length), data.Totals["train"].Tokens);
        Assert.Equal((1, 1), (data.Totals["validation"].Pieces, data.Totals["test"].Pieces));
        // The last of the 60 notes of the first piece begins at 59 x 120 ms and lasts 100 ms.
        Assert.Equal(7.18, pieces[0].Seconds, 6);
    }

    [Fact]
    public void WhatIsDoneIsNotDoneAgain()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        string[] shards = Directory.GetFiles(maestro.Data, "*.tokens");
        Array.Sort(shards, StringComparer.Ordinal);
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (string shard in shards) File.SetLastWriteTimeUtc(shard, old);
        byte[] lost = File.ReadAllBytes(shards[1]);
        File.WriteAllBytes(shards[1], lost[..^5]);                                            // a shard that a crash cut short
        TinyMaestro.WritePiece(Path.Combine(maestro.Maestro, "2026/piece6.midi"), 90);        // a piece that changed: the validation split's

        TokenData data = maestro.Prepare();

        Assert.Equal(3, shards.Length);
        Assert.Single(shards, shard => File.GetLastWriteTimeUtc(shard) == old);
        Assert.Equal(lost, File.ReadAllBytes(shards[1]));
        Assert.Equal(90, data.Totals["test"].Notes);
        Assert.Equal(7, data.Shards.Sum(shard => data.Load(maestro.Data, shard.Split).Count));
    }

    [Fact]
    public void MissingAndDamagedPiecesAreNamedOnALineEach()
    {
        using var maestro = new TinyMaestro();
        File.Delete(Path.Combine(maestro.Maestro, "2026/piece1.midi"));
        File.WriteAllBytes(Path.Combine(maestro.Maestro, "2026/piece2.midi"), File.ReadAllBytes(Path.Combine(maestro.Maestro, "2026/piece2.midi"))[..60]);
        File.WriteAllText(Path.Combine(maestro.Maestro, "2026/piece3.midi"), "");
        var lines = new List<string>();

        TokenData data = maestro.Prepare(line => { lock (lines) lines.Add(line); });

        Assert.Equal(2, data.Totals["train"].Pieces);
        Assert.Equal(4, lines.Count);
        Assert.Equal("left out: 3 files in all", lines[3]);
        Assert.All(new[] { "piece1", "piece2", "piece3" }, name => Assert.Single(lines, line => line.Contains(name) && !line.Contains('\n')));
    }

    [Fact]
    public void NothingReadableIsAnError()
    {
        using var maestro = new TinyMaestro();
        foreach (string file in Directory.GetFiles(Path.Combine(maestro.Maestro, "2026"))) File.Delete(file);

        Assert.Contains("no readable MIDI file", Assert.Throws<LivePerformerException>(() => maestro.Prepare()).Message);
    }

    [Fact]
    public void FullDiskIsNamed()
    {
        Requires.Linux();
        using var maestro = new TinyMaestro();
        Directory.CreateDirectory(maestro.Data);
        File.CreateSymbolicLink(Path.Combine(maestro.Data, "train-000.tokens.tmp"), "/dev/full");

        string message = Assert.Throws<LivePerformerException>(() => maestro.Prepare()).Message;

        Assert.Contains("No space left", message);
        Assert.False(File.Exists(Path.Combine(maestro.Data, TokenData.FileName)));
    }

    [Fact]
    public void AShardThatTheTableDoesNotDescribeIsRefused()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TokenShard.Write(Path.Combine(maestro.Data, "train-000.tokens"), new byte[32], [[1, 2, 3]]);
        Assert.Contains("is not the one", Assert.Throws<LivePerformerException>(() => TokenData.Read(maestro.Data).Load(maestro.Data, "train")).Message);

        File.WriteAllText(Path.Combine(maestro.Data, TokenData.FileName), File.ReadAllText(Path.Combine(maestro.Data, TokenData.FileName)).Replace(PerformanceTokenizer.Id, "performance-999/9"));
        Assert.Contains("performance-999/9", Assert.Throws<LivePerformerException>(() => TokenData.Read(maestro.Data)).Message);
    }
}
