namespace LivePerformer.Music;

/// <summary>How well each of the twelve pitch classes fits a key, as listeners judged it.</summary>
/// <remarks>The probe-tone ratings of Krumhansl and Kessler, Psychological Review 89, 1982. Correlating them with how long
/// each pitch class sounds is the algorithm of Krumhansl and Schmuckler (Krumhansl, Cognitive Foundations of Musical Pitch,
/// 1990, chapter 4). Stateless, any thread; does not allocate.</remarks>
public static class KeyProfile
{
    public const int PitchClasses = 12;

    // from the tonic upwards by semitones
    private static readonly double[] Major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
    private static readonly double[] Minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

    /// <summary>Pearson's correlation of the weights with the key's profile, -1 to 1; 0 where all weights are alike.</summary>
    /// <param name="weights">Twelve, from C to B: how long each pitch class sounds, in any unit.</param>
    public static double Correlation(ReadOnlySpan<double> weights, MusicalKey key)
    {
        weights = weights[..PitchClasses];
        ReadOnlySpan<double> profile = key.Mode == KeyMode.Major ? Major : Minor;
        double meanWeight = Mean(weights), meanFit = Mean(profile);
        double both = 0, weightSquares = 0, fitSquares = 0;
        for (int i = 0; i < PitchClasses; i++)
        {
            double weight = weights[(key.Tonic + i) % PitchClasses] - meanWeight, fit = profile[i] - meanFit;
            both += weight * fit;
            weightSquares += weight * weight;
            fitSquares += fit * fit;
        }

        return weightSquares <= 1e-12 * meanWeight * meanWeight ? 0 : both / Math.Sqrt(weightSquares * fitSquares);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }
}
