namespace LivePerformer.Music;

/// <summary>Shares of a whole: counts that are made to add up to one, and what can be said of them.</summary>
public static class Histograms
{
    /// <summary>Divides by the sum; a histogram of nothing stays zero everywhere.</summary>
    public static double[] Shares(IReadOnlyCollection<double> counts)
    {
        double total = counts.Sum();
        return [.. counts.Select(count => total > 0 ? count / total : 0)];
    }

    /// <summary>Shannon entropy of shares, in bits; null for a histogram of nothing.</summary>
    public static double? Entropy(IReadOnlyCollection<double> shares)
    {
        if (!shares.Any(share => share > 0)) return null;

        double bits = 0;
        foreach (double share in shares)
        {
            if (share > 0) bits -= share * Math.Log2(share);
        }

        return bits;
    }

    /// <summary>Total variation between two histograms of equal bins: half the sum of their differences. 0 where they
    /// are the same, 1 where they have nothing in common; null where one of them holds nothing.</summary>
    public static double? Distance(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        if (left.Count != right.Count) throw new ArgumentException($"{left.Count} bins cannot be compared with {right.Count}.");
        if (!left.Any(share => share > 0) || !right.Any(share => share > 0)) return null;

        return left.Zip(right, (l, r) => Math.Abs(l - r)).Sum() / 2;
    }
}
