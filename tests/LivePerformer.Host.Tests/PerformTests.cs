using System.Diagnostics;
using System.Text.Json;
using LivePerformer.Music;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>The live line without a sound server: a file plays the human in real time.</summary>
public sealed class PerformTests : IDisposable
{
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void SignalInTheMiddleOfAPhraseEndsItsNotesAndKeepsTheTake(string signal)
    {
        Requires.Linux();
        using Cli cli = Cli.Start(["perform", "--audio", "null", "--input", Phrases, "--record", scratch.Path("takes")], TinyHome.In(scratch));
        cli.WaitUntil(() => cli.Output.Contains("the AI answers"), "the first answer");
        Thread.Sleep(1_000);        // into the phrase
        cli.Signal(signal);

        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
        MidiFile take = MidiFile.Read(Assert.Single(Directory.GetFiles(scratch.Path("takes"), "*.mid")));
        MidiEvent[] ai = [.. take.Tracks.Single(t => t.Name == "AI").Events.Where(e => e.IsChannel)];
        Assert.Contains(ai, e => e.Message.IsNoteOn);
        RehearseTests.AssertEveryNoteEnds(ai);
    }

    [Fact]
    public void DuetPlaysWhileTheHumanPlaysAgainAndAgainAndReportsItself()
    {
        string brief = scratch.Path("brief.mid"), report = scratch.Path("report.json");
        var file = new MidiFile(MidiDivision.PerQuarter(500));
        var track = new MidiTrack();
        for (int i = 0; i < 10; i++)
        {
            track.Add(100 * i, Core.MidiMessage.NoteOn(0, new(60 + i), 80));
            track.Add((100 * i) + 90, Core.MidiMessage.NoteOff(0, new(60 + i)));
        }

        track.Events.Add(MidiEvent.End(1_000));
        file.Tracks.Add(track);
        using (FileStream stream = File.Create(brief)) file.Write(stream);
        var (code, output, error) = Cli.Run(
            ["perform", "--preset", "duet", "--audio", "null", "--input", brief, "--loop", "--minutes", "0.1", "--report", report, "--record", scratch.Path("takes")],
            TinyHome.In(scratch));
        Assert.True(code == 0, error);
        Assert.Contains("the AI plays", output);
        Assert.Contains("of the notes in time, stale 0, stuck 0", output);

        using JsonDocument measured = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement root = measured.RootElement;
        Assert.InRange(root.GetProperty("seconds").GetDouble(), 6, 8);
        Assert.InRange(root.GetProperty("human_notes").GetInt32(), 20, 40);        // more than the file holds
        Assert.True(root.GetProperty("ai_notes").GetInt32() > 0);
        Assert.Equal(0, root.GetProperty("stale_notes").GetInt32());
        Assert.Equal(0, root.GetProperty("stuck_notes").GetInt32());
        Assert.InRange(root.GetProperty("success_rate").GetDouble(), 0, 1);
        Assert.True(root.GetProperty("managed_end_mib").GetDouble() > 0);
        MidiFile take = MidiFile.Read(Assert.Single(Directory.GetFiles(scratch.Path("takes"), "*.mid")));
        MidiEvent[] ai = [.. take.Tracks.Single(t => t.Name == "AI").Events.Where(e => e.IsChannel)];
        RehearseTests.AssertEveryNoteEnds(ai);
    }

    /// <summary>A log on a full disk once ended the performance.</summary>
    [Fact]
    public void TerminalThatCannotBeWrittenDoesNotStopTheMusic()
    {
        Requires.Linux();
        var (name, home) = TinyHome.In(scratch);
        string program = Path.Combine(AppContext.BaseDirectory, "LivePerformer.dll"), takes = scratch.Path("takes");
        var start = new ProcessStartInfo("sh", ["-c", $"exec dotnet '{program}' perform --audio null --input '{Phrases}' --seconds 12 --record '{takes}' > /dev/full 2> /dev/full"]);
        start.Environment[name] = home;
        using Process process = Process.Start(start)!;
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)));

        Assert.Equal(0, process.ExitCode);
        MidiFile take = MidiFile.Read(Assert.Single(Directory.GetFiles(takes, "*.mid")));
        Assert.Contains(take.Tracks.Single(t => t.Name == "AI").Events, e => e.IsChannel && e.Message.IsNoteOn);
    }

    [Fact]
    public void LoopWithoutAFileIsRefused()
    {
        using Cli cli = Cli.Start(["perform", "--audio", "null", "--loop"], TinyHome.In(scratch));
        Assert.Contains("--input", cli.WaitForRefusal());
    }

    [Fact]
    public void SecondsEndThePerformance()
    {
        var (code, output, error) = Cli.Run(["perform", "--audio", "null", "--input", Phrases, "--seconds", "2"], TinyHome.In(scratch));
        Assert.True(code == 0, error);
        Assert.Contains("0 answers", output);
    }
}
