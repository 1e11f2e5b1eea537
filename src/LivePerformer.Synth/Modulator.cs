namespace LivePerformer.Synth;

/// <summary>A wire from something the player does (velocity, pedal, wheel) to a generator.</summary>
/// <param name="Source">The first source, packed as in SoundFont 2.04, section 8.2.</param>
/// <param name="AmountSource">The second source, which scales the first; 0 is always 1.</param>
/// <param name="IsAbsolute">The product of the sources loses its sign.</param>
public readonly record struct Modulator(
    ushort Source, Generator Destination, short Amount, ushort AmountSource = 0, bool IsAbsolute = false)
{
    // The wires of section 8.4. Velocity to filter cutoff is left out, as fluidsynth leaves it out: fonts are voiced
    // without it. Reverb and chorus sends are left out because there is neither.
    internal static readonly Modulator[] Defaults =
    [
        new(0x0502, Generator.Attenuation, 960),            // velocity, concave
        new(0x000D, Generator.VibratoLfoToPitch, 50),       // channel pressure
        new(0x0081, Generator.VibratoLfoToPitch, 50),       // modulation wheel, CC 1
        new(0x0587, Generator.Attenuation, 960),            // volume, CC 7
        new(0x058B, Generator.Attenuation, 960),            // expression, CC 11
        new(0x028A, Generator.Pan, 500),                    // pan, CC 10
        new(0x020E, Generator.Pitch, 12_700, 0x0010),       // pitch wheel, scaled by its sensitivity
    ];

    /// <summary>The most wires a zone keeps; files rarely use ten.</summary>
    internal const int MostPerZone = 64;

    /// <summary>Same sources, same destination: of two such wires in a chain of zones the later one counts.</summary>
    internal bool IsSameWire(in Modulator other) =>
        Source == other.Source && Destination == other.Destination
        && AmountSource == other.AmountSource && IsAbsolute == other.IsAbsolute;

    internal float Value(Channel channel, int key, int velocity)
    {
        if (Amount == 0) return 0;

        float value = ModulatorSource.Value(Source, channel, key, velocity);
        if (AmountSource != 0) value *= ModulatorSource.Value(AmountSource, channel, key, velocity);
        value *= Amount;
        return IsAbsolute ? MathF.Abs(value) : value;
    }

    /// <summary>Puts a wire in place of the same wire, or behind the others while there is room.</summary>
    internal static void WriteOver(List<Modulator> wires, in Modulator wire)
    {
        int at = Find(wires, wire);
        if (at >= 0) wires[at] = wire;
        else if (wires.Count < MostPerZone) wires.Add(wire);
    }

    /// <summary>Adds a preset's wire to the instrument's.</summary>
    internal static void Add(List<Modulator> wires, in Modulator wire)
    {
        int at = Find(wires, wire);
        if (at < 0 && wires.Count < MostPerZone) wires.Add(wire);
        if (at < 0) return;

        int sum = wires[at].Amount + wire.Amount;
        wires[at] = wire with { Amount = (short)Math.Clamp(sum, short.MinValue, short.MaxValue) };
    }

    private static int Find(List<Modulator> wires, in Modulator wire)
    {
        for (int i = 0; i < wires.Count; i++)
            if (wires[i].IsSameWire(wire)) return i;
        return -1;
    }
}
