namespace LivePerformer.Synth;

/// <summary>A zone as it stands in the file: ranges, generators, modulators.</summary>
internal sealed class Zone
{
    public GeneratorSet Generators { get; } = new();
    public List<Modulator> Modulators { get; } = [];

    public (byte Low, byte High) Keys => Range(Generator.KeyRange);
    public (byte Low, byte High) Velocities => Range(Generator.VelocityRange);

    private (byte Low, byte High) Range(Generator range)
    {
        if (!Generators.Names(range)) return (0, 127);

        ushort packed = (ushort)Generators[range];
        return ((byte)(packed & 0xFF), (byte)(packed >> 8));
    }
}
