using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>Sound servers that are absent, full, shared or dying; ports that are not there.</summary>
[Collection(SoundServers.Name)]
public sealed class ServerFaultTests
{
    [Theory]
    [InlineData("perform", "--audio", "jack")]
    [InlineData("perform")]
    public void NoServerIsOneLineWithTheRemedy(params string[] arguments)
    {
        Requires.Jack();
        using var scratch = new Scratch();
        using Cli cli = Cli.Start(arguments, TinyHome.In(scratch), ("JACK_DEFAULT_SERVER", "nobody-is-here"));

        string line = cli.WaitForRefusal();
        Assert.Contains("No JACK server", line);
        Assert.Contains("jackd", line);
    }

    [Theory]
    [InlineData("--input", "JACK")]
    [InlineData("--output", "JACK")]
    [InlineData("--input", "PipeWire")]
    [InlineData("--output", "PipeWire")]
    public void UnknownPortIsNamedWithThoseThatExist(string option, string server)
    {
        using var venue = new Venue(server);
        venue.Server.StartSequencer();
        venue.Server.Start("jack_midi_dump", "Recorder");
        venue.Server.WaitForPort("Recorder:input");

        string line = venue.Start(option, "Bosendorfer", "--record", venue.Takes).WaitForRefusal();
        Assert.Contains("'Bosendorfer'", line);
        Assert.Contains(option == "--input" ? "Seq:out" : "Recorder:input", line);
    }

    [Fact]
    public void ServerWithoutRoomIsOneLine()
    {
        using var venue = new Venue("JACK", "--port-max", "6");
        Assert.Contains("--port-max", venue.Start().WaitForRefusal());
    }

    [Theory]
    [MemberData(nameof(Venue.All), MemberType = typeof(Venue))]
    public void SecondInstancePlaysBesideTheFirst(string server) => Venue.Undisturbed(server, PlayTwice);

    private static void PlayTwice(Venue venue)
    {
        venue.Server.StartSequencer();
        Cli first = venue.Perform("--input", "Seq", "--record", venue.Takes);
        string[] ports = venue.Server.Run("jack_lsp", "-t").Split('\n');
        Cli second = venue.Perform("--input", "Seq", "--record", venue.Takes);
        string port = venue.Server.Run("jack_lsp").Split('\n')
            .Single(name => name.StartsWith("LivePerformer", StringComparison.Ordinal) && name.EndsWith(":out", StringComparison.Ordinal) && !ports.Contains(name));
        MidiDump dump = venue.Server.StartDump(port);
        dump.AssertSequence();
        second.Signal("TERM");
        Assert.Equal(0, second.WaitForExit());
        Assert.False(first.HasExited);
        first.Signal("TERM");

        Assert.Equal(0, first.WaitForExit());
        Assert.Equal(("", ""), (first.Error, second.Error));
        dump.AssertEveryNoteEnds();
        string[] takes = Directory.GetFiles(venue.Takes, "*.mid");
        Assert.Equal(2, takes.Length);
        Assert.All(takes, take => Assert.NotEmpty(Performance.FromMidi(MidiFile.Read(take)).Notes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ServerThatStaysDeadEndsTheNotesKeepsTheTakeAndIsOneLine(bool gently)
    {
        using var venue = new Venue("JACK");
        venue.Server.StartSequencer();
        Cli cli = venue.Perform("--input", "Seq", "--record", venue.Takes);
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        dump.WaitFor(6);
        venue.Server.Run("jack_disconnect", "Seq:out", Venue.Keys);
        cli.WaitUntil(() => dump.AiNotes() >= 4 && dump.IsInAPhrase(), "a phrase of the answer");
        int heard = dump.AiNotes();
        venue.Server.Kill(gently);
        cli.WaitUntil(() => cli.Output.Contains("the sound server is lost"), "the news");
        cli.Signal("TERM");

        Assert.Contains("lost", cli.WaitForRefusal());
        MidiEvent[] ai = venue.Take("AI");
        Assert.True(ai.Count(e => e.Message.IsNoteOn) >= heard, $"{heard} notes were heard, the take has {ai.Count(e => e.Message.IsNoteOn)}");
        RehearseTests.AssertEveryNoteEnds(ai);
        Assert.NotEmpty(venue.Take("Human"));
    }

    [Theory]
    [InlineData("JACK", true)]
    [InlineData("JACK", false)]
    [InlineData("PipeWire", false)]
    public void ServerThatComesAgainIsPlayedOn(string server, bool gently) => Venue.Undisturbed(server, venue => PlayOn(venue, gently));

    private static void PlayOn(Venue venue, bool gently)
    {
        ToolProcess sequencer = venue.Server.StartSequencer();
        Cli cli = venue.Perform("--input", "Seq", "--record", venue.Takes);
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        dump.WaitFor(6);
        venue.KillServer(gently);
        cli.WaitUntil(() => cli.Output.Contains("the sound server is lost"), "the news");
        sequencer.Kill(gently: false);
        venue.StartServerAgain();
        cli.WaitUntil(() => cli.Output.Contains("the sound server is back"), "the server");
        sequencer = venue.Server.StartSequencer();
        cli.WaitUntil(() => cli.Output.Contains("'Seq:out' is back on keys"), "the keys");
        MidiDump again = venue.Server.StartDump(Venue.Out, "Again");     // the first recorder still waits at its dead server
        again.AssertSequence();
        sequencer.Kill(gently: true);
        cli.WaitUntil(() => again.AiNotes() >= 4, "the answer");
        cli.Signal("TERM");

        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
        again.AssertEveryNoteEnds();
        RehearseTests.AssertEveryNoteEnds(venue.Take("AI"));
        var (code, replay, fault) = venue.Replay();
        Assert.True(code == 0, $"{replay}{fault}");
    }
}
