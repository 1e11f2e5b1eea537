namespace LivePerformer.Synth;

/// <summary>A region's numbers for one note, with what pedals, wheels and velocity add to them at this moment.</summary>
/// <remarks>Audio thread.</remarks>
internal sealed class Patch
{
    private const float AttenuationScale = 0.4f;        // fonts are voiced on a sound card that read 4 dB for 10

    private readonly float[] modulation = new float[GeneratorSet.Count];
    private Channel channel = null!;
    private int channelVersion;
    private int struckKey;
    private int velocity;

    public Region Region { get; private set; } = null!;

    /// <summary>The key that sounds: the one that was struck, unless the region names its own.</summary>
    public int Key { get; private set; }

    public void Start(Region region, Channel channel, int key, int velocity)
    {
        Region = region;
        this.channel = channel;
        struckKey = key;
        Key = region[Generator.FixedKey] is >= 0 and <= 127 and var ownKey ? ownKey : key;
        this.velocity = region[Generator.FixedVelocity] is >= 1 and <= 127 and var ownVelocity ? ownVelocity : velocity;
        ReadModulators();
    }

    /// <summary>Looks whether the player moved something.</summary>
    public void Refresh()
    {
        if (channelVersion != channel.Version) ReadModulators();
    }

    public float this[Generator generator] => Region[generator] + modulation[(int)generator];

    /// <summary>Centibels, without those of the envelope.</summary>
    public float Attenuation(float more) =>
        Math.Clamp((Region[Generator.Attenuation] * AttenuationScale) + modulation[(int)Generator.Attenuation] + more, 0, 1440);

    /// <summary>Amplitude at full velocity, volume and expression.</summary>
    public float Loudest => Units.AmplitudeOfAttenuation(Region[Generator.Attenuation] * AttenuationScale);

    /// <summary>Cents over the recording's own pitch, without those of LFOs and envelopes.</summary>
    public float Pitch =>
        this[Generator.Pitch] + (this[Generator.CoarseTune] * 100) + this[Generator.FineTune] + channel.Tuning
            + (this[Generator.ScaleTuning] * (Key - RootKey)) + Region.Sample.Correction;

    public float Seconds(Generator time) => Units.Seconds(Math.Clamp(this[time], -12_000, 8000));

    /// <summary>The default of delays and holds means none at all, not one millisecond.</summary>
    public float SecondsOrNone(Generator time) => SecondsOrNone(this[time]);

    /// <summary>Longer for low keys, shorter for high ones, as the font says.</summary>
    public float HoldSeconds(Generator time, Generator keyToTime) => SecondsOrNone(this[time] + (Region[keyToTime] * (60 - Key)));

    /// <inheritdoc cref="HoldSeconds"/>
    public float DecaySeconds(Generator time, Generator keyToTime) =>
        Units.Seconds(Math.Clamp(this[time] + (Region[keyToTime] * (60 - Key)), -12_000, 8000));

    public float Hertz(Generator frequency) => Units.Hertz(Math.Clamp(this[frequency], -16_000, 4500));

    /// <summary>A generator pair of frames and of 32,768 frames.</summary>
    public int Frames(Generator fine, Generator coarse) => (int)this[fine] + (32_768 * (int)this[coarse]);

    /// <summary>At the highest cutoff without resonance a filter lets everything pass (SoundFont 2.04, section 8.1.3).</summary>
    public bool NeedsFilter()
    {
        if (Region[Generator.FilterCutoff] < 13_500 || Region[Generator.FilterResonance] > 0
            || Region[Generator.ModulationLfoToFilter] != 0 || Region[Generator.ModulationEnvelopeToFilter] != 0) return true;

        foreach (ref readonly Modulator wire in Region.Modulators)
        {
            if (wire.Destination is Generator.FilterCutoff or Generator.FilterResonance
                or Generator.ModulationLfoToFilter or Generator.ModulationEnvelopeToFilter) return true;
        }

        return false;
    }

    private int RootKey => Region[Generator.RootKey] is >= 0 and <= 127 and var key ? key : Region.Sample.RootKey;

    private static float SecondsOrNone(float timecents) =>
        timecents <= -12_000 ? 0 : Units.Seconds(MathF.Min(timecents, 8000));

    private void ReadModulators()
    {
        channelVersion = channel.Version;
        Array.Clear(modulation);
        foreach (ref readonly Modulator wire in Region.Modulators)
            modulation[(int)wire.Destination] += wire.Value(channel, struckKey, velocity);
    }
}
