using LivePerformer.Core;

namespace LivePerformer.Synth;

/// <summary>One region sounding: recording, envelopes, oscillators, filter, place between left and right.</summary>
/// <remarks>Audio thread. Controls move once in 64 frames, counted from the voice's own first frame and anew from its
/// release, and everything audible slides between two such points: the sound does not depend on how blocks are cut.</remarks>
internal sealed class Voice(float[] samples, int sampleRate, float gain)
{
    private const int ControlFrames = 64;
    private const int FadeSteps = 4;                    // three of them sound: 4 ms at 48 kHz
    private const float EnvelopeCentibels = 1000;       // an envelope falls by 100 dB (SoundFont 2.04, section 8.1.3)
    private const float AttenuationScale = 0.4f;        // fonts are voiced on a sound card that read 4 dB for 10
    private const float Inaudible = 3e-6f;              // -110 dB
    private const float SoftCentibels = 30, SoftCents = -1200;

    private readonly float[] modulation = new float[GeneratorSet.Count];
    private Region region = null!;
    private Channel channel = null!;
    private int channelVersion;
    private byte velocity;
    private float soundKey;
    private bool filters;
    private bool isSoft;
    private int filterPassed = ControlFrames;           // how much of its last way the filter went

    private Oscillator oscillator;
    private LowPassFilter filter;
    private Envelope volume;
    private Envelope timbre;
    private Lfo vibrato;
    private Lfo tremolo;

    private int passed;                                 // frames since the last control point
    private double speed;
    private float pitch;
    private float leftFrom, leftTo, rightFrom, rightTo;
    private float envelopeFrom, envelopeTo;             // amplitude by the volume envelope alone
    private float timbreFrom;
    private float loudest;                              // amplitude at full velocity, volume and expression
    private float peak;                                 // amplitude at the top of the attack
    private int fadeLeft;                               // control points until silence, while fading

    public bool IsActive { get; private set; }

    public int ChannelNumber { get; private set; }

    /// <summary>The key that was struck, whatever key the region sounds.</summary>
    public int Key { get; private set; }

    public bool IsKeyDown { get; private set; }
    public bool IsReleased { get; private set; }

    /// <summary>Held by the sostenuto pedal.</summary>
    public bool IsCaught { get; set; }

    /// <summary>On the way out because its place is needed or the music was stopped.</summary>
    public bool IsFading => fadeLeft > 0;

    /// <summary>Numbered in the order of notes.</summary>
    public long Order { get; private set; }

    public int ExclusiveClass => region[Generator.ExclusiveClass];

    /// <summary>Roughly how loud it is; a note that still rises counts as loud as it may become.</summary>
    public float Loudness => volume.IsRising && !IsReleased ? peak : MathF.Max(leftTo, rightTo);

    public void Start(Region region, Channel channel, int channelNumber, int key, int velocity, bool isSoft, long order)
    {
        this.region = region;
        this.channel = channel;
        this.isSoft = isSoft;
        ChannelNumber = channelNumber;
        Key = key;
        Order = order;
        int fixedKey = region[Generator.FixedKey];
        int fixedVelocity = region[Generator.FixedVelocity];
        soundKey = fixedKey is >= 0 and <= 127 ? fixedKey : key;
        this.velocity = (byte)(fixedVelocity is >= 1 and <= 127 ? fixedVelocity : velocity);
        IsActive = IsKeyDown = true;
        IsReleased = IsCaught = false;
        fadeLeft = 0;
        passed = 0;
        leftFrom = leftTo = rightFrom = rightTo = 0;
        envelopeFrom = envelopeTo = timbreFrom = 0;
        pitch = float.NaN;

        ReadModulators();
        StartOscillator();
        StartEnvelopes();
        filter.Start();
        filters = isSoft || Filters();
        loudest = gain * Units.AmplitudeOfAttenuation(region[Generator.Attenuation] * AttenuationScale);
        peak = gain * Units.AmplitudeOfAttenuation(Attenuation());
    }

    public void KeyUp() => IsKeyDown = false;

    /// <summary>The dampers fall: every envelope goes into its release, from this very frame.</summary>
    public void Release()
    {
        if (IsReleased) return;

        IsReleased = true;
        float way = passed == 0 ? 1 : (float)passed / ControlFrames;
        Interrupt();

        float amplitude = envelopeFrom + ((envelopeTo - envelopeFrom) * way);
        float level = amplitude > 0 ? 1 + (200 / EnvelopeCentibels * MathF.Log10(amplitude)) : 0;
        volume.Release(Math.Clamp(level, 0, 1), Frames(MathF.Max(Value(Generator.VolumeRelease), -7200)));    // 16 ms, or it clicks
        timbre.Release(timbreFrom + ((timbre.Level - timbreFrom) * way), Frames(Value(Generator.ModulationRelease)));
        envelopeTo = amplitude;

        const int untilRelease = 3;
        if ((region[Generator.SampleModes] & 3) == untilRelease) oscillator.LeaveLoop();
    }

