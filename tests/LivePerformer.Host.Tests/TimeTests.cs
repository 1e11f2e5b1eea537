using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Engine;
using LivePerformer.Music;
using LivePerformer.RealTime;

namespace LivePerformer.Host.Tests;

/// <summary>Tempo, clock and delay as a user meets them.</summary>
public sealed class TimeTests : IDisposable
{
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void ClockSeenFromOutsideHasNoJitterAndStopsWithThePerformance()
    {
        using var venue = new Venue("JACK");
        Cli cli = venue.Perform("--tempo", "125", "--send-clock", "--count-in", "1");
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        cli.WaitUntil(() => dump.Clock.Count >= 300, "the clock");
        Assert.Contains("125.0 beats a minute, as given", cli.Output);
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        JackServer.Until(() => dump.Clock[^1].Status == MidiMessage.Stop, "for the stop");

        long[] ticks = [.. dump.Clock.Where(seen => seen.Status == MidiMessage.TimingClock).Select(seen => seen.Frame)];
        long[] spacing = [.. ticks.Zip(ticks.Skip(1), (a, b) => b - a)];
        Assert.All(spacing, frames => Assert.Equal(960, frames));       // 48,000 * 60 / 125 / 24
    }

    [Fact]
    public void AnswersOfARehearsalFallOnTheBarOfTheGivenTempo()
    {
        (string, string) home = TinyHome.In(scratch);
        string preset = scratch.Path("bar.json"), take = scratch.Path("take.mid"), again = scratch.Path("again.mid");
        File.WriteAllText(preset, """{ "name": "bar", "model": "maestro-transformer", "time": { "bpm": 150, "beatsPerBar": 3, "entry": "bar" } }""");
        foreach (string path in new[] { take, again })
        {
            var (code, _, error) = Cli.Run(["rehearse", "--in", Phrases, "--preset", preset, "--out", path], home);
            Assert.True(code == 0, error);
        }

        Assert.Equal(File.ReadAllBytes(take), File.ReadAllBytes(again));
        TimePoint[] human = Onsets(take, "Human"), ai = Onsets(take, "AI");
        TimePoint[] entries = [.. ai.Where((onset, i) => i == 0 || human.Any(h => h < onset && h > ai[i - 1]))];
        Assert.True(entries.Length >= 2, "two answers");
        var grid = new TempoGrid(TimePoint.FromFrame(128, 48_000) + TimeSpan.FromMilliseconds(120), 0, 150, 3);
        Assert.All(entries, entry => Assert.Equal(0, Math.IEEERemainder(grid.BeatAt(entry), 3), 2));
    }

    [Fact]
    public void CalibrateFindsNoDelayBetweenPortsThatAreOne()
    {
        using var server = new JackServer();
        string profile = scratch.Path("profile.json");
        using var loop = new JackDevice(server.Options() with { ClientName = "Loop" });
        loop.Start(new SlowPiano(_ => 0));
        using Cli cli = Cli.Start(
            ["calibrate", "--output", "Loop:keys", "--input", "Loop:out", "--notes", "4", "--within", "60", "--out", profile],
            [.. server.Environment.Select(pair => (pair.Key, pair.Value))]);
        Assert.True(cli.WaitForExit() == 0, cli.Error);
        Assert.Contains("24 of 24 notes came back", cli.Output);
        Assert.Contains("(128 frames; 128 to 128)", cli.Output);
        Assert.Equal(TimeSpan.Zero, LatencyFile.Read(profile).Longest);
    }

    [Fact]
    public void CalibrateFindsTheDelayOfEachTouchAndThePerformanceMakesUpForIt()
    {
        using var server = new JackServer();
        string profile = scratch.Path("profile.json");
        using var piano = new JackDevice(server.Options() with { ClientName = "Piano" });
        piano.Start(new SlowPiano(velocity => velocity == 0 ? 1_920 : 7_680 - (48 * velocity)));        // 40 ms; 160 ms less 1 ms for each velocity
        using Cli cli = Cli.Start(
            ["calibrate", "--output", "Piano:keys", "--input", "Piano:out", "--notes", "3", "--velocities", "20", "60", "120", "--within", "200", "--out", profile],
            [.. server.Environment.Select(pair => (pair.Key, pair.Value))]);
        Assert.True(cli.WaitForExit() == 0, cli.Error);

        LatencyProfile found = LatencyFile.Read(profile);
        Assert.Equal([140, 100, 40, 40], new[] { 20, 60, 120, 0 }.Select(velocity => found.Of(velocity).TotalMilliseconds));
        Assert.Equal(120, found.Of(40).TotalMilliseconds, 3);
    }

    [Fact]
    public void PortThatSendsNothingBackIsToldSo()
    {
        using var server = new JackServer();
        using var stage = new Stage();
        using var deaf = new JackDevice(server.Options() with { ClientName = "Deaf" });
        deaf.Start(new StageProcessor(stage, sign: CueSign.Key(new Pitch(60))));
        using Cli cli = Cli.Start(
            ["calibrate", "--output", "Deaf:keys", "--input", "Deaf:out", "--notes", "1", "--velocities", "64", "--within", "50"],
            [.. server.Environment.Select(pair => (pair.Key, pair.Value))]);
        Assert.Contains("None of 1 notes came back", cli.WaitForRefusal());
    }

    [Theory]
    [InlineData("{ }", "Strikes|strikes")]
    [InlineData("""{ "strikes": [] }""", "no strikes")]
    [InlineData("""{ "strikes": [ { "velocity": 300, "ms": 1 } ] }""", "velocity")]
    [InlineData("""{ "strikes": [ { "velocity": 3, "ms": 1e9 } ] }""", "delay")]
    [InlineData("nonsense", "no latency profile")]
    public void WrongProfileIsRefusedInOneLine(string text, string named)
    {
        string profile = scratch.Path("profile.json");
        File.WriteAllText(profile, text);
        using Cli cli = Cli.Start(["perform", "--audio", "null", "--input", Phrases, "--latency", profile], TinyHome.In(scratch));
        string refusal = cli.WaitForRefusal();
        Assert.Contains(profile, refusal);
        Assert.Contains(named.Split('|'), refusal.Contains);
    }

    private static TimePoint[] Onsets(string path, string track)
    {
        MidiFile file = MidiFile.Read(path);
        return [.. file.Messages().Where(m => file.Tracks[m.Track].Name == track && m.Message.IsNoteOn).Select(m => m.Time)];
    }

    /// <summary>Sends back what it hears, each key so many frames later as its touch needs.</summary>
    private sealed class SlowPiano(Func<int, int> delay) : IAudioProcessor
    {
        private readonly List<(long Frame, MidiMessage Message)> waiting = [];

        public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
        {
            output.Clear();
            foreach (BlockEvent e in heard) waiting.Add((output.StartFrame + e.Frame + delay(e.Message.IsNoteOn ? e.Message.Data2 : 0), e.Message));
            for (int i = waiting.Count - 1; i >= 0; i--)
            {
                if (waiting[i].Frame >= output.StartFrame + output.Frames) continue;
                sent.TryWrite((int)(waiting[i].Frame - output.StartFrame), waiting[i].Message);
                waiting.RemoveAt(i);
            }
        }
    }
}
