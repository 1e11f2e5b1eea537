using ScottPlot;
using ScottPlot.Plottables;

namespace LivePerformer.Trainer;

/// <summary>Draws onset F1 over a transcriber's delay, at four tolerances, a plot for each microphone.</summary>
internal static class CurvePlot
{
    /// <summary>The tolerances.</summary>
    public static readonly string[] Rules = ["onset_50ms", "onset_30ms", "onset_20ms", "onset_10ms"];

    private const int Width = 700, Height = 460;   // of each plot, pixels

    private static readonly Color[] Colors = [PlotFile.Blue, PlotFile.Orange, Color.FromHex("#3a9a5c"), PlotFile.Grey];

    /// <returns>Whether it could be drawn.</returns>
    public static bool Write(string path, IReadOnlyList<CurvePoint> points, Action<string>? say)
    {
        string[] groups = [.. points[0].Report.Groups().Select(group => group.Name)];
        if (groups.Length > 1) groups = groups[..^1];   // the microphones, not all together
        return PlotFile.Write(path, () => [.. groups.Select(group => Draw(group, points))], groups.Length, Width * groups.Length, Height, say);
    }

    private static Plot Draw(string group, IReadOnlyList<CurvePoint> points)
    {
        var plot = new Plot();
        double[] delays = [.. points.Select(point => point.DelayMs)];
        foreach ((string rule, Color color) in Rules.Zip(Colors))
        {
            Scatter line = plot.Add.Scatter(delays, points.Select(point => point.Report.Groups().First(each => each.Name == group).Group.Pooled[rule].F1).ToArray(), color);
            line.LegendText = $"within {rule["onset_".Length..^2]} ms";
            line.LineWidth = 2;
            line.MarkerSize = 8;
        }

        plot.Axes.SetLimits(0, delays[^1] * 1.05, 0, 1);
        plot.Title(group);
        plot.XLabel("delay from sound to note at most, ms");
        plot.YLabel("onset F1");
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }
}
