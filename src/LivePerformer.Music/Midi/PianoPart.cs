using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Keeps what the piano plays of a file, and counts what it leaves out.</summary>
/// <remarks>Channel 10 is drums. A channel is a piano while its program is one of General MIDI's piano family, 1 to 8 as
/// musicians count, or was never set. Single thread.</remarks>
/// <param name="allPrograms">Whether other instruments are taken for a piano; drums never are.</param>
public sealed class PianoPart(bool allPrograms)
{
    private const byte ProgramChange = 0xC0;
    private const int DrumChannel = 9, LastPiano = 7;   // counted from 0 on the wire

    private readonly byte[] programs = new byte[16];
    private readonly bool[] pedals = new bool[16];

    /// <summary>Notes of the drum channel.</summary>
    public int Drums { get; private set; }

    /// <summary>Notes of other instruments.</summary>
    public int Others { get; private set; }

    /// <summary>What was left out, such as "3 drum notes (channel 10) and 12 notes of other instruments than the piano"; null where nothing was.</summary>
    public string? LeftOut => Describe(Drums, Others);

    /// <summary>The same for the sums of several files.</summary>
    public static string? Describe(int drums, int others)
    {
        string beaten = $"{drums} drum note{(drums == 1 ? "" : "s")} (channel 10)", played = $"{others} note{(others == 1 ? "" : "s")} of other instruments than the piano";
        return (drums, others) switch
        {
            (0, 0) => null,
            (0, _) => played,
            (_, 0) => beaten,
            _ => $"{beaten} and {played}",
        };
    }

    /// <summary>The piano's messages, in the same order.</summary>
    public IEnumerable<TimedMessage> Of(IEnumerable<TimedMessage> messages)
    {
        foreach (TimedMessage timed in messages)
        {
            MidiMessage message = timed.Message;
            if (message.Channel == DrumChannel)
            {
                if (message.IsNoteOn) Drums++;
            }
            else if (message.Kind == ProgramChange)
            {
                programs[message.Channel] = message.Data1;
                if (IsPiano(message.Channel) || !pedals[message.Channel]) continue;

                pedals[message.Channel] = false;   // the piano leaves, and its foot with it
                yield return timed with { Message = MidiMessage.Control(message.Channel, ControlChange.Sustain, 0) };
            }
            else if (message.IsNoteOff || IsPiano(message.Channel))
            {
                if (message.IsControlChange && message.Data1 == ControlChange.Sustain) pedals[message.Channel] = message.Data2 >= 64;
                yield return timed;
            }
            else if (message.IsNoteOn)
            {
                Others++;
            }
        }
    }

    private bool IsPiano(byte channel) => allPrograms || programs[channel] <= LastPiano;
}
