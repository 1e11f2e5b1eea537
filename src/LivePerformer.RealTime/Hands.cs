using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>What the human holds down, by input, channel and key, and through which slots it sounds: a key that was struck
/// before a switch is let go where it was struck.</summary>
/// <remarks>Audio thread.</remarks>
internal sealed class Hands
{
    /// <summary>The most inputs.</summary>
    public const int Ports = 8;

    /// <summary>Sustain, sostenuto and soft.</summary>
    public const int Pedals = 3;

    private const int Channels = 16;
    private const ushort Down = 1 << 15;        // below it a bit for each slot

    private readonly ushort[] keys = new ushort[Ports * Channels * Pitch.Count];
    private readonly ushort[] pedals = new ushort[Ports * Channels * Pedals];
    private readonly byte[] pedalValues = new byte[Ports * Channels * Pedals];
    private readonly byte[] fingers = new byte[Pitch.Count];
    private readonly int[] holding = new int[Stage.Slots];

    public static ReadOnlySpan<byte> PedalControllers => [ControlChange.Sustain, ControlChange.Sostenuto, ControlChange.Soft];

    /// <summary>Whether any finger is on a key of that pitch.</summary>
    public bool IsHeld(int pitch) => fingers[pitch] > 0;

    /// <summary>Whether anything that is held sounds through the slot.</summary>
    public bool Use(int slot) => holding[slot] > 0;

    /// <summary>Whether a key that is held sounds through the slot; pedals do not count.</summary>
    public bool HoldKey(int slot)
    {
        if (holding[slot] == 0) return false;

        foreach (ushort key in keys)
        {
            if ((key & (1 << slot)) != 0) return true;
        }

        return false;
    }

    /// <returns>The slots, a bit each, through which an earlier strike of that very key still sounds.</returns>
    public int Strike(byte port, MidiMessage message, int slot)
    {
        ref ushort key = ref keys[Key(port, message)];
        int before = key & ~Down;
        if ((key & Down) == 0) fingers[message.Data1]++;
        Hold(ref key, Down | (1 << slot));
        return before;
    }

    /// <returns>The slots, a bit each, in which it was struck.</returns>
    public int Release(byte port, MidiMessage message)
    {
        ref ushort key = ref keys[Key(port, message)];
        int before = key & ~Down;
        if ((key & Down) != 0) fingers[message.Data1]--;
        Hold(ref key, 0);
        return before;
    }

    /// <summary>The pedal moves; where it is down, it is so in that slot too.</summary>
    /// <param name="pedal">Its number in <see cref="PedalControllers"/>.</param>
    /// <returns>The slots, a bit each, that the movement concerns.</returns>
    public int Move(byte port, MidiMessage message, int pedal, int slot)
    {
        int at = Pedal(port, message.Channel, pedal);
        int concerns = (pedals[at] & ~Down) | (1 << slot);
        Hold(ref pedals[at], message.Data2 > 0 ? Down | concerns : 0);
        pedalValues[at] = message.Data2;
        return concerns;
    }

    /// <summary>A pedal that became a sign is let go where it went down before.</summary>
    public int Lift(byte port, MidiMessage message, int pedal)
    {
        ref ushort held = ref pedals[Pedal(port, message.Channel, pedal)];
        int before = held & ~Down;
        Hold(ref held, 0);
        return before;
    }

    /// <summary>How far the pedal is down; 0 is up.</summary>
    public byte ValueOf(byte port, int channel, int pedal) => (pedals[Pedal(port, channel, pedal)] & Down) == 0 ? (byte)0 : pedalValues[Pedal(port, channel, pedal)];

    /// <summary>The next key of the channel that is down, from this one upwards; -1 where none is.</summary>
    public int NextDown(byte port, int channel, int from)
    {
        for (int pitch = from; pitch < Pitch.Count; pitch++)
        {
            if ((keys[(((port * Channels) + channel) * Pitch.Count) + pitch] & Down) != 0) return pitch;
        }

        return -1;
    }

    /// <summary>What is held sounds through the slot no more.</summary>
    public void Leave(int slot)
    {
        if (holding[slot] == 0) return;

        foreach (ref ushort key in keys.AsSpan()) Hold(ref key, key & ~(1 << slot));
        foreach (ref ushort pedal in pedals.AsSpan()) Hold(ref pedal, pedal & ~(1 << slot));
    }

    private static int Key(byte port, MidiMessage message) => (((port * Channels) + message.Channel) * Pitch.Count) + message.Data1;

    private static int Pedal(byte port, int channel, int pedal) => (((port * Channels) + channel) * Pedals) + pedal;

    private void Hold(ref ushort held, int wanted)
    {
        int changed = held ^ wanted;
        for (int slot = 0; (changed & ~Down) >> slot != 0; slot++)
        {
            if (((changed >> slot) & 1) != 0) holding[slot] += ((wanted >> slot) & 1) != 0 ? 1 : -1;
        }

        held = (ushort)wanted;
    }
}
