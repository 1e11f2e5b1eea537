using System.Text.Json;
using System.Text.RegularExpressions;
using LivePerformer.Core;
using LivePerformer.Testing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LivePerformer.Host.Tests;

public sealed partial class LiveConsoleTests : IDisposable
{
    private const string SecondScreen = "\e[?1049h", FirstScreen = "\e[?1049l", HideCursor = "\e[?25l", ShowCursor = "\e[?25h";
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");
    private static readonly string[] Perform = ["perform", "--audio", "null", "--input", Phrases];

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void ViewAppearsOnATerminalAndGivesItBack(string signal)
    {
        Requires.Linux();
        using var pty = new Pty(scratch, Perform, columns: 80, rows: 24, TinyHome.In(scratch));
        pty.WaitUntil(text => text.Contains("callback") && text.Contains("lateness") && text.Contains("the AI answers"), "the view and an answer");
        Assert.Contains(SecondScreen, pty.Output);
        Assert.Contains(HideCursor, pty.Output);
        Assert.DoesNotContain(ShowCursor, pty.Output);
        pty.Signal(signal);

        Assert.Equal(0, pty.WaitForExit());
        string[] parts = pty.Output.Split(FirstScreen);
        Assert.Equal(2, parts.Length);
        Assert.EndsWith(ShowCursor, parts[0]);
        Assert.DoesNotContain(HideCursor, parts[1]);
        Assert.DoesNotContain(SecondScreen, parts[1]);
        Assert.StartsWith("Preset 'answer'", Escape().Replace(parts[1], "").TrimStart());       // and what was said stands there, as lines
        Assert.Contains("the AI answers", parts[1]);
        Assert.Contains("answers with", parts[1]);
        Assert.All(Frames(parts[0]), frame => Assert.All(frame, line => Assert.InRange(line.Length, 0, 80)));
        Assert.All(Frames(parts[0]), frame => Assert.InRange(frame.Length, 1, 24));
    }

    [Fact]
    public void TerminalThatTakesNothingStopsTheViewAndNothingElse()
    {
        Requires.Linux();
        string report = scratch.Path("report.json");
        using var pty = new Pty(
            scratch, ["perform", "--audio", "null", "--input", Session.CallsFile(scratch), "--loop", "--seconds", "10", "--report", report], columns: 120, rows: 40, TinyHome.In(scratch));
        pty.WaitUntil(text => text.Contains("callback"), "the view");
        pty.Block(true);
        for (int i = 0; i < 1_500 && !File.Exists(report); i++) Thread.Sleep(20);

        Assert.True(File.Exists(report), "no report");
        using JsonDocument measured = JsonDocument.Parse(File.ReadAllText(report));
        Assert.InRange(measured.RootElement.GetProperty("seconds").GetDouble(), 10, 12);
        Assert.True(measured.RootElement.GetProperty("answers").GetInt32() > 1);
        pty.Block(false);
        Assert.Equal(0, pty.WaitForExit());
    }

    [Fact]
    public void KeysAreHeardAndNotEchoed()
    {
        Requires.Linux();
        using var pty = new Pty(scratch, Perform, columns: 100, rows: 30, TinyHome.In(scratch));
        pty.WaitUntil(text => text.Contains("c clears warnings"), "the last line");
        Thread.Sleep(1_000);
        foreach (char key in "czzzzs") pty.Press(key);
        Thread.Sleep(500);
        pty.Signal("TERM");

        Assert.Equal(0, pty.WaitForExit());
        Assert.DoesNotContain("zz", pty.Output);
        Assert.Contains("  stop", pty.Output);      // what the key s commands is said
    }

    [Fact]
    public void PlainOnATerminalPrintsLinesOnly()
    {
        Requires.Linux();
        using var pty = new Pty(scratch, [.. Perform, "--plain", "--seconds", "2"], columns: 80, rows: 24, TinyHome.In(scratch));
        Assert.Equal(0, pty.WaitForExit());
        Assert.DoesNotContain(SecondScreen, pty.Output);
        Assert.DoesNotContain(HideCursor, pty.Output);
        Assert.StartsWith("Preset 'answer'", Escape().Replace(pty.Output, "").TrimStart());     // the runtime itself sets the keypad
    }

    [Fact]
    public void RedirectedOutputHoldsLinesOnly()
    {
        var (code, output, error) = Cli.Run([.. Perform, "--seconds", "12"], TinyHome.In(scratch), ("TERM", "xterm-256color"));
        Assert.True(code == 0, error);
        Assert.DoesNotContain('\e', output);
        Assert.StartsWith("Preset 'answer'", output);
        Assert.Matches(@"(?m)^00:\d\d\.\d  the AI answers\r?$", output);
        Assert.Equal("", error);
    }

