using System.Globalization;
using System.Text.RegularExpressions;
using LivePerformer.Core;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>What jack_midi_dump -a has seen: each message with its absolute frame.</summary>
internal sealed partial class MidiDump(ToolProcess process)
{
    private const byte Probe = 119;     // a controller without a meaning

    public IReadOnlyList<(long Frame, MidiMessage Message)> Seen => [.. All.Where(seen => !IsProbe(seen.Message))];

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

    /// <summary>Waits for JackServer's sequencer and fails unless it kept its times to the frame: two loops and the
    /// beginning of a third.</summary>
    public void AssertSequence()
    {
        JackServer.Until(() => Sequence.Length == 9, $"for two loops of the sequencer, saw:\n{process.Text}");
        (long Frame, MidiMessage Message)[] seen = Sequence;
        Assert.Equal([0, 8_000, 12_000, 20_000, 24_000, 32_000, 36_000, 44_000, 48_000], seen.Select(s => s.Frame - seen[0].Frame));
        Assert.Equal([60, 60, 63, 63, 60, 60, 63, 63, 60], seen.Select(s => (int)s.Message.Data1));
        Assert.Equal([true, false, true, false, true, false, true, false, true], seen.Select(s => s.Message.IsNoteOn));
    }

    /// <summary>Waits until what leaves arrives here: PipeWire lists a connection long before it carries anything.</summary>
    public void WaitUntilConnected(Stage stage) => JackServer.Until(
        () =>
        {
            stage.Due.TryWrite(DueEvent.At(0, MidiMessage.Control(0, Probe, 0), 1));
            Thread.Sleep(50);
            return All.Any(seen => IsProbe(seen.Message));
        },
        "for the recorder to hear anything");

    // PipeWire may carry the first message of a new connection some blocks late
    private (long Frame, MidiMessage Message)[] Sequence =>
        [.. Seen.SkipWhile(seen => seen.Frame < Seen[0].Frame + 12_000 || seen.Message is not { IsNoteOn: true, Data1: 60 }).Take(9)];

    private IEnumerable<(long Frame, MidiMessage Message)> All =>
        process.Lines.Select(line => Line().Match(line)).Where(match => match.Success).Select(Parse);

    private static bool IsProbe(MidiMessage message) => message.IsControlChange && message.Data1 == Probe;

    private static (long, MidiMessage) Parse(Match match) =>
        (long.Parse(match.Groups[1].Value), new(Byte(match.Groups[2]), Byte(match.Groups[3]), Byte(match.Groups[4])));

    private static byte Byte(Group group) => byte.Parse(group.Value, NumberStyles.HexNumber);

    [GeneratedRegex(@"^\s*(\d+): ([0-9a-f]{2}) ([0-9a-f]{2}) ([0-9a-f]{2})")]
    private static partial Regex Line();
}
