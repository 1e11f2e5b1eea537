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

    [Theory]
    [MemberData(nameof(Venue.All), MemberType = typeof(Venue))]
    public void KeysComeOutToTheFrameThenTheAnswerAndSigtermEndsItsNotes(string server)
    {
        using var venue = new Venue(server);
        venue.Server.StartSequencer();
        Cli cli = venue.Perform("--input", "Seq", "--record", venue.Takes);
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        dump.WaitFor(12);
        venue.Server.Run("jack_disconnect", "Seq:out", Venue.Keys);
        cli.WaitUntil(() => dump.AiNotes() >= 8 && dump.IsInAPhrase(), "a phrase of the answer");
        cli.Signal("TERM");

        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
        dump.AssertEveryNoteEnds();

        dump.AssertSequence();

        long first = dump.Ai()[0].Frame;
        long lastKey = dump.Human().Last(seen => seen.Frame < first).Frame;
        Assert.True(first >= lastKey + CueFrames, $"the answer came {first - lastKey} frames after the last key");

        // the take tells what was on the wire
        MidiMessage[] ai = [.. venue.Take("AI").Select(e => e.Message)];
        Assert.Equal(dump.Ai().Select(seen => seen.Message), ai);
        RehearseTests.AssertEveryNoteEnds(ai.Select(message => MidiEvent.Channel(0, message)));
    }
}