    [Fact]
    public void ViewFitsEveryTerminal()
    {
        Reading still = Still();
        Message[] said = [.. Enumerable.Range(0, 20).Select(i => new Message($"{i}: an answer of [red]some[/] length \e[2J \u754c\u754c and more, and more, and more, and more, and more, and more", i % 3 == 0))];
        var view = new LiveView("a preset - a model - a device with a long name", ["c clears warnings"], fancy: true);
        for (int width = 1; width < 150; width += 3)
        {
            for (int height = 1; height < 45; height++)
            {
                IReadOnlyList<IReadOnlyList<Segment>> lines = view.Lines(still, new Stretch(still, still), still, said, width, height);
                Assert.InRange(lines.Count, 1, height);
                Assert.All(lines, line => Assert.InRange(Segment.CellCount(line), 0, width));
                Assert.All(lines, line => Assert.DoesNotContain(line, part => part.Text.Contains('\e')));
            }
        }

        string[] shown = [.. view.Lines(still, new Stretch(still, still), still, said, 80, 24).Select(Text)];
        Assert.Equal(8, shown.Count(line => line.Contains("an answer of [red]some[/] length")));
        Assert.Contains(shown, line => line.StartsWith(" 19: ", StringComparison.Ordinal));
    }

    [Fact]
    public void FaultsWarnUntilTheyAreNotedAndRingsAndCallbackWhenTheyFill()
    {
        Reading still = Still();
        Assert.DoesNotContain(Colours(still, still, still), colour => colour == Color.Yellow || colour == Color.Red);

        Reading late = still with { LateNotes = 1 };
        Assert.Contains(Color.Red, Colours(late, still, still));          // now
        Assert.Contains(Color.Yellow, Colours(late, late, still));        // a while ago
        Assert.DoesNotContain(Color.Yellow, Colours(late, late, late));   // and seen

        Assert.Contains(Color.Red, Colours(still with { DeviceXruns = 2 }, still, still));
        Assert.Contains(Color.Yellow, Colours(still with { Rings = [new("due", 51, 100)] }, still, still));
        Assert.DoesNotContain(Color.Yellow, Colours(still with { Rings = [new("due", 49, 100)] }, still, still));

        Assert.DoesNotContain(Color.Yellow, Colours(still with { Callback = Took(0.4) }, still, still));
        Assert.Contains(Color.Yellow, Colours(still with { Callback = Took(0.6) }, still, still));
        Assert.Contains(Color.Red, Colours(still with { Callback = Took(1.2) }, still, still));
    }

    private static Histogram Took(double share)
    {
        Histogram callback = default;
        callback.Add((long)(share * 128 / 48_000 * System.Diagnostics.Stopwatch.Frequency));
        return callback;
    }

    private static IEnumerable<Color> Colours(Reading now, Reading before, Reading noted) =>
        new LiveView("", [], fancy: false).Lines(now, new Stretch(before, now), noted, [], 100, 30).SelectMany(line => line).Select(part => part.Style.Foreground);

    private static string Text(IReadOnlyList<Segment> line) => string.Concat(line.Select(part => part.Text));

    private static IEnumerable<string[]> Frames(string output) =>
        output.Split("\e[H")[1..].Select(frame => Escape().Replace(frame, "").Split('\n').Select(line => line.TrimEnd('\r')).ToArray());

    private static Reading Still() => new()
    {
        At = TimeSpan.Zero, Wall = TimeSpan.Zero, Period = TimeSpan.FromSeconds(128.0 / 48_000), SampleRate = 48_000,
        Callback = default, Lateness = default, Rounds = default, Worked = TimeSpan.Zero,
        PlanTimes = default, Planning = TimeSpan.Zero, NotesPlanned = 0, HumanNotes = 0, AiNotes = 0,
        LateNotes = 0, DroppedNotes = 0, StaleNotes = 0, DeviceXruns = 0, Xruns = 0, Overflows = 0,
        Rings = [new("heard", 0, 4096), new("due", 3, 4096), new("sent", 0, 4096), new("take", 0, 65_536)],
        Collections = 0, Paused = TimeSpan.Zero, LongestPause = TimeSpan.Zero,
        Player = 0, PlayerName = "a model", TakeOvers = 0, Turn = NoteSource.Human, Tempo = 0,
    };

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\e[=>]")]
    private static partial Regex Escape();
}
