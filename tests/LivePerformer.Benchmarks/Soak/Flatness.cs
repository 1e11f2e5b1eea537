namespace LivePerformer.Benchmarks;

/// <summary>Whether memory is as much at the end as at the beginning: its floor, the 10th percentile, in the first third of the
/// samples and in the last.</summary>
/// <remarks>A heap that garbage fills breathes, but what leaks is there when it is smallest. Measured with 100 MB/s of garbage
/// and nothing that leaks: 487 MiB in the first third, 498 in the last, 545 at most. What 100 KB a second leave
/// in half an hour is found on either side of its drills, each some ten minutes long; tests hold it to that.</remarks>
internal sealed record Flatness(double First, double Last)
{
    private const double Floor = 0.1, MostGrowth = 0.05;

    public bool Holds => Last <= First * (1 + MostGrowth);

    public static Flatness Of(IReadOnlyList<double> samples)
    {
        int third = samples.Count / 3;
        return new(FloorOf(samples.Take(third)), FloorOf(samples.TakeLast(third)));
    }

    public static double FloorOf(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return sorted[(int)(sorted.Length * Floor)];
    }
}