    /// <summary>Silent in a few milliseconds, without a click.</summary>
    public void Fade()
    {
        IsKeyDown = IsCaught = false;
        if (IsFading) return;

        Interrupt();
        fadeLeft = FadeSteps;
    }

    /// <summary>Silent at once.</summary>
    public void Stop() => IsActive = false;

    /// <summary>Adds the sound to the block.</summary>
    /// <param name="scratch">At least 64 frames.</param>
    public void Render(Span<float> left, Span<float> right, Span<float> scratch)
    {
        for (int at = 0; at < left.Length && IsActive;)
        {
            if (passed == 0 && !Control()) return;

            int count = Math.Min(left.Length - at, ControlFrames - passed);
            Span<float> sound = scratch[..count];
            if (!volume.IsDelayed)      // the recording waits for the envelope
            {
                IsActive = oscillator.Fill(sound, speed);
                if (filters) filter.Process(sound, passed);
                Mixer.Add(sound, left.Slice(at, count), leftFrom, (leftTo - leftFrom) / ControlFrames, passed);
                Mixer.Add(sound, right.Slice(at, count), rightFrom, (rightTo - rightFrom) / ControlFrames, passed);
            }

            at += count;
            passed = (passed + count) % ControlFrames;
        }
    }

    /// <summary>Starts a new stretch of 64 frames here and now.</summary>
    private void Interrupt()
    {
        if (passed == 0) return;

        float way = (float)passed / ControlFrames;
        leftTo = leftFrom + ((leftTo - leftFrom) * way);
        rightTo = rightFrom + ((rightTo - rightFrom) * way);
        filterPassed = passed;
        passed = 0;
    }

    /// <summary>Where everything is to be 64 frames from now; false when the voice has ended.</summary>
    private bool Control()
    {
        if (volume.IsDone || (IsFading && fadeLeft == 1))
        {
            IsActive = false;
            return false;
        }

        if (channelVersion != channel.Version) ReadModulators();

        envelopeFrom = envelopeTo;
        timbreFrom = timbre.Level;
        volume.Advance(ControlFrames);
        timbre.Advance(ControlFrames);
        vibrato.Advance(ControlFrames);
        tremolo.Advance(ControlFrames);

        float shape = TimbreShape();
        MovePitch(shape);
        if (filters) MoveFilter(shape);
        MoveLevels();
        filterPassed = ControlFrames;

        if (!volume.IsRising && envelopeTo * loudest < Inaudible) IsActive = false;
        return IsActive;
    }

    // The attack of the modulation envelope is convex (section 8.1.2, generator 26), its other lines straight.
    private float TimbreShape() =>
        timbre.IsRising ? Math.Clamp(1 + (400f / 960 * MathF.Log10(MathF.Max(timbre.Level, 1e-6f))), 0, 1) : timbre.Level;

    private void MovePitch(float shape)
    {
        float cents = Value(Generator.Pitch)
            + (Value(Generator.CoarseTune) * 100) + Value(Generator.FineTune) + channel.Tuning
            + (Value(Generator.ScaleTuning) * (soundKey - RootKey)) + region.Sample.Correction
            + (Value(Generator.ModulationLfoToPitch) * tremolo.Value)
            + (Value(Generator.VibratoLfoToPitch) * vibrato.Value)
            + (Value(Generator.ModulationEnvelopeToPitch) * shape);
        if (cents == pitch) return;

        pitch = cents;
        speed = Math.Pow(2, cents / 1200) * region.Sample.SampleRate / sampleRate;
    }

    private void MoveFilter(float shape)
    {
        float cents = Value(Generator.FilterCutoff)
            + (Value(Generator.ModulationLfoToFilter) * tremolo.Value)
            + (Value(Generator.ModulationEnvelopeToFilter) * shape)
            + (isSoft ? SoftCents : 0);
        filter.MoveTo(Math.Clamp(cents, 1500, 13_500), Value(Generator.FilterResonance), sampleRate, ControlFrames, filterPassed);
    }

