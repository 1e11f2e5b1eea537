using System.Text.Json.Serialization;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>One feature of a generated set beside that of a reference set, as mgeval compares them.</summary>
/// <remarks>Null stands where there is no number: too few notes or pieces, or distances that are all the same. Densities
/// of distances need at least three pieces in a set.</remarks>
public sealed record FeatureComparison
{
    /// <summary>The values of the generated pieces; null for a feature of many numbers.</summary>
    public required Spread? Generated { get; init; }

    public required Spread? Reference { get; init; }

    /// <summary>Distances among the generated pieces.</summary>
    public required Spread? IntraGenerated { get; init; }

    /// <summary>Distances among the reference pieces.</summary>
    public required Spread? IntraReference { get; init; }

    /// <summary>Distances between generated and reference pieces.</summary>
    public required Spread? Inter { get; init; }

    /// <summary>Area under both densities: of distances among reference pieces and of those between the sets. 1 is the ideal.</summary>
    public required double? OverlapAreaReference { get; init; }

    /// <summary>Kullback-Leibler divergence of the same two, in nats. 0 is the ideal.</summary>
    public required double? KlReference { get; init; }

    /// <summary>As <see cref="OverlapAreaReference"/>, of distances among generated pieces and of those between the sets.</summary>
    public required double? OverlapAreaGenerated { get; init; }

    /// <summary>As <see cref="KlReference"/>, of distances among generated pieces and of those between the sets.</summary>
    public required double? KlGenerated { get; init; }

    /// <summary>What plots need: the three samples of distances.</summary>
    [JsonIgnore] internal (double[] Generated, double[] Reference, double[] Inter) Distances { get; private init; }

    /// <summary>What plots need: the pieces' values; empty for a feature of many numbers.</summary>
    [JsonIgnore] internal (double[] Generated, double[] Reference) Values { get; private init; }

    internal static FeatureComparison Of(Feature feature, IReadOnlyList<IReadOnlyList<Note>> generated, IReadOnlyList<IReadOnlyList<Note>> reference, CancellationToken stop)
    {
        double[][] made = [.. generated.Select(feature.Of).OfType<double[]>()], real = [.. reference.Select(feature.Of).OfType<double[]>()];
        double[] ofMade = [.. made.Where(point => point.Length == 1).Select(point => point[0])], ofReal = [.. real.Where(point => point.Length == 1).Select(point => point[0])];
        double[] amongMade = SetDistances.Within(made), amongReal = SetDistances.Within(real), between = SetDistances.Between(made, real);
        return new()
        {
            Generated = Spread.Of(ofMade),
            Reference = Spread.Of(ofReal),
            IntraGenerated = Spread.Of(amongMade),
            IntraReference = Spread.Of(amongReal),
            Inter = Spread.Of(between),
            OverlapAreaReference = SetDistances.OverlapArea(amongReal, between, stop),
            KlReference = SetDistances.Divergence(amongReal, between, stop),
            OverlapAreaGenerated = SetDistances.OverlapArea(amongMade, between, stop),
            KlGenerated = SetDistances.Divergence(amongMade, between, stop),
            Distances = (amongMade, amongReal, between),
            Values = (ofMade, ofReal),
        };
    }
}
