using LivePerformer.Core;
using LivePerformer.Music;
using ScottPlot;

namespace LivePerformer.Trainer;

/// <summary>Draws a summary of prepared data: five PNG files beside the shards.</summary>
public static class DataPlots
{
    private const int Width = 900, Height = 500, NoteBars = 30;   // pixels, pixels, bars

    /// <param name="warn">Called with one line where this system cannot draw.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public static IReadOnlyList<string> Write(DataSummary summary, string folder, Action<string>? warn = null)
    {
        try
        {
            return
            [
                NotesPerPiece(summary, Path.Combine(folder, "notes-per-piece.png")),
                Durations(summary, Path.Combine(folder, "durations.png")),
                Velocities(summary, Path.Combine(folder, "velocities.png")),
                Keys(summary, Path.Combine(folder, "keys.png")),
                PitchClassHistogram(summary, Path.Combine(folder, "pitch-classes.png")),
            ];
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            warn?.Invoke($"no plots: the drawing library does not load here ({e.GetBaseException().Message.ReplaceLineEndings(" ")}); the tokens are whole all the same");
            return [];
        }
    }

    private static string NotesPerPiece(DataSummary summary, string path)
    {
        int most = summary.Pieces.Max(piece => piece.Notes);
        double width = Math.Max(1, Math.Ceiling((most + 1) / (double)NoteBars));
        double[] counts = new double[NoteBars];
        foreach (PieceSummary piece in summary.Pieces) counts[(int)(piece.Notes / width)]++;
        Plot plot = Bars(counts, i => (i + 0.5) * width, width, PlotFile.Blue);
        return Save(plot, "Notes per piece", "notes", "pieces", path);
    }

    private static string Durations(DataSummary summary, string path)
    {
        Plot plot = Bars(Shares(summary, piece => piece.Durations), i => i + 0.5, 1, PlotFile.Blue);
        // bar 4i begins at 10 ms x 2^i
        double[] marks = [.. Enumerable.Range(0, 12).Select(i => 4.0 * i)];
        string[] names = [.. marks.Select(mark => 10 * Math.Pow(2, mark / 4)).Select(ms => ms < 1000 ? $"{ms:F0} ms" : $"{ms / 1000:0.#} s")];
        plot.Axes.Bottom.SetTicks(marks, names);
        return Save(plot, "Note durations, with the pedal as prepared", "duration, each bar 2^(1/4) times the one before", "% of notes", path);
    }

    private static string Velocities(DataSummary summary, string path)
    {
        Plot plot = Bars(Shares(summary, piece => piece.Velocities), i => (4 * i) + 2.5, 4, PlotFile.Blue);
        return Save(plot, "Velocities, in the encoding's 32 bins", "velocity as prepared", "% of notes", path);
    }

    private static string Keys(DataSummary summary, string path)
    {
        var plot = new Plot();
        foreach (KeyMode mode in Enum.GetValues<KeyMode>())
        {
            (Color color, double shift) = mode == KeyMode.Major ? (PlotFile.Blue, -0.2) : (PlotFile.Orange, 0.2);
            Bar[] pieces = [.. summary.Keys.Where(key => key.Key.Mode == mode)
                .Select(key => new Bar { Position = key.Key.Tonic + shift, Value = key.Value, Size = 0.4, FillColor = color, LineWidth = 0 })];
            ScottPlot.Plottables.BarPlot bars = plot.Add.Bars(pieces);
            bars.LegendText = mode == KeyMode.Major ? "major" : "minor";
        }

        plot.ShowLegend(Alignment.UpperRight);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, 12).Select(i => (double)i)], [.. Pitch.Tones]);
        return Save(plot, "Keys the pieces are played in (Krumhansl-Schmuckler)", "tonic", "pieces", path);
    }

    private static string PitchClassHistogram(DataSummary summary, string path)
    {
        Plot plot = Bars(Shares(summary, piece => piece.PitchClassHistogram), i => i, 0.8, PlotFile.Blue);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, 12).Select(i => (double)i)], [.. Pitch.Tones]);
        return Save(plot, "Pitch classes, as prepared", "pitch class", "% of notes", path);
    }

    private static double[] Shares(DataSummary summary, Func<PieceSummary, IReadOnlyList<int>> counts)
    {
        double notes = summary.Pieces.Sum(piece => (double)piece.Notes);
        return [.. Enumerable.Range(0, counts(summary.Pieces[0]).Count).Select(i => 100 * summary.Pieces.Sum(piece => (double)counts(piece)[i]) / notes)];
    }

    private static Plot Bars(double[] values, Func<int, double> position, double size, Color color)
    {
        var plot = new Plot();
        Bar[] bars = [.. values.Select((value, i) => new Bar { Position = position(i), Value = value, Size = size, FillColor = color, LineColor = Colors.White, LineWidth = 1 })];
        plot.Add.Bars(bars);
        return plot;
    }

    private static string Save(Plot plot, string title, string across, string up, string path)
    {
        plot.Title(title);
        plot.XLabel(across);
        plot.YLabel(up);
        plot.Axes.Margins(bottom: 0);
        WholeFile.Write(path, PlotFile.Png([plot], 1, 1, Width, Height), "Free some space or name another folder with --out.");
        return path;
    }
}
