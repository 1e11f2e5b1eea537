using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>What ends notes when somebody needs silence, or has learned a pedal, or a cable is out.</summary>
[Collection(SoundServers.Name)]
public sealed class PanicTests
{
    private const string Other = "LivePerformer:other";
    private const byte PanicKey = 21;
    private const int Block = 128;

    private const string Layer = """
        "midi": { "outputs": [{ "name": "out" }, { "name": "other" }] }, "sound": { "human": false },
        "routes": [{ }, { "to": "other", "transpose": 12, "channel": 5 }]
        """;

    [Fact]
    public void PanicEndsEveryNoteOnEveryOutputAtOnce()
    {
        using var venue = new Venue("JACK");
        venue.WritePreset("layer", Layer);
        string controls = venue.Scratch.Write("controls.json", $$"""{ "controls": [{ "command": "panic", "control": "key {{PanicKey}}" }] }""");
        Cli cli = venue.Perform("--preset", "layer", "--controls", controls);
        using var rig = new Rig(venue.Server, Venue.Out, Other);
        for (int way = 0; way < 2; way++)
        {
            int before = rig.Heard.Length;
            rig.Play([.. Enumerable.Range(0, 8).Select(i => new Seen(i * 100, 0, MidiMessage.NoteOn(i % 3, new Pitch(50 + i), 90))), new(900, 0, MidiMessage.Control(0, ControlChange.Sustain, 127))]);
            Assert.Equal(8 + 8, rig.Heard.Skip(before).Count(seen => seen.Message.IsNoteOn));
            if (way == 0) Assert.Contains("panic", venue.Run("tell", "panic", "--pid", $"{cli.Id}"));
            else rig.Hands.Play(MidiMessage.NoteOn(0, new Pitch(PanicKey), 90));
            cli.WaitUntil(() => Offs(rig.Heard[before..]) >= 4, "the panic");
            rig.WaitForAll();

            Seen[] heard = rig.Heard[before..];
            Assert.Empty(Sounding(heard));
            Assert.Equal(2, heard.Count(seen => seen.Message == MidiMessage.Control(seen.Message.Channel, ControlChange.Sustain, 0)));     // as often as it went down
            foreach (int channel in new[] { 0, 1, 2 }) Assert.Contains(heard, seen => seen.Port == 0 && IsOff(seen, channel));
            Assert.Contains(heard, seen => seen.Port == 1 && IsOff(seen, 4));
            long[] ends = [.. heard.Where(seen => seen.Message.IsNoteOff || IsOff(seen, seen.Message.Channel)).Select(seen => seen.Frame)];
            Assert.InRange(ends.Max() - ends.Min(), 0, 2 * Block);
            Assert.DoesNotContain(heard, seen => seen.Message.Data1 == PanicKey && seen.Message.IsNoteOn);

            // the keys are let go, and nothing more ends; then all goes on as before
            before = rig.Heard.Length;
            rig.Play([.. Enumerable.Range(0, 8).Select(i => new Seen(i, 0, MidiMessage.NoteOff(i % 3, new Pitch(50 + i)))), new(9, 0, MidiMessage.Control(0, ControlChange.Sustain, 0)), new(10, 0, MidiMessage.NoteOff(0, new Pitch(PanicKey)))]);
            Assert.DoesNotContain(rig.Heard[before..], seen => seen.Message.IsNoteOff);
            rig.Play([new(0, 0, MidiMessage.NoteOn(0, new Pitch(60), 90)), new(100, 0, MidiMessage.NoteOff(0, new Pitch(60)))]);
            Assert.Equal(2, rig.Heard[before..].Count(seen => seen.Message.IsNoteOff));
        }

        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
    }

