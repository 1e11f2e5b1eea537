using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>What goes in comes out: every message, to the frame; and what the AI plays leaves when it is due.</summary>
[Collection(SoundServers.Name)]
public sealed class ThruTests
{
    private const int Events = 10_000;

    [Fact]
    public void TenThousandMessagesOnAllChannelsComeOutToTheFrame()
    {
        using var venue = new Venue("JACK");
        venue.WritePreset("thru", """ "sound": { "human": false } """);
        Cli cli = venue.Perform("--preset", "thru");
        using var rig = new Rig(venue.Server);
        Seen[] score = [.. Score(new Random(1))];
        Assert.Equal(16, score.Select(seen => seen.Message.Channel).Distinct().Count());
        Assert.True(score.GroupBy(seen => seen.Frame).Count(same => same.Count() > 1) > 500, "no chords");
        rig.Play(score);

        Assert.Equal(score.Select(seen => seen.Message), rig.Played.Select(seen => seen.Message));
        Rig.AssertSame(rig.Played, rig.Heard);
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
    }

    [Fact]
    public void AiLeavesAtItsDueFrameAndTheTakeTellsTheTruthAboutIt()
    {
        using var venue = new Venue("JACK");
        Cli cli = venue.Perform("--record", venue.Takes);
        using var rig = new Rig(venue.Server);
        rig.Play(Phrase());
        cli.WaitUntil(() => rig.Ai.Count(seen => seen.Message.IsNoteOn) >= 40, "the answer");
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());

        SentEvent[] ai = [.. RecordedTake.Read(Assert.Single(Directory.GetFiles(venue.Takes, "*.take"))).Ai.Where(sent => !sent.IsDropped)];
        Assert.True(ai.Count(sent => sent.Message.IsNoteOn && sent.Flags == SentFlags.None) >= 20, "hardly a note in time");
        Assert.All(ai.Where(sent => (sent.Flags & SentFlags.Late) == 0), sent => Assert.Equal(sent.DueFrame, sent.SentFrame));
        Assert.All(ai.Where(sent => (sent.Flags & SentFlags.Late) != 0), sent => Assert.True(sent.SentFrame > sent.DueFrame));
        Seen[] heard = rig.Ai[..ai.Length];
        Rig.AssertSame([.. ai.Select(sent => new Seen(sent.SentFrame, 0, sent.Message))], heard);
    }

    /// <summary>Four keys.</summary>
    internal static IEnumerable<Seen> Phrase()
    {
        for (int i = 0; i < 4; i++)
        {
            yield return new(i * 6_000, 0, MidiMessage.NoteOn(0, new Pitch(60 + (3 * i)), 80));
            yield return new((i * 6_000) + 5_000, 0, MidiMessage.NoteOff(0, new Pitch(60 + (3 * i))));
        }
    }

    /// <summary>What hands, feet and faders can do: no key is struck that is down, none let go that is up.</summary>
    private static IEnumerable<Seen> Score(Random chance)
    {
        var down = new bool[16, Pitch.Count];
        long frame = 0;
        for (int i = 0; i < Events; i++)
        {
            int channel = chance.Next(16), key = chance.Next(Pitch.Count);
            byte value = (byte)chance.Next(128);
            frame += chance.Next(3) == 0 ? 0 : chance.Next(40);
            MidiMessage message = chance.Next(12) switch
            {
                0 => MidiMessage.Control(channel, (byte)ControllerFrom(chance), value),
                1 => new((byte)(0xE0 | channel), value, (byte)chance.Next(128)),
                2 => new((byte)(0xD0 | channel), value, 0),
                3 => new((byte)(0xA0 | channel), (byte)key, value),
                4 => new((byte)(0xC0 | channel), value, 0),
                _ when !down[channel, key] => MidiMessage.NoteOn(channel, new Pitch(key), (byte)(1 + (value % 127))),
                5 => new((byte)(0x90 | channel), (byte)key, 0),         // a note-off in the guise of a note-on
                _ => new((byte)(0x80 | channel), (byte)key, value),
            };
            if (message.IsNoteOn || message.IsNoteOff) down[channel, key] = message.IsNoteOn;
            yield return new(frame, 0, message);
        }
    }

    private static int ControllerFrom(Random chance)
    {
        int[] known = [1, 7, 10, 11, 64, 66, 67, 98, 99, 0, 32];
        return known[chance.Next(known.Length)];
    }
}
