using System.Globalization;
using System.Text;
using ScottPlot;
using ScottPlot.Plottables;
using Spectre.Console;

namespace LivePerformer.Trainer;

/// <summary>What a sweep found, for people: a table, a CSV file, and a picture of the loss against each value searched.</summary>
public static class SweepReport
{
    public const string CsvFile = "sweep.csv", PlotFileName = "sweep.png";
    private const int Columns = 3, Width = 440, Height = 400;   // plots in a row; of each, pixels

    /// <summary>Writes sweep.csv and sweep.png.</summary>
    /// <exception cref="Core.LivePerformerException">The folder cannot be written.</exception>
    public static void Write(Sweep sweep, string folder, Action<string>? say = null)
    {
        string[] keys = [.. sweep.Plan.Space.Keys];
        var csv = new StringBuilder($"rank,trial,rung,nats_per_token,accuracy,tokens,trained_seconds,{string.Join(',', keys)},fault\n");
        foreach ((int rank, Trial trial) in sweep.Ranking.Index())
        {
            Trial.Result? last = trial.Results.Count > 0 ? trial.Results[^1] : null;
            csv.Append(CultureInfo.InvariantCulture, $"{rank + 1},{trial.Number},{trial.Results.Count},{last?.Nats:F4},{last?.Accuracy:F4},{last?.Tokens},{last?.Seconds:F1},")
                .Append(string.Join(',', keys.Select(key => Value(trial, key)))).Append(CultureInfo.InvariantCulture, $",\"{trial.Fault}\"\n");
        }

        WholeFile.Write(Path.Combine(folder, CsvFile), csv.ToString(), WholeFile.MakeRoomAndResume);
        int columns = Math.Min(Columns, keys.Length);
        PlotFile.Write(Path.Combine(folder, PlotFileName), () => Draw(sweep), columns, Math.Max(2, columns) * Width, Height, say);
    }

    /// <summary>The trials, the best first.</summary>
    public static Table Table(Sweep sweep)
    {
        var table = new Table().Border(TableBorder.Simple);
        IEnumerable<string> losses = Enumerable.Range(1, sweep.Plan.Rungs).Select(rung => sweep.Plan.Rungs == 1 ? "nats/token" : $"rung {rung}");
        string[] heads = ["trial", .. sweep.Plan.Space.Keys, .. losses, "guessed", "min"];
        foreach (string head in heads) table.AddColumn(new TableColumn(head).RightAligned());
        foreach (Trial trial in sweep.Ranking)
        {
            Trial.Result? last = trial.Results.Count > 0 ? trial.Results[^1] : null;
            table.AddRow([
                $"{trial.Number}",
                .. sweep.Plan.Space.Keys.Select(key => Value(trial, key)),
                .. Enumerable.Range(0, sweep.Plan.Rungs).Select(rung => rung < trial.Results.Count ? $"{trial.Results[rung].Nats:F4}" : trial.Fault is not null && rung == trial.Results.Count ? "failed" : ""),
                last is null ? "" : $"{last.Accuracy:P1}",
                last is null ? "" : $"{last.Seconds / 60:F1}"]);
        }

        return table;
    }

    private static string Value(Trial trial, string key) => PlanFile.Value(trial.Plan, key)?.ToJsonString() ?? "";

    private static List<Plot> Draw(Sweep sweep)
    {
        Trial[] trials = [.. sweep.Trials.Where(trial => trial.Fault is null && trial.Results.Count > 0)];
        int furthest = trials.Select(trial => trial.Results.Count).DefaultIfEmpty(0).Max();
        return [.. sweep.Plan.Space.Select(axis => Draw(SearchAxis.Parse(axis.Key, axis.Value)))];

        Plot Draw(SearchAxis axis)
        {
            var plot = new Plot();
            Points(trials.Where(trial => trial.Results.Count < furthest), "stopped on the way", PlotFile.Grey, MarkerShape.OpenCircle, 8);
            Points(trials.Where(trial => trial.Results.Count == furthest), sweep.Plan.Rungs > 1 ? $"reached rung {furthest}" : "trained", PlotFile.Blue, MarkerShape.FilledCircle, 9);
            if (trials.Length > 0) Points([sweep.Ranking[0]], "best", PlotFile.Orange, MarkerShape.FilledCircle, 12);
            if (axis.IsLogarithmic) plot.Axes.Bottom.TickGenerator = Decades(trials.Select(trial => At(trial)));
            plot.Title($"loss against {axis.Key}");
            plot.XLabel(axis.Key);
            plot.YLabel("nats/token on validation");
            if (trials.Length > 0)
            {
                plot.Legend.Orientation = Orientation.Horizontal;
                plot.ShowLegend(Edge.Bottom);   // beside the points, never upon them
            }

            return plot;

            double At(Trial trial)
            {
                double value = PlanFile.Value(trial.Plan, axis.Key)!.GetValue<double>();
                return axis.IsLogarithmic ? Math.Log10(value) : value;
            }

            void Points(IEnumerable<Trial> of, string name, ScottPlot.Color color, MarkerShape shape, float size)
            {
                Trial[] drawn = [.. of];
                if (drawn.Length == 0) return;

                Scatter points = plot.Add.ScatterPoints(drawn.Select(At).ToArray(), drawn.Select(trial => trial.Nats).ToArray(), color);
                points.LegendText = name;
                points.MarkerShape = shape;
                points.MarkerSize = size;
            }
        }
    }

    // Ticks at 1, 2 and 5 times each power of ten; the plot itself is over the logarithm.
    private static ScottPlot.TickGenerators.NumericManual Decades(IEnumerable<double> logarithms)
    {
        double[] drawn = [.. logarithms];
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        if (drawn.Length == 0) return ticks;

        for (int power = (int)Math.Floor(drawn.Min()); power <= Math.Ceiling(drawn.Max()); power++)
        {
            foreach (int times in new[] { 1, 2, 5 })
            {
                double value = times * Math.Pow(10, power);
                ticks.AddMajor(Math.Log10(value), value is >= 0.01 and < 10_000 ? $"{value:0.##}" : $"{times}e{power}");
            }
        }

        return ticks;
    }
}
