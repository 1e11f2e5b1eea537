using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>A set list is gone through while somebody plays on: not one message is lost, doubled or late by a frame.</summary>
[Collection(SoundServers.Name)]
public sealed class SwitchTests
{
    private const int Switches = 20, Messages = 2_000, Every = 120, Held = 3;
    private const byte NextPedal = 20, PreviousPedal = 21;
    private const string Other = "LivePerformer:other";

    private const string TwoOutputs = """ "midi": { "outputs": [{ "name": "out" }, { "name": "other" }] }, "sound": { "human": false } """;

    private static readonly string Controls = $$"""
        { "controls": [{ "command": "next", "control": "pedal {{NextPedal}}" }, { "command": "previous", "control": "pedal {{PreviousPedal}}" }] }
        """;

    [Fact]
    public void StreamGoesOnToTheFrameThroughTwentySwitchesAndKeysAreLetGoWhereTheyWereStruck()
    {
        using var venue = new Venue("JACK");
        venue.WritePreset("one", TwoOutputs);
        venue.WritePreset("two", TwoOutputs + """
            , "routes": [
                { "to": "other", "highestKey": 59, "transpose": -12, "channel": 3, "controllers": [] },
                { "lowestKey": 60, "transpose": 1 }] 
            """);
        string controls = venue.Scratch.Write("controls.json", Controls);
        Cli cli = venue.Perform("--set-list", venue.WriteSetList("one", "two"), "--controls", controls, "--record", venue.Takes);
        using var rig = new Rig(venue.Server, Venue.Out, Other);
        Seen[] stream = [.. Stream(20 * Messages)];
        rig.Hands.Play(stream);
        for (int i = 0; i < Switches; i++)
        {
            cli.WaitUntil(() => rig.Played.Length >= (i + 1) * Messages / Switches, "the stream");
            bool toSecond = i % 2 == 0;
            if (i == 0) Assert.Contains("next", venue.Run("tell", "next", "--pid", $"{cli.Id}"));
            else Switch(cli, rig, i % 3, toSecond);
            int place = toSecond ? 2 : 1, times = (i / 2) + 1;
            cli.WaitUntil(() => Told(cli, place) == times, $"switch {i + 1}");
            Assert.False(rig.Hands.IsThrough);
        }

        int during = rig.Played.Length;
        Assert.True(during >= Messages, $"only {during} messages");
        cli.WaitUntil(() => rig.Played.Length >= during + 50, "some more");
        rig.Hands.Play([]);
        rig.WaitForAll();
        AssertWhole([.. rig.Played.Where(IsStream)], rig.Heard);
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);

        RecordedTake take = RecordedTake.Read(Assert.Single(Directory.GetFiles(venue.Takes, "*.take")));
        Assert.Equal(Switches / 2, take.Remarks.Count(remark => remark.Text.Contains("item 2 of 2, 'two'", StringComparison.Ordinal)));
        Assert.Contains("equal to the take", venue.Run("replay", "--check", Directory.GetFiles(venue.Takes, "*.take")[0]));
    }

    private static void Switch(Cli cli, Rig rig, int way, bool toSecond)
    {
        if (way == 0)
        {
            CommandClient.Tell(toSecond ? "next" : "previous", cli.Id);
        }
        else if (way == 1)
        {
            rig.Hands.Play(new MidiMessage(0xC0, toSecond ? (byte)1 : (byte)0, 0));
        }
        else
        {
            rig.Hands.Play(MidiMessage.Control(0, toSecond ? NextPedal : PreviousPedal, 127));
            rig.Hands.Play(MidiMessage.Control(0, toSecond ? NextPedal : PreviousPedal, 0));
        }
    }

    private static int Told(Cli cli, int place) => cli.Output.Split($"item {place} of 2").Length - 1;

    /// <summary>Each message came through once, at its frame, as one of the two has it; a key was let go where it was struck; and
    /// the way changed no more often than somebody switched.</summary>
    private static void AssertWhole(Seen[] played, Seen[] heard)
    {
        long delay = heard[0].Frame - played[0].Frame;
        Dictionary<long, Seen> at = heard.ToDictionary(seen => seen.Frame - delay);       // fails where two left at once
        Assert.Equal(played.Length, heard.Length);
        var struck = new Dictionary<MidiMessage, bool>();
        var ways = new List<bool>();
        foreach (Seen seen in played)
        {
            MidiMessage message = seen.Message;
            Assert.True(at.TryGetValue(seen.Frame, out Seen came), $"{message} at {seen.Frame} did not come at its frame");
            Seen first = seen with { Frame = came.Frame };
            bool isFirst = came == first;
            Assert.True(isFirst || came == Second(first), $"{message} came as {came}");
            if (message.IsNoteOff)
            {
                Assert.Equal(struck[MidiMessage.NoteOn(message.Channel, new Pitch(message.Data1), 90)], isFirst);
                continue;
            }

            if (message.IsNoteOn) struck[message] = isFirst;
            if (ways.Count == 0 || ways[^1] != isFirst) ways.Add(isFirst);
        }

        Assert.Equal(Switches + 1, ways.Count);
        Assert.True(ways[0]);
    }

    /// <summary>As the second preset has it.</summary>
    private static Seen Second(Seen seen) => seen.Message.Data1 < 60
        ? seen with { Port = 1, Message = new((byte)(seen.Message.Kind | 2), (byte)(seen.Message.Data1 - 12), seen.Message.Data2) }
        : seen with { Message = seen.Message with { Data1 = (byte)(seen.Message.Data1 + 1) } };

    private static bool IsStream(Seen seen) => seen.Message.IsNoteOn || seen.Message.IsNoteOff;

    /// <summary>Keys up and down the keyboard, each held while the next ones are struck, all at frames of their own.</summary>
    private static IEnumerable<Seen> Stream(int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            int note = i / 2;
            if (i % 2 == 0) yield return new(i * Every, 0, MidiMessage.NoteOn(4, Key(note), 90));
            else if (note >= Held) yield return new(i * Every, 0, MidiMessage.NoteOff(4, Key(note - Held)));
        }

        static Pitch Key(int note) => new(40 + (note * 7 % 40));
    }
}
