using System.Text.Json.Serialization;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Two sets of pieces side by side: what muspy and mgeval measure, and how far the sets are apart.</summary>
public sealed record SetComparison
{
    public required int GeneratedPieces { get; init; }
    public required int ReferencePieces { get; init; }

    /// <summary>Length of a bar in groove consistency and note lengths; a performance has no bar lines.</summary>
    public double BarSeconds { get; } = GrooveConsistency.Measure.TotalSeconds;

    /// <summary>Positions of a bar in groove consistency.</summary>
    public int GroovePositions { get; } = GrooveConsistency.Positions;

    /// <summary>Width of a bin in the inter-onset histogram and in rhythmic entropy.</summary>
    public double InterOnsetBinSeconds { get; } = InterOnsets.BinWidth.TotalSeconds;

    /// <summary>Notes of a figure in the repetition rate.</summary>
    public int RepetitionFigure { get; } = Repetition.Figure;

    /// <summary>How many notes back a figure is looked for.</summary>
    public int RepetitionMemory { get; } = Repetition.Memory;

    /// <summary>By the names in <see cref="Feature.All"/>.</summary>
    public required IReadOnlyDictionary<string, FeatureComparison> Features { get; init; }

    /// <summary>pitch_classes (by number of notes), note_lengths, inter_onsets.</summary>
    public required IReadOnlyDictionary<string, HistogramComparison> Histograms { get; init; }

    /// <summary>What plots need: mean shares of the transitions, 12 rows of 12.</summary>
    [JsonIgnore] internal (double[] Generated, double[] Reference) Transitions { get; private init; }

    /// <param name="generated">The notes of each piece; times from the piece's beginning.</param>
    /// <param name="reference">The same of the set to compare with.</param>
    /// <param name="report">Called with the fraction that is done, 0 to 1.</param>
    /// <param name="stop">Ends the work between two features.</param>
    /// <exception cref="LivePerformerException">A set is empty.</exception>
    public static SetComparison Of(IReadOnlyList<IReadOnlyList<Note>> generated, IReadOnlyList<IReadOnlyList<Note>> reference, Action<double>? report = null, CancellationToken stop = default)
    {
        if (generated.Count == 0 || reference.Count == 0)
            throw new LivePerformerException($"{generated.Count} pieces cannot be compared with {reference.Count}: each set needs at least one.");

        var features = new Dictionary<string, FeatureComparison>();
        foreach (Feature feature in Feature.All)
        {
            stop.ThrowIfCancellationRequested();
            features[feature.Name] = FeatureComparison.Of(feature, generated, reference, stop);
            report?.Invoke((double)features.Count / Feature.All.Count);
        }

        string[] times = [.. Enumerable.Range(0, InterOnsets.Bins - 1).Select(bin => $"{bin * InterOnsets.BinWidth.TotalMilliseconds:F0} ms"), $"{(InterOnsets.Bins - 1) * InterOnsets.BinWidth.TotalMilliseconds:F0} ms or more"];
        string[] pairs = [.. PitchClassHistogram.Names.SelectMany(from => PitchClassHistogram.Names.Select(to => $"{from}-{to}"))];
        HistogramComparison transitions = HistogramComparison.Of(pairs, notes => Music.Histograms.Shares(PitchClassHistogram.Transitions(notes)), generated, reference);
        return new()
        {
            GeneratedPieces = generated.Count,
            ReferencePieces = reference.Count,
            Features = features,
            Histograms = new Dictionary<string, HistogramComparison>
            {
                ["pitch_classes"] = HistogramComparison.Of(PitchClassHistogram.Names, PitchClassHistogram.Of, generated, reference),
                ["note_lengths"] = HistogramComparison.Of(NoteLengths.Names, NoteLengths.Histogram, generated, reference),
                ["inter_onsets"] = HistogramComparison.Of(times, InterOnsets.Histogram, generated, reference),
            },
            Transitions = ([.. transitions.Generated], [.. transitions.Reference]),
        };
    }

    /// <summary>A table for the console: a line a feature, then one a histogram.</summary>
    public IEnumerable<string> Table()
    {
        yield return $"{"",-27}{"generated",18}{"reference",18}{"overlap",9}{"KL",8}";
        foreach (Feature feature in Feature.All)
        {
            FeatureComparison row = Features[feature.Name];
            yield return $"{feature.Title,-27}{Text(row.Generated),18}{Text(row.Reference),18}{Text(row.OverlapAreaReference),9}{Text(row.KlReference),8}";
        }

        yield return "total variation of the histograms: " + string.Join(", ", Histograms.Select(pair => $"{pair.Key.Replace('_', ' ')} {Text(pair.Value.Distance)}"));
    }

    private static string Text(Spread? spread) => spread is null ? "-" : $"{Text(spread.Mean)} ± {Text(spread.Deviation)}";

    private static string Text(double? number) => number is not { } value ? "-" : value >= 100 ? $"{value:F0}" : $"{value:F3}";
}
