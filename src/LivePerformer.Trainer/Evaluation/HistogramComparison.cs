using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>A histogram over all notes of a generated set beside that of a reference set: every piece weighs the same.</summary>
/// <param name="Bins">Names of the bins.</param>
/// <param name="Generated">The mean of the pieces' shares, a number a bin; zeros where there are no notes.</param>
/// <param name="Reference">The same of the reference set.</param>
/// <param name="Distance">Total variation, 0 the same to 1 nothing in common; null where a set has no notes.</param>
public sealed record HistogramComparison(IReadOnlyList<string> Bins, IReadOnlyList<double> Generated, IReadOnlyList<double> Reference, double? Distance)
{
    /// <param name="bins">Names of the bins.</param>
    /// <param name="of">A piece's shares, all zero for a piece that has none.</param>
    /// <param name="generated">The notes of each generated piece.</param>
    /// <param name="reference">The notes of each reference piece.</param>
    internal static HistogramComparison Of(IReadOnlyList<string> bins, Func<IReadOnlyList<Note>, double[]> of, IReadOnlyList<IReadOnlyList<Note>> generated, IReadOnlyList<IReadOnlyList<Note>> reference)
    {
        double[] made = Mean(generated), real = Mean(reference);
        return new(bins, made, real, Histograms.Distance(made, real));

        double[] Mean(IReadOnlyList<IReadOnlyList<Note>> set)
        {
            double[][] shares = [.. set.Select(of)];
            return Histograms.Shares([.. bins.Select((_, bin) => shares.Sum(piece => piece[bin]))]);
        }
    }
}
