using LivePerformer.Core;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>What an outside recorder saw on the wire, taken apart into human and AI.</summary>
internal static class Wire
{
    /// <summary>The preset's channel 2, as on the wire.</summary>
    public const byte AiChannel = 1;

    public static (long Frame, MidiMessage Message)[] Ai(this MidiDump dump) => [.. dump.Seen.Where(seen => seen.Message.Channel == AiChannel)];

    public static (long Frame, MidiMessage Message)[] Human(this MidiDump dump) => [.. dump.Seen.Where(seen => seen.Message.Channel != AiChannel)];

    public static int AiNotes(this MidiDump dump) => dump.Ai().Count(seen => seen.Message.IsNoteOn);

    /// <summary>Whether a note of the AI sounds just now.</summary>
    public static bool IsInAPhrase(this MidiDump dump) => Sounding(dump.Ai().Select(seen => seen.Message)).Count > 0;

    /// <summary>The keys, by channel, whose last message is a note-on.</summary>
    public static IReadOnlyCollection<(byte Channel, byte Pitch)> Sounding(IEnumerable<MidiMessage> messages)
    {
        var sounding = new HashSet<(byte, byte)>();
        foreach (MidiMessage message in messages)
        {
            if (message.IsNoteOn) sounding.Add((message.Channel, message.Data1));
            if (message.IsNoteOff) sounding.Remove((message.Channel, message.Data1));
        }

        return sounding;
    }

    /// <summary>Waits for the last note-off, which the recorder may print after LivePerformer has gone, and fails without it.</summary>
    public static void AssertEveryNoteEnds(this MidiDump dump) =>
        JackServer.Until(() => Sounding(dump.Seen.Select(seen => seen.Message)).Count == 0, "for the end of every note on the wire");
}
