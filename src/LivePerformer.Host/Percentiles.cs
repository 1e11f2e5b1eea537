namespace LivePerformer.Host;

/// <summary>Order statistics by the nearest-rank method.</summary>
public static class Percentiles
{
    /// <param name="fraction">0 to 1: 0.5 is the median.</param>
    /// <returns>Null when there are no values.</returns>
    public static double? Of(IReadOnlyCollection<double> values, double fraction)
    {
        if (values.Count == 0) return null;

        double[] sorted = [.. values.Order()];
        int rank = (int)Math.Ceiling(fraction * sorted.Length);
        return sorted[Math.Clamp(rank - 1, 0, sorted.Length - 1)];
    }
}
