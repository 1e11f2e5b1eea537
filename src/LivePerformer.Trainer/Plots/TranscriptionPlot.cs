using LivePerformer.Core;
using LivePerformer.Music;
using ScottPlot;
using ScottPlot.Plottables;

namespace LivePerformer.Trainer;

/// <summary>Draws what a transcriber heard: the spectrogram, over it the notes that were played and the onsets that were found.</summary>
internal static class TranscriptionPlot
{
    private const int Width = 1400, Height = 620;   // pixels
    private const double Tolerance = 0.05;

    private static readonly Color Played = Color.FromHex("#7fd4ff"), Found = Color.FromHex("#6ee07a"), Extra = Colors.White, Missed = Color.FromHex("#ffd23f");

    /// <param name="sound">At the rate of the features.</param>
    /// <param name="lead">Samples of it, whole hops, before the picture begins: what its first windows reach back to.</param>
    /// <param name="from">Seconds of the recording at which the picture begins.</param>
    /// <returns>Whether it could be drawn.</returns>
    public static bool Write(string path, FeatureSpec features, float[] sound, int lead, double from, IReadOnlyList<TranscribedNote> played, IReadOnlyList<TranscribedNote> heard, string title, Action<string>? say) =>
        PlotFile.Write(path, () => [Draw(features, sound, lead, from, played, heard, title)], 1, Width, Height, say);

    private static Plot Draw(FeatureSpec features, float[] sound, int lead, double from, IReadOnlyList<TranscribedNote> played, IReadOnlyList<TranscribedNote> heard, string title)
    {
        int bands = features.Bands;
        float[] mel = LogMel.Batch(features, sound)[(lead / features.Hop * bands)..];
        int frames = mel.Length / bands;
        double to = from + ((sound.Length - lead) / (double)features.SampleRate);
        var picture = new double[bands, frames];
        for (int frame = 0; frame < frames; frame++)
        {
            for (int band = 0; band < bands; band++) picture[bands - 1 - band, frame] = mel[(frame * bands) + band];
        }

        var plot = new Plot();
        Heatmap map = plot.Add.Heatmap(picture);
        map.Colormap = new ScottPlot.Colormaps.Magma();
        map.Extent = new CoordinateRect(from, to, 0, bands);
        TranscribedNote[] truth = [.. played.Where(Shown)], told = [.. heard.Where(Shown)];
        foreach (TranscribedNote note in truth)
        {
            double height = Band(note.Pitch);
            LinePlot line = plot.Add.Line(note.Onset, height, Math.Min(note.Offset, to), height);
            line.Color = Played.WithAlpha(0.7);
            line.LineWidth = 2;
        }

        // Which are right is decided on all notes: a partner may lie outside the picture.
        HashSet<TranscribedNote> right = [], found = [];
        foreach ((int reference, int estimate) in NoteMatching.Of(played, heard, Tolerance, false))
        {
            found.Add(played[reference]);
            right.Add(heard[estimate]);
        }

        Marks(truth.Where(note => !found.Contains(note)), MarkerShape.Eks, Missed, "missed");
        Marks(told.Where(right.Contains), MarkerShape.OpenCircle, Found, "found, within 50 ms");
        Marks(told.Where(note => !right.Contains(note)), MarkerShape.OpenTriangleUp, Extra, "heard, but not played");
        plot.Axes.SetLimits(from, to, 0, bands);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Enumerable.Range(1, 7).Select(octave => Band(12 * (octave + 1)))], [.. Enumerable.Range(1, 7).Select(octave => $"C{octave}")]);
        plot.Title(title);
        plot.XLabel("seconds");
        plot.YLabel("mel band, at the pitch of");
        Legend legend = plot.ShowLegend(Alignment.UpperRight);
        legend.BackgroundColor = Color.FromHex("#202020");
        legend.FontColor = Colors.White;
        return plot;

        bool Shown(TranscribedNote note) => note.Onset >= from && note.Onset < to;

        double Band(int pitch) => features.BandOf(440 * Math.Pow(2, (pitch - 69) / 12.0));

        void Marks(IEnumerable<TranscribedNote> notes, MarkerShape shape, Color color, string name)
        {
            TranscribedNote[] all = [.. notes];
            if (all.Length == 0) return;

            Markers marks = plot.Add.Markers(all.Select(note => note.Onset).ToArray(), all.Select(note => Band(note.Pitch)).ToArray(), shape, 11, color);
            marks.MarkerStyle.LineWidth = 2;
            marks.LegendText = $"{name} ({all.Length})";
        }
    }
}
