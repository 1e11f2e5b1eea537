using LivePerformer.Music;
using ScottPlot;

namespace LivePerformer.Trainer;

/// <summary>Draws a comparison as PNG files: histograms, transitions, features, and the densities of distances.</summary>
internal static class ComparisonPlots
{
    private const int CurvePoints = 200;

    private static readonly Color Real = PlotFile.Blue, Made = PlotFile.Orange, Between = Color.FromHex("#5c8a3a");

    /// <summary>Writes histograms.png, transitions.png, features.png and distances.png.</summary>
    /// <exception cref="Core.LivePerformerException">The folder cannot be written, or there is nothing to draw with.</exception>
    public static void Write(SetComparison comparison, string folder)
    {
        try
        {
            Save(HistogramPlots(comparison), 3, 1, 1100, 1200, Path.Combine(folder, "histograms.png"));
            double most = comparison.Transitions.Reference.Concat(comparison.Transitions.Generated).Max();
            Save([TransitionPlot("reference", comparison.Transitions.Reference, most), TransitionPlot("generated", comparison.Transitions.Generated, most)], 1, 2, 1200, 600, Path.Combine(folder, "transitions.png"));
            Feature[] numbers = [.. Feature.All.Where(feature => comparison.Features[feature.Name] is { Generated: not null, Reference: not null })];
            Save([.. numbers.Select(feature => BoxPlot(feature, comparison.Features[feature.Name]))], 3, 3, 1200, 1000, Path.Combine(folder, "features.png"));
            Save([.. Feature.All.Select((feature, i) => DistancePlot(feature, comparison.Features[feature.Name], legend: i == 0))], 5, 3, 1200, 1500, Path.Combine(folder, "distances.png"));
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new Core.LivePerformerException($"Plots need SkiaSharp's library, which does not load here ({e.GetBaseException().Message}). Leave --plots out, or build again for this system: dotnet build", e);
        }
    }

    private static Plot[] HistogramPlots(SetComparison comparison)
    {
        HistogramComparison classes = comparison.Histograms["pitch_classes"], lengths = comparison.Histograms["note_lengths"], intervals = comparison.Histograms["inter_onsets"];
        int[] plain = [.. Enumerable.Range(0, classes.Bins.Count)], all = [.. Enumerable.Range(0, intervals.Bins.Count)];
        Plot onsets = Bars("inter-onset intervals, ms (the last bar: longer)", intervals, all);
        onsets.Axes.Bottom.SetTicks([.. all.Where(bin => bin % 4 == 0).Select(bin => bin - 0.5)], [.. all.Where(bin => bin % 4 == 0).Select(bin => $"{bin * comparison.InterOnsetBinSeconds * 1000:F0}")]);
        return [Bars("pitch classes", classes, plain), Bars($"note lengths, nearest value of a {comparison.BarSeconds:F0} s bar", lengths, [.. NoteLengths.ByLength]), onsets];
    }

    // Two bars a bin, side by side.
    private static Plot Bars(string title, HistogramComparison histogram, int[] order)
    {
        var plot = new Plot();
        Add("reference", Real, -0.2, histogram.Reference);
        Add("generated", Made, 0.2, histogram.Generated);
        plot.Title(histogram.Distance is { } distance ? $"{title} (total variation {distance:F3})" : title);
        plot.YLabel("share");
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, order.Length).Select(i => (double)i)], [.. order.Select(bin => histogram.Bins[bin])]);
        plot.Axes.Margins(bottom: 0, top: 0.2);   // room for the legend
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
        return plot;

        void Add(string label, Color color, double shift, IReadOnlyList<double> shares)
        {
            var bars = plot.Add.Bars(order.Select((bin, i) => new Bar { Position = i + shift, Value = shares[bin], Size = 0.4, FillColor = color, LineWidth = 0 }).ToArray());
            bars.LegendText = label;
        }
    }

    // Both in one scale of colours.
    private static Plot TransitionPlot(string title, double[] shares, double most)
    {
        var plot = new Plot();
        var cells = new double[PitchClassHistogram.Count, PitchClassHistogram.Count];
        for (int i = 0; i < shares.Length; i++) cells[i / PitchClassHistogram.Count, i % PitchClassHistogram.Count] = 100 * shares[i];
        var map = plot.Add.Heatmap(cells);
        map.Colormap = new ScottPlot.Colormaps.Blues().Reversed();
        map.ManualRange = new ScottPlot.Range(0, most > 0 ? 100 * most : 1);
        plot.Add.ColorBar(map).Label = "% of transitions";
        plot.Title($"{title}: which pitch class leads into which");
        plot.YLabel("ends");
        plot.XLabel("begins");
        double[] at = [.. Enumerable.Range(0, PitchClassHistogram.Count).Select(i => (double)i)];
        plot.Axes.Bottom.SetTicks(at, [.. PitchClassHistogram.Names]);
        plot.Axes.Left.SetTicks(at, [.. PitchClassHistogram.Names.Reverse()]);   // the first row lies on top
        plot.Axes.Margins(0, 0);
        return plot;
    }

    // Median, quartiles and extremes of the pieces.
    private static Plot BoxPlot(Feature feature, FeatureComparison compared)
    {
        var plot = new Plot();
        Add(0, Real, compared.Values.Reference);
        Add(1, Made, compared.Values.Generated);
        plot.Title(feature.Title, size: 14);
        plot.Axes.Bottom.SetTicks([0, 1], ["reference", "generated"]);
        plot.Axes.SetLimitsX(-0.6, 1.6);
        plot.Grid.XAxisStyle.IsVisible = false;
        return plot;

        void Add(double position, Color color, double[] values)
        {
            double[] sorted = [.. values.Order()];
            var box = plot.Add.Box(new Box
            {
                Position = position, WhiskerMin = sorted[0], BoxMin = Quantiles.Of(sorted, 0.25), BoxMiddle = Quantiles.Of(sorted, 0.5), BoxMax = Quantiles.Of(sorted, 0.75), WhiskerMax = sorted[^1],
            });
            box.FillColor = color.WithAlpha(0.5);
        }
    }

    private static Plot DistancePlot(Feature feature, FeatureComparison compared, bool legend)
    {
        var plot = new Plot();
        double most = 0;
        Add("among reference", Real, compared.Distances.Reference);
        Add("among generated", Made, compared.Distances.Generated);
        Add("between them", Between, compared.Distances.Inter);
        plot.Title(compared.OverlapAreaReference is { } overlap ? $"{feature.Title}: overlap {overlap:F2}" : feature.Title, size: 14);
        plot.Axes.Left.TickLabelStyle.IsVisible = false;   // densities: only the shape tells
        plot.Axes.SetLimitsY(0, most > 0 ? 1.1 * most : 1);
        if (legend) plot.ShowLegend(Alignment.UpperRight);
        else plot.HideLegend();
        return plot;

        void Add(string label, Color color, double[] distances)
        {
            if (KernelDensity.Fit(distances) is not { } density) return;

            double[] x = [.. Enumerable.Range(0, CurvePoints).Select(i => density.Least + ((density.Most - density.Least) * i / (CurvePoints - 1)))];
            double[] y = [.. x.Select(density.At)];
            most = Math.Max(most, y.Max());
            var curve = plot.Add.ScatterLine(x, y, color);
            curve.LineWidth = 2;
            curve.LegendText = label;
        }
    }

    private static void Save(Plot[] plots, int rows, int columns, int width, int height, string path)
    {
        if (plots.Length == 0) return;

        ReportFile.Write(path, PlotFile.Png(plots, rows, columns, width, height), "--plots");
    }
}
