namespace LivePerformer.Trainer;

/// <summary>A filter of second order, after the Audio EQ Cookbook (R. Bristow-Johnson).</summary>
internal readonly record struct Biquad(float B0, float B1, float B2, float A1, float A2)
{
    /// <summary>Raises or lowers what is around a frequency.</summary>
    public static Biquad Peak(double hertz, double quality, double decibels)
    {
        (double cosine, double alpha) = At(hertz, quality);
        double a = Math.Pow(10, decibels / 40);
        return Of(1 + (alpha * a), -2 * cosine, 1 - (alpha * a), 1 + (alpha / a), -2 * cosine, 1 - (alpha / a));
    }

    /// <summary>Raises or lowers what is under a frequency.</summary>
    public static Biquad LowShelf(double hertz, double decibels) => Shelf(hertz, decibels, 1);

    /// <summary>Raises or lowers what is over a frequency.</summary>
    public static Biquad HighShelf(double hertz, double decibels) => Shelf(hertz, decibels, -1);

    /// <summary>Takes away what is over a frequency.</summary>
    public static Biquad LowPass(double hertz, double quality)
    {
        (double cosine, double alpha) = At(hertz, quality);
        return Of((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
    }

    /// <summary>Takes away what is under a frequency.</summary>
    public static Biquad HighPass(double hertz, double quality)
    {
        (double cosine, double alpha) = At(hertz, quality);
        return Of((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
    }

    /// <summary>Lets only what is around a frequency pass, at its own level there.</summary>
    public static Biquad BandPass(double hertz, double quality)
    {
        (double cosine, double alpha) = At(hertz, quality);
        return Of(alpha, 0, -alpha, 1 + alpha, -2 * cosine, 1 - alpha);
    }

    /// <summary>Filters in place, from silence.</summary>
    public void Apply(Span<float> sound)
    {
        float z1 = 0, z2 = 0;
        Apply(sound, ref z1, ref z2);
    }

    /// <summary>Filters in place and goes on from where it was.</summary>
    public void Apply(Span<float> sound, ref float z1, ref float z2)
    {
        const float denormal = 1e-20f;      // far below a sample, and it keeps tails from becoming slow numbers
        float s1 = z1, s2 = z2;
        for (int i = 0; i < sound.Length; i++)
        {
            float x = sound[i] + denormal, y = (B0 * x) + s1;
            s1 = (B1 * x) - (A1 * y) + s2;
            s2 = (B2 * x) - (A2 * y);
            sound[i] = y;
        }

        (z1, z2) = (s1, s2);
    }

    private static Biquad Shelf(double hertz, double decibels, int side)
    {
        (double cosine, double alpha) = At(hertz, 1 / Math.Sqrt(2));
        double a = Math.Pow(10, decibels / 40), c = side * cosine, root = 2 * Math.Sqrt(a) * alpha;
        return Of(
            a * (a + 1 - ((a - 1) * c) + root), side * 2 * a * (a - 1 - ((a + 1) * c)), a * (a + 1 - ((a - 1) * c) - root),
            a + 1 + ((a - 1) * c) + root, side * -2 * (a - 1 + ((a + 1) * c)), a + 1 + ((a - 1) * c) - root);
    }

    private static (double Cosine, double Alpha) At(double hertz, double quality)
    {
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * hertz / SoundData.SampleRate);
        return (cosine, sine / (2 * quality));
    }

    private static Biquad Of(double b0, double b1, double b2, double a0, double a1, double a2) =>
        new((float)(b0 / a0), (float)(b1 / a0), (float)(b2 / a0), (float)(a1 / a0), (float)(a2 / a0));
}
