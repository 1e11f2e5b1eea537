using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LivePerformer.Music.Tests;

/// <summary>Says what our reader finds in a file in the words of tests/Fixtures/Music/mido_dump.py.</summary>
internal static class MidiDump
{
    public static JsonObject Of(string path)
    {
        MidiFile file = MidiFile.Read(path);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < file.Tracks.Count; i++)
        {
            foreach (MidiEvent e in file.Tracks[i].Events)
            {
                digest.AppendData(Encoding.ASCII.GetBytes($"{i} {e.Tick} {Convert.ToHexStringLower(Bytes(e))}\n"));
            }
        }

        var notes = Performance.FromMidi(file).Notes
            .Select(n => new JsonArray(n.Onset.Ticks, n.Duration.Ticks, n.Pitch.Number, n.Velocity));
        return new()
        {
            ["format"] = file.Format,
            ["division"] = file.Division.Raw,
            ["names"] = new JsonArray([.. file.Tracks.Select(t => (JsonNode?)t.Name)]),
            ["events"] = file.Tracks.Sum(t => t.Events.Count),
            ["events_sha256"] = Convert.ToHexStringLower(digest.GetHashAndReset()),
            ["notes"] = new JsonArray([.. notes]),
        };
    }

    /// <summary>The event as it would be sent, or stand in a file without running status.</summary>
    private static byte[] Bytes(MidiEvent e)
    {
        if (e.IsChannel) return e.Message.Length == 2 ? [e.Status, e.Data1] : [e.Status, e.Data1, e.Data2];
        if (e.IsSysEx) return [e.Status, .. e.Data!];

        List<byte> length = [(byte)(e.Data!.Length & 0x7F)];
        for (int rest = e.Data.Length >> 7; rest > 0; rest >>= 7) length.Insert(0, (byte)(0x80 | (rest & 0x7F)));
        return [e.Status, e.Data1, .. length, .. e.Data];
    }
}
