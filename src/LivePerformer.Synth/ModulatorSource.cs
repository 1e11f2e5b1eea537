namespace LivePerformer.Synth;

/// <summary>Reads a modulator's packed source: which controller, which way up, along which curve.</summary>
internal static class ModulatorSource
{
    /// <summary>0 to 1, or -1 to 1 where the source is bipolar.</summary>
    public static float Value(ushort source, Channel channel, int key, int velocity)
    {
        bool bipolar = (source & 0x0200) != 0;
        float x = Position(source, channel, key, velocity, bipolar);
        if ((source & 0x0100) != 0) x = 1 - x;

        int curve = source >> 10;
        if (!bipolar) return Curve(curve, x);

        return curve == 3
            ? (x >= 0.5f ? 1 : -1)
            : (x >= 0.5f ? Curve(curve, (2 * x) - 1) : -Curve(curve, 1 - (2 * x)));
    }

    /// <summary>A source or curve we cannot follow makes the whole wire void (SoundFont 2.04, section 9.5).</summary>
    public static bool IsKnown(ushort source)
    {
        int index = source & 0x7F;
        bool known = (source & 0x0080) != 0 || index is 0 or 2 or 3 or 10 or 13 or 14 or 16;
        return known && source >> 10 <= 3;
    }

    private static float Position(ushort source, Channel channel, int key, int velocity, bool bipolar)
    {
        int index = source & 0x7F;
        if ((source & 0x0080) != 0) return Scale(channel.Controller(index), bipolar);

        return index switch
        {
            2 => Scale(velocity, bipolar),
            3 => Scale(key, bipolar),
            10 => Scale(channel.KeyPressure(key), bipolar),
            13 => Scale(channel.Pressure, bipolar),
            14 => channel.PitchWheel / 16_384f,
            16 => channel.PitchWheelRange / 127f,
            _ => 1,     // no controller
        };
    }

    // Seven bits have no middle: a bipolar controller must rest at 64 and still reach both ends.
    private static float Scale(int value, bool bipolar) =>
        bipolar && value > 64 ? 0.5f + ((value - 64) / 126f) : value / (bipolar ? 128f : 127f);

    private static float Curve(int curve, float x) => curve switch
    {
        1 => Concave(x),
        2 => 1 - Concave(1 - x),
        3 => x >= 0.5f ? 1 : 0,
        _ => x,
    };

    // 96 dB, quadratic in amplitude: amount 960 on (1 - velocity / 127) is 40 dB log10(127 / velocity).
    private static float Concave(float x) =>
        x >= 1 ? 1 : Math.Clamp(-400f / 960f * MathF.Log10(1 - x), 0, 1);
}
