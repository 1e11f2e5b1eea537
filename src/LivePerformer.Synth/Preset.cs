namespace LivePerformer.Synth;

/// <summary>What a program change picks: a named set of regions.</summary>
/// <remarks>Immutable after loading; read by the audio thread.</remarks>
public sealed class Preset
{
    private readonly Region[] regions;

    internal Preset(string name, int bank, int program, Region[] regions)
    {
        Name = name;
        Bank = bank;
        Program = program;
        this.regions = regions;
    }

    public string Name { get; }

    /// <summary>0 to 127 melodic, 128 percussion.</summary>
    public int Bank { get; }

    /// <summary>0 to 127.</summary>
    public int Program { get; }

    public ReadOnlySpan<Region> Regions => regions;
}
