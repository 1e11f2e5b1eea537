namespace LivePerformer.Engine;

/// <summary>What stands between the microphone and the detector: it takes away direct current, lets nothing through while
/// nobody plays, and brings the piano to the level that the detector knows.</summary>
/// <remarks>One thread. Allocates nothing after the constructor.</remarks>
public sealed class InputChain(int sampleRate, MicrophoneProfile profile)
{
    private const double Lowest = 10;           // Hz; the lowest key has 27.5
    private const float FullScale = 0.999f;
    private const int Clipping = 3;             // samples in a row at full scale: no wave of a piano stands still there

    private readonly float keeps = (float)Math.Exp(-2 * Math.PI * Lowest / sampleRate);
    private readonly float gain = profile.Gain();
    private readonly NoiseGate? gate = profile.Gate() is var (open, close) ? new NoiseGate(sampleRate, open, close) : null;
    private float before, direct;
    private int full;
    private float peak;

    /// <summary>How often the sound was cut off at full scale.</summary>
    public long Clips { get; private set; }

    /// <summary>Frames in a row, up to the last one, that were exactly nothing: no microphone is that quiet.</summary>
    public long Nothing { get; private set; }

    /// <summary>Whether sound is let through.</summary>
    public bool IsOpen => gate?.IsOpen ?? true;

    /// <summary>The highest sample since this was asked last, as it came.</summary>
    public float TakePeak()
    {
        float taken = peak;
        peak = 0;
        return taken;
    }

    public void Process(Span<float> sound)
    {
        Look(sound);
        foreach (ref float sample in sound)
        {
            float came = sample;
            sample = direct = came - before + (keeps * direct);
            before = came;
        }

        if (Math.Abs(direct) < 1e-15f) direct = 0;      // numbers too small to be normal cost time
        gate?.Process(sound);
        if (gain == 1) return;

        foreach (ref float sample in sound) sample *= gain;
    }

    private void Look(ReadOnlySpan<float> sound)
    {
        foreach (float sample in sound)
        {
            float size = Math.Abs(sample);
            Nothing = size == 0 ? Nothing + 1 : 0;
            if (size > peak) peak = size;
            full = size >= FullScale ? full + 1 : 0;
            if (full == Clipping) Clips++;
        }
    }
}
