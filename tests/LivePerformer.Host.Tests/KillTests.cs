using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>A performance that is killed in the middle leaves a take that can be read up to its last second.</summary>
/// <remarks>LIVEPERFORMER_KILLS says how often; 10 times if it is not set.</remarks>
public sealed class KillTests : IDisposable
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("LIVEPERFORMER_KILLS") ?? "10", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    /// <summary>A machine that runs tests may itself stand still for a while.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void TakeOfAKilledPerformanceIsReadableUpToItsLastSecond()
    {
        Requires.Linux();
        string calls = Session.CallsFile(scratch);
        (string, string) home = TinyHome.In(scratch);
        var chance = new Random(1);
        double most = 0;
        for (int i = 0; i < Kills; i++)
        {
            string takes = scratch.Path($"takes-{i}");
            using Cli cli = Cli.Start(["perform", "--audio", "null", "--input", calls, "--loop", "--record", takes], home);
            int turns = 1 + chance.Next(3);
            cli.WaitUntil(() => Turns(cli.Output).Length >= turns, "a turn");
            Thread.Sleep(chance.Next(700));
            cli.Signal("KILL");
            Assert.NotEqual(0, cli.WaitForExit());

            TimePoint said = Turns(cli.Output)[^1];      // what the program itself said, on the clock of the performance
            RecordedTake take = RecordedTake.Read(Assert.Single(Directory.GetFiles(takes)));
            Assert.True(take.IsCutOff, take.Missing);
            Assert.True(take.Length >= said.SinceStart - Promise - Stall, $"kill {i + 1}: {take.Length} is readable, but at {said} it played");
            AssertWhole(take);
            ReplayResult result = Replay.Run(new Installation(scratch.Path("home")), take, "the take");
            Assert.Null(result.Differs);
            most = Math.Max(most, (said.SinceStart - take.Length).TotalSeconds);
            Directory.Delete(takes, recursive: true);
        }

        TestContext.Current.SendDiagnosticMessage("{0} kills; at most {1:0.000} s before the newest turn that was told", Kills, most);
    }

    // All that the file played until then, and nothing else.
    private static void AssertWhole(RecordedTake take)
    {
        MidiMessage[] human = [.. take.Human.Select(heard => heard.Message)];
        Assert.NotEmpty(human);
        MidiMessage[] round = [.. Session.Calls().Select(call => call.Message)];
        Assert.Equal(human.Select((_, i) => round[i % round.Length]), human);
    }

    private static TimePoint[] Turns(string output) =>
    [
        .. output.Split('\n').Where(line => line.Contains("the AI answers") || line.Contains("your turn"))
            .Select(line => TimePoint.FromSeconds(TimeSpan.ParseExact(line[..7], @"mm\:ss\.f", CultureInfo.InvariantCulture).TotalSeconds)),
    ];
}
