using LivePerformer.Music;
using Spectre.Console;

namespace LivePerformer.Trainer.Tests;

public sealed class DataSummaryTests
{
    [Fact]
    public void TheTableSaysWhatIsThere()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        DataSummary summary = DataSummary.Of(TokenData.Read(maestro.Data), maestro.Data, TestContext.Current.CancellationToken);
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 80;

        summary.Print(console);

        // Five scales of 60 to 88 notes, from C4 up an octave and down, touched 60 to 76: bins 14 to 18, spoken 59 to 75.
        string[][] expected = [["pieces", "5", "1", "1"], ["notes", "370", "95", "102"], ["pitches", "C4", "to", "C5", "C4", "to", "C5", "C4", "to", "C5"], ["velocities", "59", "to", "75", "59", "to", "75", "59", "to", "75"], ["notes", "a", "piece", "60", "to", "88", "95", "to", "95", "102", "to", "102"]];
        string[][] rows = [.. text.ToString().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        Assert.All(expected, row => Assert.Contains(row, rows));
        Assert.Contains("quantize off, pitch none, velocity none, duplicates keep, sustain extend, no stretch", text.ToString());
        Assert.Equal(7, summary.Pieces.Count);
    }

    [Fact]
    public void KeysAreThoseThePiecesWerePlayedIn()
    {
        using TinyMaestro maestro = new();
        DataSummary Of(PreparationSteps steps) => DataSummary.Of(Preparation.Run(PieceSource.Maestro(maestro.Maestro), steps, maestro.Data, stop: TestContext.Current.CancellationToken), maestro.Data, TestContext.Current.CancellationToken);

        IEnumerable<MusicalKey?> own = Of(PreparationSteps.None).Pieces.Select(piece => piece.Key);
        IEnumerable<MusicalKey?> standardized = Of(new() { Pitch = PitchStep.Key }).Pieces.Select(piece => piece.Key);

        Assert.Equal(own, standardized);
    }

    [Fact]
    public void FivePlotsAreDrawn()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        DataSummary summary = DataSummary.Of(TokenData.Read(maestro.Data), maestro.Data, TestContext.Current.CancellationToken);

        IReadOnlyList<string> plots = DataPlots.Write(summary, maestro.Data, Assert.Fail);

        Assert.Equal(["durations.png", "keys.png", "notes-per-piece.png", "pitch-classes.png", "velocities.png"], plots.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (byte[] bytes in plots.Select(File.ReadAllBytes))
        {
            Assert.Equal("PNG\r\n\u001a\n"u8.ToArray(), bytes[1..8]);   // the signature, behind its first byte
            Assert.Equal((900, 500), (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))));
        }
    }
}
