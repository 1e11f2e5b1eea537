namespace LivePerformer.Music;

/// <summary>Which of the matched notes are struck alike.</summary>
/// <remarks>mir_eval's transcription_velocity (Hawthorne et al. 2018): the reference's velocities are stretched to [0, 1], those of
/// the estimate are put upon them by the straight line of least squares over the matched notes, and what is still 0.1 apart is wrong.</remarks>
public static class VelocityMatching
{
    private const double Tolerance = 0.1;

    /// <param name="matching">As <see cref="NoteMatching"/> found it.</param>
    /// <param name="reference">The list that the first of its indices point into.</param>
    /// <param name="estimate">The list that the second ones point into.</param>
    /// <returns>The pairs that remain.</returns>
    public static IReadOnlyList<(int Reference, int Estimate)> Of(
        IReadOnlyList<(int Reference, int Estimate)> matching, IReadOnlyList<TranscribedNote> reference, IReadOnlyList<TranscribedNote> estimate)
    {
        if (matching.Count == 0) return matching;

        double least = reference.Min(note => note.Velocity), range = Math.Max(1, reference.Max(note => note.Velocity) - least);
        double[] wanted = [.. matching.Select(pair => (reference[pair.Reference].Velocity - least) / range)];
        double[] found = [.. matching.Select(pair => estimate[pair.Estimate].Velocity)];
        (double slope, double intercept) = Line(found, wanted);
        return [.. matching.Where((_, i) => Math.Abs((slope * found[i]) + intercept - wanted[i]) < Tolerance)];
    }

    /// <summary>The line of least squares; where all x are alike, so many lines are as good that only its height counts.</summary>
    private static (double Slope, double Intercept) Line(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average(), variance = 0, covariance = 0;
        for (int i = 0; i < x.Length; i++)
        {
            variance += (x[i] - meanX) * (x[i] - meanX);
            covariance += (x[i] - meanX) * (y[i] - meanY);
        }

        // Rounding alone is no slope. numpy's lstsq draws the line near here, in singular values.
        double rounding = Math.BitIncrement(1) - 1;
        bool alike = Math.Sqrt(variance / x.Length) <= rounding * x.Length * ((meanX * meanX) + 1);
        double slope = alike ? 0 : covariance / variance;
        return (slope, meanY - (slope * meanX));
    }
}
