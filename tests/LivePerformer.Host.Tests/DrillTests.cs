using System.Text.RegularExpressions;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>Faults on purpose while the real program plays: notes off first, then the music goes on or the take is closed.</summary>
public sealed class DrillTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("throw@2", "failed (a drill)")]
    [InlineData("hang@2", "hung")]
    public void PerformerThatFailsIsReplacedAndTheTakeReplaysEqual(string drill, string what)
    {
        (int Code, string Output, string Error) performed = Perform(drill, seconds: 12);
        Assert.Equal(0, performed.Code);
        Match told = Assert.Single(Regex.Matches(performed.Error, $@"the performer {Regex.Escape(what)}; its notes were ended, and another goes on"));
        Assert.True(told.Success);
        Assert.Matches("item 1 of 1", performed.Output);        // the scene was got ready again
        Assert.Matches("stuck 0", performed.Output);

        string take = Assert.Single(Directory.GetFiles(scratch.Path("takes"), "*.take"));
        (int Code, string Output, string Error) replayed = Cli.Run(["replay", take, "--check"], TinyHome.In(scratch));
        Assert.Equal("", replayed.Error);
        Assert.Equal(0, replayed.Code);
        Assert.Matches("equal to the take bit for bit", replayed.Output);
        Assert.DoesNotMatch(": 0 notes of the AI", replayed.Output);
    }

    [Fact]
    public void CrashOfAnyThreadEndsTheNotesClosesTheTakeAndIsOneLine()
    {
        (int Code, string Output, string Error) performed = Perform("crash@3", seconds: 30);
        Assert.Equal("The performance crashed in 'drill' (a drill): all notes were ended, and the take was closed. Please report it with the take.\n", performed.Error);
        Assert.Equal(1, performed.Code);

        string take = Assert.Single(Directory.GetFiles(scratch.Path("takes"), "*.take"));
        Music.RecordedTake recorded = Music.RecordedTake.Read(take);
        Assert.True(recorded.IsWhole, recorded.Missing);
        var sounding = new HashSet<int>();
        foreach (Core.SentEvent sent in recorded.Ai.Where(sent => !sent.IsDropped))
        {
            if (sent.Message.IsNoteOn) Assert.True(sounding.Add(sent.Message.Data1));
            if (sent.Message.IsNoteOff) Assert.True(sounding.Remove(sent.Message.Data1));
        }

        Assert.Empty(sounding);
    }

    [Fact]
    public void PerformerThatFailsAgainAndAgainIsGivenUp()
    {
        (int Code, string Output, string Error) performed = Perform("throw@1 throw@1.2 throw@1.4 throw@1.6 throw@1.8 throw@2", seconds: 30);
        Assert.Equal(1, performed.Code);
        Assert.Equal(5, Regex.Count(performed.Error, "another goes on"));
        Assert.Matches("again and again", performed.Error);
    }

    private (int Code, string Output, string Error) Perform(string drill, double seconds)
    {
        string calls = Path.Combine(Repo.Root, "presets", "performances", "calls.mid");
        return Cli.Run(
            ["perform", "--audio", "null", "--input", calls, "--loop", "--plain", "--seconds", $"{seconds}", "--record", scratch.Path("takes")],
            TinyHome.In(scratch), (Drill.Variable, drill));
    }
}
