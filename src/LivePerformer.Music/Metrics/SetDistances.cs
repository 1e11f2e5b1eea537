namespace LivePerformer.Music;

/// <summary>Whether two sets of pieces are as different from each other as each is within itself.</summary>
/// <remarks>mgeval (Yang and Lerch, On the Evaluation of Generative Models in Music, 2020): each piece is a point, one number
/// or many; the distances within a set and between the sets are two samples, whose densities are compared.</remarks>
public static class SetDistances
{
    private const int DivergencePoints = 1000;   // mgeval's
    private const int LeastIntervals = 1000, MostIntervals = 20_000, IntervalsPerWidth = 16;

    /// <summary>Euclidean distances from each piece to every other: n (n - 1) numbers, each pair twice, as mgeval's leave-one-out does.</summary>
    public static double[] Within(IReadOnlyList<double[]> set) =>
        [.. from i in Enumerable.Range(0, set.Count) from j in Enumerable.Range(0, set.Count) where i != j select Distance(set[i], set[j])];

    /// <summary>Euclidean distances from each piece of one set to each of the other.</summary>
    public static double[] Between(IReadOnlyCollection<double[]> one, IReadOnlyCollection<double[]> other) =>
        [.. from left in one from right in other select Distance(left, right)];

    /// <summary>The area under both densities, 0 to 1: mgeval's overlap_area.</summary>
    /// <remarks>From the least sample to the greatest, so that even equal samples stay a little below 1. By Simpson's
    /// rule at a sixteenth of the narrower kernel, 1,000 to 20,000 intervals: within 1e-5 of adaptive quadrature.</remarks>
    /// <returns>Null where a density does not exist, see <see cref="KernelDensity.Fit"/>.</returns>
    /// <exception cref="OperationCanceledException">It was stopped: a million distances take minutes.</exception>
    public static double? OverlapArea(IReadOnlyCollection<double> one, IReadOnlyCollection<double> other, CancellationToken stop = default)
    {
        if (KernelDensity.Fit(one) is not { } left || KernelDensity.Fit(other) is not { } right) return null;

        double from = Math.Min(left.Least, right.Least), range = Math.Max(left.Most, right.Most) - from;
        double wanted = Math.Ceiling(range / Math.Min(left.Width, right.Width) * IntervalsPerWidth);
        int intervals = 2 * ((int)Math.Clamp(wanted, LeastIntervals, MostIntervals) / 2);
        double sum = 0;
        for (int i = 0; i <= intervals; i++)
        {
            stop.ThrowIfCancellationRequested();
            double x = from + (range * i / intervals);
            sum += (i == 0 || i == intervals ? 1 : i % 2 == 0 ? 2 : 4) * Math.Min(left.At(x), right.At(x));
        }

        return sum * range / intervals / 3;
    }

    /// <summary>Kullback-Leibler divergence of the first density from the second, in nats: mgeval's kl_dist.</summary>
    /// <remarks>As mgeval does it, each density is sampled at 1,000 points between its own least and greatest sample and
    /// normalized to a sum of one; the two rows are then compared point by point. So it tells of shape, not of place.</remarks>
    /// <returns>Null where a density does not exist, or the second vanishes where the first does not.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static double? Divergence(IReadOnlyCollection<double> one, IReadOnlyCollection<double> other, CancellationToken stop = default)
    {
        if (KernelDensity.Fit(one) is not { } left || KernelDensity.Fit(other) is not { } right) return null;

        double[] p = Row(left, stop), q = Row(right, stop);
        double nats = 0;
        for (int i = 0; i < p.Length; i++)
        {
            if (p[i] > 0) nats += p[i] * Math.Log(p[i] / q[i]);
        }

        return double.IsFinite(nats) ? nats : null;
    }

    private static double[] Row(KernelDensity density, CancellationToken stop) => Histograms.Shares([.. Enumerable.Range(0, DivergencePoints).Select(i =>
    {
        stop.ThrowIfCancellationRequested();
        return density.At(density.Least + ((density.Most - density.Least) * i / (DivergencePoints - 1)));
    })]);

    private static double Distance(double[] left, double[] right)
    {
        if (left.Length != right.Length) throw new ArgumentException($"A point of {left.Length} numbers has no distance to one of {right.Length}.");

        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += (left[i] - right[i]) * (left[i] - right[i]);
        return Math.Sqrt(sum);
    }
}
