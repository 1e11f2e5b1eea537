using LivePerformer.Core;
using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>The straight line as a musician has it: keys into the real program's port, an answer out of its port.</summary>
[Collection(SoundServers.Name)]
public sealed class LineTests
{
    private const int SampleRate = 48_000;

    /// <summary>The preset's silence, after which it is the AI's turn.</summary>
    private const int CueFrames = SampleRate * 400 / 1000;

    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    [Theory]
    [InlineData("JACK", "native")]
    [InlineData("PipeWire", "native")]
    [InlineData("JACK", "managed")]
    public void KeysComeOutToTheFrameThenTheAnswerAndSigtermEndsItsNotes(string server, string callback)
    {
        if (callback == "native") NativeForm.IsRequired();
        Venue.Undisturbed(server, venue => PlayKeys(venue, callback));
    }

    [Fact]
    public void MidiFilePlayedIntoThePortComesOutAndIsAnswered()
    {
        Requires.Tool("pw-midiplay", "pipewire-bin");
        Venue.Undisturbed("PipeWire", PlayFileIntoThePort);
    }

    private static void PlayKeys(Venue venue, string callback)
    {
        venue.Server.StartSequencer();
        Cli cli = venue.Perform("--input", "Seq", "--record", venue.Takes, "--callback", callback);
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        dump.AssertSequence();
        venue.Server.Run("jack_disconnect", "Seq:out", Venue.Keys);
        cli.WaitUntil(() => dump.AiNotes() >= 8 && dump.IsInAPhrase(), "a phrase of the answer");
        cli.Signal("TERM");

        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
        dump.AssertEveryNoteEnds();

        long first = dump.Ai()[0].Frame;
        long lastKey = dump.Human().Last(seen => seen.Frame < first).Frame;
        Assert.True(first >= lastKey + CueFrames, $"the answer came {first - lastKey} frames after the last key");

        // the take tells what was on the wire
        MidiMessage[] ai = [.. venue.Take("AI").Select(e => e.Message)];
        Assert.Equal(ai, dump.Ai().Select(seen => seen.Message).Take(ai.Length));
        Assert.All(dump.Ai().Skip(ai.Length), seen => Assert.True(seen.Message.IsNoteOff));     // the last ones leave more than once
        RehearseTests.AssertEveryNoteEnds(ai.Select(message => MidiEvent.Channel(0, message)));
    }

    private static void PlayFileIntoThePort(Venue venue)
    {
        Cli cli = venue.Perform();
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        venue.Server.Start("pw-midiplay", "--target", "0", "-P", "{ node.name=Player }", Phrases);
        JackServer.Until(() => Player(venue) is not null, "for the player's port");
        MidiDump player = venue.Server.StartDump(Player(venue)!, "Source");
        venue.Server.Run("jack_connect", Player(venue)!, Venue.Keys);
        cli.WaitUntil(() => dump.AiNotes() >= 3, "the answer");
        cli.Signal("TERM");

        Assert.Equal(0, cli.WaitForExit());
        dump.AssertEveryNoteEnds();
        long first = dump.Ai()[0].Frame;
        (long Frame, MidiMessage Message)[] human = [.. dump.Human().TakeWhile(seen => seen.Frame < first).Skip(1)];    // a connection's first may be late

        // each recorder counts from a frame of its own, and a busy PipeWire skips whole blocks for one of them; within
        // the block, every message left at the frame at which it came
        var played = player.Seen;
        int[] starts = [.. Enumerable.Range(0, Math.Max(0, played.Count - human.Length + 1))
            .Where(start => human.Select(h => h.Message).SequenceEqual(played.Skip(start).Take(human.Length).Select(p => p.Message)))];
        Assert.True(human.Length >= 12 && starts.Length > 0, $"in:\n{string.Join('\n', played)}\nout:\n{string.Join('\n', human)}");
        Assert.Single(human.Zip(played.Skip(starts[0]), (h, p) => (h.Frame - p.Frame + (1L << 40)) % PipeWireSession.BlockFrames).Distinct());
        Assert.True(first >= human[^1].Frame + CueFrames, $"the answer came {first - human[^1].Frame} frames after the last key");
    }

    private static string? Player(Venue venue) =>
        venue.Server.Run("jack_lsp").Split('\n').FirstOrDefault(port => port.Contains("Player:", StringComparison.Ordinal));
}
