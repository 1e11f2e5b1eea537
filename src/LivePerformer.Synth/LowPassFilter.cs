namespace LivePerformer.Synth;

/// <summary>Two poles with resonance, 12 dB per octave, as a biquad in transposed direct form II.</summary>
/// <remarks>Coefficients after the Audio EQ Cookbook (R. Bristow-Johnson). Between two control points they move in a
/// straight line, so that a swept cutoff does not step.</remarks>
internal struct LowPassFilter
{
    private float b0, a1, a2;               // b1 = 2 b0, b2 = b0
    private float b0Step, a1Step, a2Step;   // per frame
    private float b0From, a1From, a2From;
    private float z1, z2;
    private float cutoff, resonance;
    private bool started;

    public void Start()
    {
        z1 = z2 = 0;
        started = false;
        cutoff = resonance = -1;
    }

    /// <param name="cents">Cutoff, absolute cents.</param>
    /// <param name="centibels">Height of the peak over the level at 0 Hz.</param>
    /// <param name="frames">How long the way to these values takes.</param>
    /// <param name="passed">How many frames of the way before were gone.</param>
    public void MoveTo(float cents, float centibels, float sampleRate, int frames, int passed)
    {
        b0From += b0Step * passed;
        a1From += a1Step * passed;
        a2From += a2Step * passed;
        if (cents == cutoff && centibels == resonance && b0From == b0 && a1From == a1 && a2From == a2)
        {
            b0Step = a1Step = a2Step = 0;
            return;
        }

        if (cents != cutoff || centibels != resonance)
        {
            cutoff = cents;
            resonance = centibels;
            Calculate(sampleRate);
        }

        if (!started)
        {
            (b0From, a1From, a2From) = (b0, a1, a2);
            started = true;
        }

        b0Step = (b0 - b0From) / frames;
        a1Step = (a1 - a1From) / frames;
        a2Step = (a2 - a2From) / frames;
    }

    /// <summary>Gain at 0 Hz: a resonant filter is turned down by half of its peak (SoundFont 2.04, section 8.1.3).</summary>
    public static float Gain(float centibels) => 1 / MathF.Sqrt(Quality(centibels));

    // 0 cB is a filter without a hump: Q = 0.707, 3.01 dB under one.
    private static float Quality(float centibels) => MathF.Pow(10, ((Math.Clamp(centibels, 0, 960) / 10) - 3.01f) / 20);

    private void Calculate(float sampleRate)
    {
        float hertz = Math.Clamp(Units.Hertz(cutoff), 5, 0.45f * sampleRate);
        (float sine, float cosine) = MathF.SinCos(2 * MathF.PI * hertz / sampleRate);
        float quality = Quality(resonance);
        float alpha = sine / (2 * quality);
        float scale = 1 / (1 + alpha);
        b0 = (1 - cosine) * 0.5f * scale / MathF.Sqrt(quality);
        a1 = -2 * cosine * scale;
        a2 = (1 - alpha) * scale;
    }

    /// <param name="passed">How many frames since the last control point.</param>
    public void Process(Span<float> sound, int passed)
    {
        float s1 = z1, s2 = z2;
        if (b0Step == 0 && a1Step == 0 && a2Step == 0)
        {
            float b = b0From, p1 = a1From, p2 = a2From;
            for (int i = 0; i < sound.Length; i++)
            {
                float x = b * sound[i];
                float y = x + s1;
                s1 = x + x - (p1 * y) + s2;
                s2 = x - (p2 * y);
                sound[i] = y;
            }
        }
        else
        {
            for (int i = 0; i < sound.Length; i++)
            {
                int at = passed + i;
                float x = (b0From + (b0Step * at)) * sound[i];
                float y = x + s1;
                s1 = x + x - ((a1From + (a1Step * at)) * y) + s2;
                s2 = x - ((a2From + (a2Step * at)) * y);
                sound[i] = y;
            }
        }

        // Numbers below 1e-38 would slow the processor down a hundredfold.
        z1 = MathF.Abs(s1) < 1e-20f ? 0 : s1;
        z2 = MathF.Abs(s2) < 1e-20f ? 0 : s2;
    }
}
