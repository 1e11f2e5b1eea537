using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Keys and pedal of OSC as MIDI on the first channel.</summary>
internal static class OscKeys
{
    private const double Most = 127;

    /// <summary>Pitch and velocity; velocity 0 lets go.</summary>
    /// <exception cref="LivePerformerException">They are none.</exception>
    public static MidiMessage Key(IReadOnlyList<OscArgument> arguments)
    {
        if (arguments.Count != 2 || !TryByte(arguments[0], out byte pitch) || !TryByte(arguments[1], out byte velocity))
            throw new LivePerformerException("'key' takes a pitch and a velocity, 0 to 127; velocity 0 lets go.");

        return velocity > 0 ? MidiMessage.NoteOn(0, new Pitch(pitch), velocity) : MidiMessage.NoteOff(0, new Pitch(pitch));
    }

    /// <summary>The sustain pedal, 0 to 127, or true and false.</summary>
    /// <exception cref="LivePerformerException">It is none.</exception>
    public static MidiMessage Pedal(IReadOnlyList<OscArgument> arguments)
    {
        byte value = 0;
        if (arguments.Count != 1 || (!IsSwitch(arguments[0]) && !TryByte(arguments[0], out value))) throw new LivePerformerException("'pedal' takes how far it is down, 0 to 127.");

        return MidiMessage.Control(0, ControlChange.Sustain, arguments[0].Type == 'T' ? (byte)Most : value);
    }

    private static bool IsSwitch(in OscArgument argument) => argument.Type is 'T' or 'F';

    private static bool TryByte(in OscArgument argument, out byte value)
    {
        value = 0;
        if (IsSwitch(argument) || argument.Number is not double number || !(number >= 0 && number <= Most)) return false;

        value = (byte)Math.Round(number);
        return true;
    }
}
