using System.Globalization;
using System.Text.RegularExpressions;
using LivePerformer.Core;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>What jack_midi_dump -a has seen: each message with its absolute frame.</summary>
internal sealed partial class MidiDump(ToolProcess process)
{
    public IReadOnlyList<(long Frame, MidiMessage Message)> Seen =>
        [.. process.Lines.Select(line => Line().Match(line)).Where(match => match.Success).Select(Parse)];

    /// <summary>Frames from each message to the next.</summary>
    public long[] Spacing
    {
        get
        {
            long[] frames = [.. Seen.Select(seen => seen.Frame)];
            return [.. frames.Zip(frames.Skip(1), (a, b) => b - a)];
        }
    }

    public void WaitFor(int messages) => JackServer.Until(() => Seen.Count >= messages, $"for {messages} messages, saw:\n{process.Text}");

    private static (long, MidiMessage) Parse(Match match) =>
        (long.Parse(match.Groups[1].Value), new(Byte(match.Groups[2]), Byte(match.Groups[3]), Byte(match.Groups[4])));

    private static byte Byte(Group group) => byte.Parse(group.Value, NumberStyles.HexNumber);

    [GeneratedRegex(@"^\s*(\d+): ([0-9a-f]{2}) ([0-9a-f]{2}) ([0-9a-f]{2})")]
    private static partial Regex Line();
}
