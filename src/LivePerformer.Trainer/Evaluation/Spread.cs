namespace LivePerformer.Trainer;

/// <summary>Where numbers lie and how far apart.</summary>
/// <param name="Deviation">Standard deviation of the numbers themselves (n), as mgeval prints it.</param>
/// <param name="Count">How many numbers there are.</param>
public sealed record Spread(double Mean, double Deviation, int Count)
{
    /// <summary>Null for no numbers.</summary>
    internal static Spread? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return null;

        double mean = values.Average();
        return new(mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), values.Count);
    }
}
