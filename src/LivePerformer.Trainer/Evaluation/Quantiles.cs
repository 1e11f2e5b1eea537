namespace LivePerformer.Trainer;

/// <summary>The middle and the far end of many numbers.</summary>
/// <param name="P50">Half of them are no larger.</param>
/// <param name="P99">99 of 100 are no larger.</param>
public sealed record Quantiles(double P50, double P99)
{
    /// <summary>Null for no numbers.</summary>
    internal static Quantiles? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : new(Of(sorted, 0.5), Of(sorted, 0.99));
    }

    /// <summary>Between two numbers on a straight line, as numpy's quantile.</summary>
    /// <param name="sorted">At least one.</param>
    /// <param name="share">0 to 1.</param>
    internal static double Of(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
