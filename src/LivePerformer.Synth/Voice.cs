using LivePerformer.Core;

namespace LivePerformer.Synth;

/// <summary>One region sounding: recording, envelopes, oscillators, filter, place between left and right.</summary>
/// <remarks>Audio thread. Controls move once in 64 frames, counted from the voice's own first frame and anew from its
/// release, and everything audible slides between two such points: the sound does not depend on how blocks are cut.</remarks>
internal sealed class Voice(int sampleRate, float gain)
{
    private const int ControlFrames = 64;
    private const int FadeSteps = 4;                    // three of them sound: 4 ms at 48 kHz
    private const float EnvelopeCentibels = 1000;       // an envelope falls by 100 dB (SoundFont 2.04, section 8.1.3)
    private const float ShortestRelease = 1 / 64f;      // seconds; faster clicks
    private const float Inaudible = 3e-6f;              // -110 dB
    private const float SoftCentibels = 30, SoftCents = -1200;

    private readonly Patch patch = new();
    private UnmanagedArray<float>? samples;
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

    public int ExclusiveClass => patch.Region[Generator.ExclusiveClass];

    /// <summary>Roughly how loud it is; a note that still rises counts as loud as it may become.</summary>
    public float Loudness => volume.IsRising && !IsReleased ? peak : MathF.Max(leftTo, rightTo);

    /// <summary>Stops, and plays from there next.</summary>
    public void Use(UnmanagedArray<float> samples)
    {
        Stop();
        this.samples = samples;
    }

    public void Start(Region region, Channel channel, int channelNumber, int key, int velocity, bool isSoft, long order)
    {
        patch.Start(region, channel, key, velocity);
        this.isSoft = isSoft;
        ChannelNumber = channelNumber;
        Key = key;
        Order = order;
        IsActive = IsKeyDown = true;
        IsReleased = IsCaught = false;
        fadeLeft = 0;
        passed = 0;
        leftFrom = leftTo = rightFrom = rightTo = 0;
        envelopeFrom = envelopeTo = timbreFrom = 0;
        pitch = float.NaN;

        StartOscillator();
        StartEnvelopes();
        filter.Start();
        filters = isSoft || patch.NeedsFilter();
        loudest = gain * patch.Loudest;
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
        volume.Release(Math.Clamp(level, 0, 1), MathF.Max(patch.Seconds(Generator.VolumeRelease), ShortestRelease) * sampleRate);
        timbre.Release(timbreFrom + ((timbre.Level - timbreFrom) * way), patch.Seconds(Generator.ModulationRelease) * sampleRate);
        envelopeTo = amplitude;

        const int untilRelease = 3;
        if ((patch.Region[Generator.SampleModes] & 3) == untilRelease) oscillator.LeaveLoop();
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

        patch.Refresh();

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
        float cents = patch.Pitch
            + (patch[Generator.ModulationLfoToPitch] * tremolo.Value)
            + (patch[Generator.VibratoLfoToPitch] * vibrato.Value)
            + (patch[Generator.ModulationEnvelopeToPitch] * shape);
        if (cents == pitch) return;

        pitch = cents;
        speed = Math.Pow(2, cents / 1200) * patch.Region.Sample.SampleRate / sampleRate;
    }

    private void MoveFilter(float shape)
    {
        float cents = patch[Generator.FilterCutoff]
            + (patch[Generator.ModulationLfoToFilter] * tremolo.Value)
            + (patch[Generator.ModulationEnvelopeToFilter] * shape)
            + (isSoft ? SoftCents : 0);
        filter.MoveTo(Math.Clamp(cents, 1500, 13_500), patch[Generator.FilterResonance], sampleRate, ControlFrames, filterPassed);
    }

    private void MoveLevels()
    {
        float level = volume.Level;
        envelopeTo = volume.IsRising ? level : level > 0 ? Units.AmplitudeOfAttenuation(EnvelopeCentibels * (1 - level)) : 0;

        float amplitude = gain * envelopeTo * Units.AmplitudeOfAttenuation(
            Attenuation() - (Math.Clamp(patch[Generator.ModulationLfoToVolume], -960, 960) * tremolo.Value));
        if (!filters) amplitude *= LowPassFilter.Gain(0);
        if (IsFading) amplitude *= (float)(--fadeLeft - 1) / (FadeSteps - 1);

        // Equal power from side to side: 3 dB down in the middle.
        float angle = (Math.Clamp(patch[Generator.Pan], -500, 500) + 500) * (MathF.PI / 2000);
        (float sine, float cosine) = MathF.SinCos(angle);
        leftFrom = leftTo;
        rightFrom = rightTo;
        leftTo = amplitude * cosine;
        rightTo = amplitude * sine;
    }

    private float Attenuation() => patch.Attenuation(isSoft ? SoftCentibels : 0);

    private void StartOscillator()
    {
        SampleHeader sample = patch.Region.Sample;
        int mode = patch.Region[Generator.SampleModes] & 3;
        oscillator.Start(
            samples!,           // no region is known before a font is
            sample.Start + patch.Frames(Generator.StartOffset, Generator.StartCoarseOffset),
            sample.End + patch.Frames(Generator.EndOffset, Generator.EndCoarseOffset),
            sample.LoopStart + patch.Frames(Generator.LoopStartOffset, Generator.LoopStartCoarseOffset),
            sample.LoopEnd + patch.Frames(Generator.LoopEndOffset, Generator.LoopEndCoarseOffset),
            loops: mode is 1 or 3);
    }

    private void StartEnvelopes()
    {
        volume.Start(
            patch.SecondsOrNone(Generator.VolumeDelay) * sampleRate,
            patch.Seconds(Generator.VolumeAttack) * sampleRate,
            patch.HoldSeconds(Generator.VolumeHold, Generator.KeyToVolumeHold) * sampleRate,
            patch.DecaySeconds(Generator.VolumeDecay, Generator.KeyToVolumeDecay) * sampleRate,
            1 - Math.Clamp(patch[Generator.VolumeSustain] / EnvelopeCentibels, 0, 1));
        timbre.Start(
            patch.SecondsOrNone(Generator.ModulationDelay) * sampleRate,
            patch.Seconds(Generator.ModulationAttack) * sampleRate,
            patch.HoldSeconds(Generator.ModulationHold, Generator.KeyToModulationHold) * sampleRate,
            patch.DecaySeconds(Generator.ModulationDecay, Generator.KeyToModulationDecay) * sampleRate,
            1 - Math.Clamp(patch[Generator.ModulationSustain] / 1000, 0, 1));
        vibrato.Start(
            patch.SecondsOrNone(Generator.VibratoLfoDelay) * sampleRate, patch.Hertz(Generator.VibratoLfoFrequency), sampleRate);
        tremolo.Start(
            patch.SecondsOrNone(Generator.ModulationLfoDelay) * sampleRate, patch.Hertz(Generator.ModulationLfoFrequency), sampleRate);
    }
}
