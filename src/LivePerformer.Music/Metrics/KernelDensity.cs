namespace LivePerformer.Music;

/// <summary>A smooth curve over a handful of numbers: how dense they lie.</summary>
/// <remarks>scipy's gaussian_kde in one dimension: the mean of normal curves on the samples, their width by Scott's rule,
/// the sample's standard deviation (n - 1) times n^(-1/5).</remarks>
public sealed class KernelDensity
{
    private readonly double[] samples;
    private readonly double height;

    private KernelDensity(double[] samples, double width)
    {
        this.samples = samples;
        Width = width;
        height = 1 / (samples.Length * width * Math.Sqrt(2 * Math.PI));
    }

    /// <summary>Standard deviation of each normal curve.</summary>
    public double Width { get; }

    public double Least => samples[0];

    public double Most => samples[^1];

    /// <returns>Null where there is no curve: fewer than two samples, all of them equal (but for rounding), or one that is no number.</returns>
    public static KernelDensity? Fit(IReadOnlyCollection<double> values)
    {
        double[] samples = [.. values.Order()];
        if (samples.Length < 2 || !samples.All(double.IsFinite)) return null;

        double mean = samples.Average();
        double deviation = Math.Sqrt(samples.Sum(sample => (sample - mean) * (sample - mean)) / (samples.Length - 1));
        double size = Math.Max(Math.Abs(samples[0]), Math.Abs(samples[^1]));
        return deviation > 1e-12 * size ? new(samples, deviation * Math.Pow(samples.Length, -0.2)) : null;
    }

    /// <summary>The density at a point.</summary>
    public double At(double x)
    {
        double sum = 0;
        foreach (double sample in samples)
        {
            double z = (x - sample) / Width;
            sum += Math.Exp(-0.5 * z * z);
        }

        return height * sum;
    }
}