    private void MoveLevels()
    {
        float level = volume.Level;
        envelopeTo = volume.IsRising ? level : level > 0 ? Units.AmplitudeOfAttenuation(EnvelopeCentibels * (1 - level)) : 0;

        float amplitude = gain * envelopeTo * Units.AmplitudeOfAttenuation(
            Attenuation() - (Math.Clamp(Value(Generator.ModulationLfoToVolume), -960, 960) * tremolo.Value));
        if (!filters) amplitude *= LowPassFilter.Gain(0);
        if (IsFading) amplitude *= (float)(--fadeLeft - 1) / (FadeSteps - 1);

        // Equal power from side to side: 3 dB down in the middle.
        float angle = (Math.Clamp(Value(Generator.Pan), -500, 500) + 500) * (MathF.PI / 2000);
        (float sine, float cosine) = MathF.SinCos(angle);
        leftFrom = leftTo;
        rightFrom = rightTo;
        leftTo = amplitude * cosine;
        rightTo = amplitude * sine;
    }

    private float Attenuation() =>
        Math.Clamp((region[Generator.Attenuation] * AttenuationScale) + modulation[(int)Generator.Attenuation]
            + (isSoft ? SoftCentibels : 0), 0, 1440);

    private int RootKey => region[Generator.RootKey] is >= 0 and <= 127 and var key ? key : region.Sample.RootKey;

    private float Value(Generator generator) => region[generator] + modulation[(int)generator];

    private float Frames(float timecents) => Units.Seconds(Math.Clamp(timecents, -12_000, 8000)) * sampleRate;

    private float DelayFrames(Generator generator)
    {
        float timecents = Value(generator);
        return timecents <= -12_000 ? 0 : Frames(timecents);    // the default means none at all
    }

    private void ReadModulators()
    {
        channelVersion = channel.Version;
        Array.Clear(modulation);
        foreach (ref readonly Modulator wire in region.Modulators)
            modulation[(int)wire.Destination] += wire.Value(channel, Key, velocity);
    }

    // At the highest cutoff without resonance a filter lets everything pass (section 8.1.3, generator 8).
    private bool Filters()
    {
        if (region[Generator.FilterCutoff] < 13_500 || region[Generator.FilterResonance] > 0
            || region[Generator.ModulationLfoToFilter] != 0 || region[Generator.ModulationEnvelopeToFilter] != 0) return true;

        foreach (ref readonly Modulator wire in region.Modulators)
        {
            if (wire.Destination is Generator.FilterCutoff or Generator.FilterResonance
                or Generator.ModulationLfoToFilter or Generator.ModulationEnvelopeToFilter) return true;
        }

        return false;
    }

    private void StartOscillator()
    {
        SampleHeader sample = region.Sample;
        int mode = region[Generator.SampleModes] & 3;
        oscillator.Start(
            samples,
            sample.Start + Offset(Generator.StartOffset, Generator.StartCoarseOffset),
            sample.End + Offset(Generator.EndOffset, Generator.EndCoarseOffset),
            sample.LoopStart + Offset(Generator.LoopStartOffset, Generator.LoopStartCoarseOffset),
            sample.LoopEnd + Offset(Generator.LoopEndOffset, Generator.LoopEndCoarseOffset),
            loops: mode is 1 or 3);
    }

    private int Offset(Generator fine, Generator coarse) => (int)Value(fine) + (32_768 * (int)Value(coarse));

    private void StartEnvelopes()
    {
        float fromMiddle = 60 - soundKey;
        volume.Start(
            DelayFrames(Generator.VolumeDelay),
            Frames(Value(Generator.VolumeAttack)),
            HoldFrames(Generator.VolumeHold, Generator.KeyToVolumeHold, fromMiddle),
            Frames(Value(Generator.VolumeDecay) + (region[Generator.KeyToVolumeDecay] * fromMiddle)),
            1 - Math.Clamp(Value(Generator.VolumeSustain) / EnvelopeCentibels, 0, 1));
        timbre.Start(
            DelayFrames(Generator.ModulationDelay),
            Frames(Value(Generator.ModulationAttack)),
            HoldFrames(Generator.ModulationHold, Generator.KeyToModulationHold, fromMiddle),
            Frames(Value(Generator.ModulationDecay) + (region[Generator.KeyToModulationDecay] * fromMiddle)),
            1 - Math.Clamp(Value(Generator.ModulationSustain) / 1000, 0, 1));
        vibrato.Start(
            DelayFrames(Generator.VibratoLfoDelay), Hertz(Generator.VibratoLfoFrequency), sampleRate);
        tremolo.Start(
            DelayFrames(Generator.ModulationLfoDelay), Hertz(Generator.ModulationLfoFrequency), sampleRate);
    }

    private float HoldFrames(Generator hold, Generator keyToHold, float fromMiddle)
    {
        float timecents = Value(hold) + (region[keyToHold] * fromMiddle);
        return timecents <= -12_000 ? 0 : Frames(timecents);
    }

    // LFO frequencies are cents over 8.176 Hz, the pitch of key 0.
    private float Hertz(Generator frequency) => Units.Hertz(Math.Clamp(Value(frequency), -16_000, 4500));
}