    [Fact]
    public void PedalThatIsLearnedWhileYouPlayWorksAtOnceIsKeptAndNoLongerPasses()
    {
        using var venue = new Venue("JACK");
        venue.WritePreset("one", """ "sound": { "human": false } """);
        venue.WritePreset("two", """ "sound": { "human": false } """);
        string controls = venue.Scratch.Write("controls.json", BindingsFile.Write([]));
        Cli cli = venue.Perform("--set-list", venue.WriteSetList("one", "two"), "--controls", controls);
        using var rig = new Rig(venue.Server);
        var down = MidiMessage.Control(0, 67, 127);
        var up = MidiMessage.Control(0, 67, 0);
        rig.Play([new(0, 0, down), new(100, 0, up)]);
        Assert.Equal([down, up], rig.Heard.Select(seen => seen.Message));

        Assert.Contains("learn next", venue.Run("tell", "learn", "next", "--pid", $"{cli.Id}"));
        Thread.Sleep(100);      // the performer's next round
        rig.Hands.Play(down);
        cli.WaitUntil(() => cli.Output.Contains("learned next: pedal 67", StringComparison.Ordinal), "the lesson");
        Assert.Equal("next: pedal 67 channel 1", Assert.Single(BindingsFile.Read(controls)).ToString());
        rig.Hands.Play(up);
        rig.WaitForAll();
        Assert.Equal([down, up, down, up], rig.Heard.Select(seen => seen.Message));     // its press had passed, and is lifted
        Assert.DoesNotContain("item 2 of 2", cli.Output);

        rig.Play([new(0, 0, down), new(4_800, 0, up)]);
        cli.WaitUntil(() => cli.Output.Contains("item 2 of 2", StringComparison.Ordinal), "the next item");
        Assert.Equal(4, rig.Heard.Length);
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
    }

    [Fact]
    public void CableThatIsPulledEndsWhatWasHeldAndPlaysAgainWhenItIsBack()
    {
        using var venue = new Venue("JACK");
        venue.WritePreset("thru", """ "sound": { "human": false }, "midi": { "inputs": [{ "name": "keys", "connect": ["LivePerformer-01:out"] }] } """);
        Cli cli = venue.Perform("--preset", "thru");
        using var rig = new Rig(venue.Server);
        Cli player = Pianist(venue);
        cli.WaitUntil(() => cli.Output.Contains("is connected with keys", StringComparison.Ordinal) && Sounding(rig.Heard).Count == 2 && PedalIsDown(rig.Heard), "keys and pedal that are held");
        player.Signal("KILL");
        cli.WaitUntil(() => Sounding(rig.Heard).Count == 0 && !PedalIsDown(rig.Heard), "their end");
        cli.WaitUntil(() => cli.Output.Contains("lost ", StringComparison.Ordinal), "the news");
        Seen[] heard = rig.Heard;
        Assert.InRange(heard[^1].Frame - heard[^3].Frame, 0, Block);

        Pianist(venue);
        cli.WaitUntil(() => cli.Output.Contains("is back on keys", StringComparison.Ordinal), "its coming back");
        cli.WaitUntil(() => Sounding(rig.Heard).Count == 2, "its keys");
        Assert.False(cli.HasExited);
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
    }

    /// <summary>Another performance, whose player holds two keys and the pedal.</summary>
    private static Cli Pianist(Venue venue)
    {
        venue.WritePreset("pianist", """ "sound": { "human": false } """);
        var file = new MidiFile(MidiDivision.PerQuarter(500));
        MidiMessage[] held = [MidiMessage.Control(0, ControlChange.Sustain, 127), MidiMessage.NoteOn(0, new Pitch(60), 90), MidiMessage.NoteOn(0, new Pitch(64), 90)];
        file.AddTrack("keys", [.. held.Select(message => (TimePoint.FromSeconds(1), message)), (TimePoint.FromSeconds(300), MidiMessage.NoteOff(0, new Pitch(60))), (TimePoint.FromSeconds(300), MidiMessage.NoteOff(0, new Pitch(64)))]);
        file.Write(venue.Scratch.Path("held.mid"));
        return venue.Start("--preset", "pianist", "--input", venue.Scratch.Path("held.mid"));
    }

    private static int Offs(Seen[] heard) => heard.Count(seen => IsOff(seen, seen.Message.Channel));

    private static bool IsOff(Seen seen, int channel) => seen.Message == MidiMessage.Control(channel, ControlChange.AllNotesOff, 0);

    private static bool PedalIsDown(Seen[] heard) => heard.LastOrDefault(seen => seen.Message.IsControlChange && seen.Message.Data1 == ControlChange.Sustain).Message.Data2 > 0;

    private static HashSet<(byte Port, byte Channel, byte Pitch)> Sounding(Seen[] heard)
    {
        var sounding = new HashSet<(byte, byte, byte)>();
        foreach (Seen seen in heard)
        {
            if (seen.Message.IsNoteOn) sounding.Add((seen.Port, seen.Message.Channel, seen.Message.Data1));
            if (seen.Message.IsNoteOff) sounding.Remove((seen.Port, seen.Message.Channel, seen.Message.Data1));
        }

        return sounding;
    }
}
