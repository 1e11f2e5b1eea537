using System.Globalization;
using System.Text.RegularExpressions;
using LivePerformer.Core;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>What jack_midi_dump -a has seen: each message with its absolute frame.</summary>
/// <param name="mayMiss">The sound server's cycle waits for nobody, so that a recorder may miss a block.</param>
internal sealed partial class MidiDump(ToolProcess process, bool mayMiss)
{
    private const byte Probe = 119;     // a controller without a meaning
    private const byte Lowest = 60;

    private int transposed;

    public IReadOnlyList<(long Frame, MidiMessage Message)> Seen => [.. All.Where(seen => !IsProbe(seen.Message))];

    /// <summary>The messages of the clock and the transport among them.</summary>
    public IReadOnlyList<(long Frame, byte Status)> Clock =>
        [.. process.Lines.Select(line => ClockLine().Match(line)).Where(match => match.Success).Select(match => (long.Parse(match.Groups[1].Value), Byte(match.Groups[2])))];

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

    /// <summary>Waits for JackServer's sequencer and fails unless it kept its times to the frame through two loops and
    /// the beginning of a third, with no message missing from the first to the last, unless the recorder may miss some,
    /// and none that the sequencer does not play.</summary>
    /// <remarks>A sound server on a busy machine skips frames now and then, and every time after it is off by as much: the
    /// two loops may begin at any C4. A device of ours that shifted messages within its blocks would never keep them.</remarks>
    /// <param name="pitch">The first of the sequencer's two.</param>
    public void AssertSequence(int pitch = Lowest)
    {
        transposed = pitch - Lowest;
        JackServer.Until(() => Loops().Any(KeepsTime), $"for two loops of the sequencer, exact to the frame, saw:\n{process.Text}");
        (byte, bool)[] seen = [.. Seen.SkipWhile(s => !IsC4On(s.Message)).Select(s => ((byte)(s.Message.Data1 - transposed), s.Message.IsNoteOn))];
        if (mayMiss) Assert.All(seen, s => Assert.Contains(s, Pattern.Select(p => (p.Pitch, p.IsOn))));
        else Assert.All(seen.Index(), s => Assert.Equal((Pattern[s.Index % 4].Pitch, Pattern[s.Index % 4].IsOn), s.Item));
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

    private static readonly (long Frame, byte Pitch, bool IsOn)[] Pattern = [(0, 60, true), (8_000, 60, false), (12_000, 63, true), (20_000, 63, false)];

    private IEnumerable<(long Frame, MidiMessage Message)[]> Loops()
    {
        (long Frame, MidiMessage Message)[] seen = [.. Seen];
        return Enumerable.Range(0, seen.Length).Where(i => IsC4On(seen[i].Message)).Select(i => seen[i..Math.Min(i + 9, seen.Length)]);
    }

    private bool KeepsTime((long Frame, MidiMessage Message)[] seen) => seen.Length == 9 && seen.Index().All(s =>
        s.Item.Frame - seen[0].Frame == Pattern[s.Index % 4].Frame + (24_000 * (s.Index / 4))
        && s.Item.Message.Data1 == Pattern[s.Index % 4].Pitch + transposed && s.Item.Message.IsNoteOn == Pattern[s.Index % 4].IsOn);

    private bool IsC4On(MidiMessage message) => message.IsNoteOn && message.Data1 == Lowest + transposed;

    private IEnumerable<(long Frame, MidiMessage Message)> All =>
        process.Lines.Select(line => Line().Match(line)).Where(match => match.Success).Select(Parse);

    private static bool IsProbe(MidiMessage message) => message.IsControlChange && message.Data1 == Probe;

    private static (long, MidiMessage) Parse(Match match) =>
        (long.Parse(match.Groups[1].Value), new(Byte(match.Groups[2]), Byte(match.Groups[3]), Byte(match.Groups[4])));

    private static byte Byte(Group group) => byte.Parse(group.Value, NumberStyles.HexNumber);

    [GeneratedRegex(@"^\s*(\d+): (f[8-c])")]
    private static partial Regex ClockLine();

    [GeneratedRegex(@"^\s*(\d+): ([0-9a-f]{2}) ([0-9a-f]{2}) ([0-9a-f]{2})")]
    private static partial Regex Line();
}
