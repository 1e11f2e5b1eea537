namespace LivePerformer.Synth;

/// <summary>The generator values of one zone, and which of them the zone names.</summary>
internal sealed class GeneratorSet
{
    public const int Count = 60;

    // Preset zones add to the instrument's values; what picks and shapes the sample belongs to the instrument alone
    // (SoundFont 2.04, section 8.5).
    private static readonly ulong InstrumentOnly = Mask(
        Generator.StartOffset, Generator.EndOffset, Generator.LoopStartOffset, Generator.LoopEndOffset,
        Generator.StartCoarseOffset, Generator.EndCoarseOffset, Generator.LoopStartCoarseOffset,
        Generator.LoopEndCoarseOffset, Generator.FixedKey, Generator.FixedVelocity, Generator.SampleModes,
        Generator.ExclusiveClass, Generator.RootKey, Generator.Instrument, Generator.Sample,
        Generator.KeyRange, Generator.VelocityRange);

    private readonly short[] values = new short[Count];
    private ulong named;

    public short this[Generator generator]
    {
        get => values[(int)generator];
        set
        {
            values[(int)generator] = value;
            named |= 1UL << (int)generator;
        }
    }

    public bool Names(Generator generator) => (named >> (int)generator & 1) != 0;

    /// <summary>What an instrument plays where its zones are silent (SoundFont 2.04, section 8.1.3).</summary>
    public static short[] Defaults()
    {
        short[] defaults = new short[Count];
        defaults[(int)Generator.FilterCutoff] = 13_500;
        foreach (Generator time in new[]
        {
            Generator.ModulationLfoDelay, Generator.VibratoLfoDelay, Generator.ModulationDelay,
            Generator.ModulationAttack, Generator.ModulationHold, Generator.ModulationDecay, Generator.ModulationRelease,
            Generator.VolumeDelay, Generator.VolumeAttack, Generator.VolumeHold, Generator.VolumeDecay,
            Generator.VolumeRelease,
        })
        {
            defaults[(int)time] = -12_000;
        }

        defaults[(int)Generator.FixedKey] = -1;
        defaults[(int)Generator.FixedVelocity] = -1;
        defaults[(int)Generator.ScaleTuning] = 100;
        defaults[(int)Generator.RootKey] = -1;
        return defaults;
    }

    /// <summary>Replaces what this zone names.</summary>
    public void WriteOver(short[] target)
    {
        for (int i = 0; i < Count; i++)
            if ((named >> i & 1) != 0) target[i] = values[i];
    }

    /// <summary>Adds a preset's values to an instrument's.</summary>
    public static void Add(short[] preset, short[] instrument)
    {
        for (int i = 0; i < Count; i++)
        {
            if ((InstrumentOnly >> i & 1) == 0)
                instrument[i] = (short)Math.Clamp(instrument[i] + preset[i], short.MinValue, short.MaxValue);
        }
    }

    private static ulong Mask(params ReadOnlySpan<Generator> generators)
    {
        ulong mask = 0;
        foreach (Generator generator in generators) mask |= 1UL << (int)generator;
        return mask;
    }
}
