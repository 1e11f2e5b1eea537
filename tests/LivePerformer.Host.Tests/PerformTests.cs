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
    public void TakeIsOnDiskWhileTheMusicPlays()
    {
        using Cli cli = Cli.Start(["perform", "--audio", "null", "--input", Phrases, "--record", scratch.Path("takes")], TinyHome.In(scratch));
        cli.WaitUntil(() => Directory.Exists(scratch.Path("takes")) && Directory.GetFiles(scratch.Path("takes"), "*.mid").Length == 1, "the first save");
        cli.Signal("KILL");
        Assert.NotEqual(0, cli.WaitForExit());

        MidiFile take = MidiFile.Read(Directory.GetFiles(scratch.Path("takes"), "*.mid").Single());
        Assert.NotEmpty(Performance.FromMidi(take).Notes);
    }

    [Fact]
    public void SecondsEndThePerformance()
    {
        var (code, output, error) = Cli.Run(["perform", "--audio", "null", "--input", Phrases, "--seconds", "2"], TinyHome.In(scratch));
        Assert.True(code == 0, error);
        Assert.Contains("0 answers", output);
    }
}
