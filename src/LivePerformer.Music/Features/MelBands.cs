using System.Runtime.Intrinsics;

namespace LivePerformer.Music;

/// <summary>A bank of triangles on HTK's mel scale, each from its left neighbour's peak to its right neighbour's.</summary>
internal sealed class MelBands
{
    private const int Lanes = 4;

    private readonly (int FirstBin, double[] Weights)[] bands;      // weights filled up with zeros to whole vectors

    /// <param name="spec">In good order but for bands without a bin.</param>
    public MelBands(FeatureSpec spec)
    {
        double[] edges = Edges(spec);
        bands = [.. Enumerable.Range(0, spec.Bands).Select(band => Triangle(spec, edges[band], edges[band + 1], edges[band + 2]))];
    }

    /// <summary>How many zeros must lie behind the last magnitude.</summary>
    public const int Padding = Lanes - 1;

    /// <summary>The first band that lies between two bins and so would never hear anything; -1 where there is none.</summary>
    public int Empty => Array.FindIndex(bands, band => band.Weights.Length == 0);

    /// <summary>Hz: where band b begins, peaks and ends, at b, b + 1 and b + 2.</summary>
    public static double[] Edges(FeatureSpec spec)
    {
        double from = Mel(spec.Lowest), step = (Mel(spec.Highest) - from) / (spec.Bands + 1);
        return [.. Enumerable.Range(0, spec.Bands + 2).Select(edge => Hertz(from + (step * edge)))];
    }

    /// <param name="magnitudes">Of all bins, with <see cref="Padding"/>.</param>
    /// <param name="sums">One a band.</param>
    public void Apply(ReadOnlySpan<double> magnitudes, Span<double> sums)
    {
        for (int band = 0; band < bands.Length; band++)
        {
            (int first, double[] weights) = bands[band];
            ReadOnlySpan<double> heard = magnitudes.Slice(first, weights.Length);
            Vector256<double> sum = default;
            for (int i = 0; i < weights.Length; i += Lanes) sum += Vector256.Create(heard[i..]) * Vector256.Create(weights, i);
            sums[band] = Vector256.Sum(sum);
        }
    }

    /// <summary>HTK's scale.</summary>
    public static double Mel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);

    private static (int FirstBin, double[] Weights) Triangle(FeatureSpec spec, double begin, double peak, double end)
    {
        double width = (double)spec.SampleRate / spec.Window;       // Hz of a bin
        int first = (int)Math.Floor(begin / width) + 1, behind = Math.Min((int)Math.Ceiling(end / width), (spec.Window / 2) + 1);
        if (behind <= first) return (0, []);

        double[] weights = new double[(behind - first + Lanes - 1) / Lanes * Lanes];
        for (int bin = first; bin < behind; bin++)
            weights[bin - first] = Math.Max(0, Math.Min(((bin * width) - begin) / (peak - begin), (end - (bin * width)) / (end - peak)));
        return (first, weights);
    }
}
