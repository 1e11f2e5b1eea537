using System.Diagnostics;
using System.Text.Json;

namespace LivePerformer.Trainer.Tests;

/// <summary>The program as its user meets it: what it prints, and how it leaves.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void WholeWayFromMidiFilesToAReport()
    {
        using var maestro = new TinyMaestro();
        string report = Path.Combine(maestro.Root, "reports", "r.json"), model = Path.Combine(maestro.Root, "models", "tiny");

        string prepared = Succeeds("prepare", "--maestro", maestro.Maestro, "--out", maestro.Data);
        string trained = Succeeds("train", "--kind", "lstm", "--data", maestro.Data, "--out", maestro.Run, "--epochs", "2", "--embedding", "8", "--hidden", "12", "--batch", "4", "--length", "16", "--threads", "1");
        Succeeds("export", maestro.Run, "--name", model);
        Succeeds("evaluate", "--model", model, "--maestro", maestro.Maestro, "--split", "test", "--report", report, "--threads", "1");

        Assert.Contains("keys found most", prepared);
        Assert.Contains("velocities.png", prepared);
        Assert.Contains("nats/token on the whole validation split", trained);
        JsonElement numbers = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        Assert.Equal("tiny", numbers.GetProperty("model").GetString());
        Assert.Equal("test", numbers.GetProperty("split").GetString());
        Assert.Equal(102, numbers.GetProperty("notes").GetInt32());
        double nats = numbers.GetProperty("nats_per_token").GetDouble() * numbers.GetProperty("tokens").GetInt32();
        Assert.InRange(nats / numbers.GetProperty("tokens").GetInt32(), 0.1, 6.5);
        Assert.Equal(nats / 102, numbers.GetProperty("nats_per_note").GetDouble(), 6);
        Assert.Equal(nats / numbers.GetProperty("seconds").GetDouble(), numbers.GetProperty("nats_per_second").GetDouble(), 6);
    }

    [Fact]
    public void EvaluateLetsTheModelPlayOnAndComparesIt()
    {
        using var maestro = new TinyMaestro();
        string report = Path.Combine(maestro.Root, "r.json"), plots = Path.Combine(maestro.Root, "plots");
        string output = Succeeds("evaluate", "--model", Repo.Fixture("Inference/tiny"), "--maestro", maestro.Maestro, "--split", "train", "--threads", "1",
            "--generate", "4", "--prompt-seconds", "1", "--seconds", "3", "--seed", "2", "--report", report, "--plots", plots);

        Assert.Matches(@"mean inter-onset, s +\d\.\d+ ± \d\.\d+ +0\.120 ± 0\.000 ", output);
        Assert.Contains("perplexity", output);
        JsonElement numbers = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        Assert.Equal(Math.Exp(numbers.GetProperty("nats_per_token").GetDouble()), numbers.GetProperty("perplexity").GetDouble(), 9);
        JsonElement generation = numbers.GetProperty("generation");
        Assert.Equal(2, generation.GetProperty("plan").GetProperty("seed").GetInt32());
        Assert.Equal(4, generation.GetProperty("names").GetArrayLength());
        Assert.Equal(12, generation.GetProperty("comparison").GetProperty("features").GetProperty("rhythmic_entropy").GetProperty("intra_generated").GetProperty("count").GetInt32());
        Assert.Equal(4, Directory.GetFiles(plots, "*.png").Length);
    }

    [Fact]
    public async Task CompareNeedsNoModel()
    {
        using var maestro = new TinyMaestro();
        string report = Path.Combine(maestro.Root, "r.json"), plots = Path.Combine(maestro.Root, "plots"), reference = Repo.Fixture("Music");
        await File.WriteAllBytesAsync(Path.Combine(maestro.Maestro, "2026", "torn.mid"), new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        using Process process = Start(["compare", "--midi", maestro.Maestro, "--reference", reference, "--pieces", "8", "--seconds", "60", "--report", report, "--plots", plots]);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("torn.mid", await error);
        Assert.Matches(@"mean inter-onset, s +0\.120 ± 0\.000 ", output);
        JsonElement comparison = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)).RootElement.GetProperty("comparison");
        Assert.Equal(7, comparison.GetProperty("generated_pieces").GetInt32());
        Assert.Equal(1, comparison.GetProperty("histograms").GetProperty("note_lengths").GetProperty("generated")[4].GetDouble(), 12);   // 100 ms: a sixteenth
        Assert.Equal(4, Directory.GetFiles(plots, "*.png").Length);
    }

    [Fact]
    public void SigtermSavesACheckpointAndResumeGoesOn()
    {
        Requires.Linux();
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        string[] train = ["train", "--data", maestro.Data, "--out", maestro.Run, "--threads", "1"];
        using Process process = Start([.. train, "--epochs", "1000000", "--embedding", "8", "--hidden", "12", "--batch", "4", "--length", "16"]);
        while (process.StandardOutput.ReadLine() is { } line && !line.Contains("step 1,")) { }

        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        string rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("checkpoint saved", rest);
        Assert.Contains("resumed at step", Succeeds([.. train, "--resume", "--minutes", "0.0001"]));
    }

    [Theory]
    [InlineData("prepare --maestro nowhere --out x", "'nowhere' does not exist")]
    [InlineData("prepare --maestro . --out x", "no maestro-v3.0.0.csv")]
    [InlineData("prepare --midi nowhere --out x", "'nowhere' does not exist")]
    [InlineData("prepare --midi . --out x", "holds no MIDI file")]
    [InlineData("prepare --midi . --out x --quantize often", "'often' is no grid")]
    [InlineData("prepare --midi . --out x --quantize 0", "--quantize takes 1 to 1000 ms")]
    [InlineData("prepare --midi . --out x --stretch 2", "Say --stretch FROM,TO,STEPS")]
    [InlineData("train --data nowhere --out x", "'nowhere' does not exist")]
    [InlineData("train --data . --out x", "no tokens.json")]
    [InlineData("train --data . --out nowhere --resume", "checkpoint.tensors' does not exist")]
    [InlineData("export nowhere --name x", "'nowhere' does not exist")]
    [InlineData("evaluate --model ./nowhere --maestro .", "no model 'nowhere'")]
    [InlineData("evaluate --model ./nowhere --maestro . --generate 0", "choose 1 piece or more")]
    [InlineData("evaluate --model ./nowhere --maestro . --generate 3 --top-p 2", "Top-p 2 is out of range")]
    [InlineData("evaluate --model ./nowhere --maestro . --plots x", "add --generate N")]
    [InlineData("compare --midi nowhere --reference .", "'nowhere' does not exist")]
    [InlineData("compare --midi . --reference .", "no .mid or .midi file")]
    [InlineData("compare --midi . --reference . --pieces 0", "choose 1 to 1000")]
    [InlineData("compare --midi . --reference . --seconds NaN", "choose 0.1 to 86400")]
    public void WhatIsMissingIsNamedOnOneLine(string arguments, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("liveperformer-cli-").FullName;
        try
        {
            using Process process = Start(arguments.Split(' '), folder);
            string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
            process.WaitForExit();

            Assert.Equal(1, process.ExitCode);
            Assert.Contains(expected, error);
            Assert.Single(error.TrimEnd().Split('\n'));
            Assert.Equal("", output);
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("prepare")]
    [InlineData("train")]
    [InlineData("export")]
    [InlineData("evaluate")]
    [InlineData("compare")]
    public void HelpExplainsEveryOption(string command)
    {
        string help = Succeeds([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Contains("Usage:", help);
        string[] options = [.. help.Split('\n').Where(line => line.TrimStart().StartsWith("--", StringComparison.Ordinal))];
        Assert.All(options, line => Assert.Matches(@"\S {2,}\S", line.TrimStart()));   // name, gap, explanation
    }

    [Theory]
    [InlineData("prepare --out x")]
    [InlineData("prepare --maestro a --midi b --out x")]
    public void PrepareWantsOneSource(string arguments)
    {
        using Process process = Start(arguments.Split(' '));
        string error = process.StandardError.ReadToEnd();   // the help that follows fits the pipe
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Name one source: --maestro DIR for MAESTRO, or --midi DIR", error);
        Assert.DoesNotContain("   at ", error);
    }

    private static string Succeeds(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: {process.ExitCode}\n{output}\n{error.Result}");
        return output;
    }

    private static Process Start(string[] arguments, string? folder = null) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "LivePerformer.Trainer.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = folder ?? "",
    })!;
}
