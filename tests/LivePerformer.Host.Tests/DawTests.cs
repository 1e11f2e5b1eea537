using LivePerformer.Core;
using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>A real DAW beside the real program.</summary>
[Collection(SoundServers.Name)]
public sealed class DawTests
{
    [Fact]
    public void ArdourRecordsTheAnswerIntoAProjectOfItsOwn()
    {
        Requires.Tool("ardour7-lua", "ardour");
        Venue.Undisturbed("PipeWire", RecordWithArdour);
    }

    private static void RecordWithArdour(Venue venue)
    {
        venue.Server.StartSequencer();
        Cli cli = venue.Perform("--input", "Seq", "--record", venue.Takes);
        MidiDump dump = venue.Server.StartDump(Venue.Out);
        string folder = venue.Scratch.Path("daw");
        ToolProcess ardour = StartArdour(venue, folder);

        // the human goes on for a while as the tape rolls, and pauses; the AI answers
        dump.WaitFor(dump.Seen.Count + 12);
        venue.Server.Run("jack_disconnect", "Seq:out", Venue.Keys);
        cli.WaitUntil(() => dump.AiNotes() >= 12, "a dozen notes of the answer");
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        dump.AssertEveryNoteEnds();
        File.WriteAllText(Path.Combine(folder, "stop"), "");
        Assert.True(ardour.WaitForExit() == 0 && ardour.Lines.Contains("SAVED"), ardour.Text);

        MidiMessage[] recorded = Recorded(folder);
        Assert.Equal(Strikes(venue.Take("AI").Select(e => e.Message)), Strikes(recorded.Where(m => m.Channel == Wire.AiChannel)));
        (byte, byte)[] human = [.. Strikes(recorded.Where(m => m.Channel != Wire.AiChannel))];
        Assert.True(human.Length >= 4, $"{human.Length} of the human's notes were recorded");
        Assert.Equal(Strikes(venue.Take("Human").Select(e => e.Message)).TakeLast(human.Length), human);
        Assert.Empty(Wire.Sounding(recorded));
    }

    private static ToolProcess StartArdour(Venue venue, string folder)
    {
        Directory.CreateDirectory(folder);
        ToolProcess ardour = venue.Server.Start(
            "env", $"HOME={folder}", $"XDG_CONFIG_HOME={folder}", $"XDG_CACHE_HOME={folder}",
            "stdbuf", "-oL", "ardour7-lua", Repo.Fixture("Host/record.lua"), folder, Venue.Out);
        JackServer.Until(() => ardour.HasExited || ardour.Lines.Contains("RECORDING"), "for Ardour's tape");
        Assert.False(ardour.HasExited, ardour.Text);
        return ardour;
    }

    private static MidiMessage[] Recorded(string folder)
    {
        string file = Assert.Single(Directory.GetFiles(Path.Combine(folder, "session", "interchange"), "*.mid", SearchOption.AllDirectories));
        return [.. MidiFile.Read(file).Messages().Select(m => m.Message)];
    }

    private static IEnumerable<(byte Pitch, byte Velocity)> Strikes(IEnumerable<MidiMessage> messages) =>
        messages.Where(m => m.IsNoteOn).Select(m => (m.Data1, m.Data2));
}
