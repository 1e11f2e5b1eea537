namespace LivePerformer.Music;

/// <summary>A low-pass filter for changing the sample rate: a sinc under a Kaiser window, cut into rows.</summary>
/// <remarks>Its stop band begins at half the lower of both rates, so that nothing is folded or mirrored; its pass band ends at 0.83 of
/// that. It reaches <see cref="Reach"/> samples of the lower rate to either side: 2 ms at 16 kHz.</remarks>
internal static class SincKernel
{
    /// <summary>Samples of the lower rate to either side.</summary>
    public const int Reach = 32;

    // Kaiser's formulas (1974): this beta for a stop band of so many dB, this width of the way down to it.
    private const double StopBand = 84, Beta = 0.1102 * (StopBand - 8.7), WayDown = (StopBand - 7.95) / 14.36 / (2 * Reach);

    // The middle of the way down, in parts of half the lower rate.
    private const double Cutoff = 1 - WayDown;

    /// <summary>The weights of input samples for an output sample that lies a part of a sample behind one of them; they add up to 1.</summary>
    /// <param name="part">0 to 1.</param>
    /// <param name="first">Where the first weight's sample lies, counted from that one.</param>
    /// <param name="narrowing">Output rate over input rate, at most 1.</param>
    public static void Fill(Span<float> weights, double part, int first, double narrowing)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = At((first + i - part) * narrowing);
            sum += weight;
            weights[i] = (float)weight;
        }

        foreach (ref float weight in weights) weight = (float)(weight / sum);
    }

    private static double At(double time)
    {
        double edge = time / Reach;
        if (Math.Abs(edge) >= 1) return 0;

        double x = Math.PI * Cutoff * time;
        double sinc = Math.Abs(x) < 1e-9 ? 1 : Math.Sin(x) / x;
        return sinc * Bessel(Beta * Math.Sqrt(1 - (edge * edge)));
    }

    /// <summary>The modified Bessel function of order 0, by its series.</summary>
    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            double factor = x / (2 * k);
            term *= factor * factor;
            sum += term;
        }

        return sum;
    }
}
