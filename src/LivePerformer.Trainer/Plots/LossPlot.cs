using ScottPlot;
using ScottPlot.Plottables;

namespace LivePerformer.Trainer;

/// <summary>Draws a run's <see cref="LossCurve"/>: loss and, beneath it, the share of tokens guessed right, over the tokens seen.</summary>
public static class LossPlot
{
    public const string FileName = "loss.png";
    private const int Width = 1000, Height = 420;   // of each plot, pixels

    /// <param name="say">Called with one line where the picture cannot be drawn.</param>
    /// <param name="words">How the run speaks of what it trains; of tokens, if left out.</param>
    public static bool Write(string folder, Action<string>? say = null, CourseWords? words = null) =>
        PlotFile.Write(Path.Combine(folder, FileName), () => Draw(folder, words ?? CourseWords.Tokens), 1, Width, Height, say);

    private static List<Plot> Draw(string folder, CourseWords words)
    {
        IReadOnlyList<LossCurve.Row> rows = LossCurve.Read(folder);
        LossCurve.Row[] train = [.. rows.Where(row => double.IsFinite(row.Train))], validation = [.. rows.Where(row => double.IsFinite(row.Validation))];
        double scale = rows.Count > 0 && rows[^1].Tokens >= 1_000_000 ? 1e6 : 1e3;
        string across = $"{(scale == 1e6 ? "million" : "thousand")} {words.Unit}s", run = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        string title = validation.Length == 0 ? run : $"{run}: {validation[^1].Validation:F3} {words.Loss} on validation "
            + $"after {rows[^1].Tokens / scale:F1} {across} and {rows[^1].Seconds / 60:F0} min";
        var plots = new List<Plot> { Curves(row => row.Train, row => row.Validation, words.Loss, title) };
        double[] losses = [.. train.Select(row => row.Train), .. validation.Select(row => row.Validation)];
        if (losses.Length > 0)
        {
            // The fall of the first steps would press all that follows flat on the ground: it may leave the picture at the top.
            double[] late = [.. train.Skip(train.Length / 20).Select(row => row.Train), .. validation.Select(row => row.Validation)];
            double least = losses.Min(), most = late.Max(), room = Math.Max(0.02, 0.06 * (most - least));
            plots[0].Axes.SetLimitsY(least - room, most + room);
        }

        if (rows.Any(row => double.IsFinite(row.Accuracy)))
        {
            plots.Add(Curves(row => double.IsFinite(row.Train) ? 100 * row.Accuracy : double.NaN,
                row => double.IsFinite(row.Validation) ? 100 * row.Accuracy : double.NaN, $"% of {words.Share}", validation.Length > 0 && double.IsFinite(validation[^1].Accuracy)
                ? $"{words.Share}: {validation[^1].Accuracy:P1} on validation" : words.Share));
        }

        return plots;

        Plot Curves(Func<LossCurve.Row, double> ofTrain, Func<LossCurve.Row, double> ofValidation, string up, string title)
        {
            var plot = new Plot();
            Line(plot, train, ofTrain, "training", PlotFile.Orange, 1.5f, 0);
            // The part of the split that is read on the way makes a line; the whole split, read at the end, is other music.
            Line(plot, [.. validation.Where(row => row.Rate > 0)], ofValidation, "validation, averaged weights", PlotFile.Blue, 2.5f, 6);
            Line(plot, [.. validation.Where(row => row.Rate == 0)], ofValidation, "whole validation split", PlotFile.Blue, 0, 11);
            if (rows.Count > 0) plot.Axes.SetLimitsX(0, Math.Max(1, rows[^1].Tokens) / scale * 1.02);
            plot.Title(title);
            plot.XLabel(across);
            plot.YLabel(up);
            if (rows.Count > 0) plot.ShowLegend(up[0] == '%' ? Alignment.LowerRight : Alignment.UpperRight);
            return plot;
        }

        void Line(Plot plot, LossCurve.Row[] of, Func<LossCurve.Row, double> value, string name, Color color, float width, float marker)
        {
            LossCurve.Row[] drawn = [.. of.Where(row => double.IsFinite(value(row)))];
            if (drawn.Length == 0) return;

            Scatter line = plot.Add.Scatter(drawn.Select(row => row.Tokens / scale).ToArray(), drawn.Select(value).ToArray(), color);
            line.LegendText = name;
            line.LineWidth = width;
            line.MarkerSize = drawn.Length == 1 ? Math.Max(8, marker) : marker;
            if (width == 0) line.MarkerShape = MarkerShape.FilledDiamond;
        }
    }
}
