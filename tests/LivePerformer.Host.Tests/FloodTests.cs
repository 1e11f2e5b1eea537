using LivePerformer.Core;
using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>More at once than any keyboard can send, and bytes that make no sense.</summary>
[Collection(SoundServers.Name)]
public sealed class FloodTests
{
    private const int Rounds = 10, Keys = 16 * 128;

    /// <summary>A system exclusive message without an end, one that was never defined, a tick of a clock, active sensing.</summary>
    private static readonly byte[] Odd = [0xF0, 0xF5, 0xF8, 0xFE];

    [Theory]
    [InlineData("native")]
    [InlineData("managed")]
    public void EveryKeyOnEveryChannelInOneBlockLeavesAndEndsAndWhatFindsNoRoomIsCounted(string callback)
    {
        if (callback == "native") NativeForm.IsRequired();
        using var venue = new Venue("JACK");
        venue.WritePreset("thru", """ "sound": { "human": false } """);
        Cli cli = venue.Perform("--preset", "thru", "--callback", callback, "--record", venue.Takes);
        using var rig = new Rig(venue.Server);
        Seen[] score = [.. Score()];
        rig.Play(score);
        Assert.Equal(score.Length, rig.Played.Length);
        Rig.AssertSame([.. rig.Played.Where(IsMessage)], rig.Heard);

        rig.Play([.. score.Where(seen => seen.Frame == 0)]);        // and they stay down
        Seen[] before = rig.Heard;
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
        JackServer.Until(() => Down([.. rig.Heard]).Count == 0, "for the end of every note on the wire");
        Assert.Equal(Keys, Down(before).Count);

        // performer and recorder may be too slow for all of it, and that is counted
        RecordedTake take = RecordedTake.Read(Assert.Single(Directory.GetFiles(venue.Takes, "*.take")));
        long overflows = take.Entries.Single(entry => entry.Kind == TakeKind.End).B;
        Assert.True(take.Human.Count() + overflows >= rig.Played.Count(IsMessage), $"{take.Human.Count()} in the take, {overflows} counted as overflows");
    }

    /// <summary>Bytes of a system exclusive message come three at a time, as a slow cable delivers them: whole, with a clock that
    /// ticks within; broken by notes; and without an end.</summary>
    [Theory]
    [InlineData("native")]
    [InlineData("managed")]
    public void NotesAroundSystemExclusiveMessagesOfManyBlocksArrive(string callback)
    {
        if (callback == "native") NativeForm.IsRequired();
        using var venue = new Venue("JACK");
        venue.WritePreset("thru", """ "sound": { "human": false } """);
        Cli cli = venue.Perform("--preset", "thru", "--callback", callback, "--record", venue.Takes);
        using var rig = new Rig(venue.Server);
        Seen[] score = [.. Dumps()];
        rig.Play(score);
        Assert.Equal(score, rig.Played.Select(seen => seen with { Frame = seen.Frame - rig.Played[0].Frame }));
        Seen[] notes = [.. rig.Played.Where(seen => seen.Message.IsNoteOn || seen.Message.IsNoteOff)];
        Assert.Equal(48, notes.Length);
        Rig.AssertSame(notes, rig.Heard);

        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
        RecordedTake take = RecordedTake.Read(Assert.Single(Directory.GetFiles(venue.Takes, "*.take")));
        Assert.Equal(notes.Select(seen => seen.Message), take.Human.Select(heard => heard.Message).Where(message => message.IsNoteOn || message.IsNoteOff));
    }

    private static IEnumerable<Seen> Dumps()
    {
        const int Pieces = 200, Apart = 40;     // 8,000 frames: more than 60 blocks
        long frame = 0;
        foreach (bool isBroken in new[] { false, true, true })
        {
            bool ends = frame < 2 * Pieces * Apart;     // the last one does not
            yield return Strike(60);
            yield return Lift(60);
            yield return new(frame, 0, new(0xF0, 0x7E, 0x7F));
            for (int piece = 1; piece < Pieces; piece++)
            {
                frame += Apart;
                if (piece % 20 == 10 && isBroken) yield return Strike(40 + (piece / 20));
                if (piece % 20 == 10 && !isBroken) yield return new(frame, 0, MidiMessage.Clock(MidiMessage.TimingClock));
                yield return new(frame, 0, new((byte)(piece % 128), 0x3C, 0x50));     // looks like the rest of a note
                if (piece % 20 == 12 && isBroken) yield return Lift(40 + (piece / 20));
            }

            if (ends) yield return new(frame += Apart, 0, new(1, 2, 0xF7));
            if (!isBroken) yield return Strike(61);
            if (!isBroken) yield return Lift(61);
            frame += Apart;
        }

        Seen Strike(int pitch) => new(frame, 0, MidiMessage.NoteOn(0, new Pitch(pitch), 90));
        Seen Lift(int pitch) => new(frame, 0, MidiMessage.NoteOff(0, new Pitch(pitch)));
    }

    /// <summary>All keys down in one frame and up in another, some blocks later.</summary>
    private static IEnumerable<Seen> Score()
    {
        for (int round = 0; round < Rounds; round++)
        {
            for (int key = 0; key < Keys; key++) yield return new(round * 1_000, 0, MidiMessage.NoteOn(key % 16, new Pitch(key / 16), 90));
            foreach (byte odd in Odd) yield return new((round * 1_000) + 250, 0, new(odd, 0x7E, 0));
            for (int key = 0; key < Keys; key++) yield return new((round * 1_000) + 500, 0, new((byte)(0x80 | (key % 16)), (byte)(key / 16), 64));
        }
    }

    private static bool IsMessage(Seen seen) => !seen.Message.IsSystem;

    private static HashSet<(byte, byte)> Down(Seen[] heard)
    {
        var down = new HashSet<(byte, byte)>();
        foreach (Seen seen in heard)
        {
            if (seen.Message.IsNoteOn) down.Add((seen.Message.Channel, seen.Message.Data1));
            if (seen.Message.IsNoteOff) down.Remove((seen.Message.Channel, seen.Message.Data1));
        }

        return down;
    }
}
