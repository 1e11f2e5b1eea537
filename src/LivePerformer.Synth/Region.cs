namespace LivePerformer.Synth;

/// <summary>One sample with everything that a preset and an instrument say about it, for a range of keys and velocities.</summary>
/// <remarks>Immutable after loading; read by the audio thread.</remarks>
public sealed class Region
{
    internal Region(
        (byte Low, byte High) keys, (byte Low, byte High) velocities, SampleHeader sample, short[] generators, Modulator[] modulators)
    {
        (LowestKey, HighestKey) = keys;
        (LowestVelocity, HighestVelocity) = velocities;
        Sample = sample;
        this.generators = generators;
        this.modulators = modulators;
    }

    private readonly short[] generators;
    private readonly Modulator[] modulators;

    public byte LowestKey { get; }
    public byte HighestKey { get; }
    public byte LowestVelocity { get; }
    public byte HighestVelocity { get; }
    public SampleHeader Sample { get; }

    /// <summary>Instrument and preset added up, as in SoundFont 2.04, section 9.4.</summary>
    public int this[Generator generator] => generators[(int)generator];

    public ReadOnlySpan<Modulator> Modulators => modulators;
}
