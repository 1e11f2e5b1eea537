using LivePerformer.Core;
using ScottPlot;

namespace LivePerformer.Trainer;

/// <summary>Pictures for people beside the numbers: PNG files, whole or absent.</summary>
/// <remarks>A picture that cannot be drawn is no reason to lose a night's training: it is told in one line.</remarks>
public static class PlotFile
{
    // As in the README's picture of a take: the human in blue, the machine in orange.
    public static readonly Color Blue = Color.FromHex("#2f6db5"), Orange = Color.FromHex("#e07b28"), Grey = Color.FromHex("#9a9a9a");

    /// <summary>Draws plots side by side, row by row.</summary>
    /// <param name="say">Called with one line where the picture cannot be drawn or written.</param>
    /// <returns>Whether it was.</returns>
    public static bool Write(string path, Func<IReadOnlyList<Plot>> draw, int columns, int width, int height, Action<string>? say)
    {
        try
        {
            IReadOnlyList<Plot> plots = draw();
            int rows = (plots.Count + columns - 1) / columns;
            WholeFile.Write(path, Png(plots, rows, Math.Min(columns, plots.Count), width, height * rows));
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or LivePerformerException or IOException or UnauthorizedAccessException)
        {
            say?.Invoke($"no picture '{Path.GetFileName(path)}': {e.GetBaseException().Message.ReplaceLineEndings(" ")}");
            return false;
        }
    }

    /// <summary>Plots side by side, row by row, as the bytes of a PNG file; the plots are used up.</summary>
    /// <param name="width">Of all together, pixels.</param>
    /// <param name="height">Likewise.</param>
    public static byte[] Png(IReadOnlyList<Plot> plots, int rows, int columns, int width, int height)
    {
        var picture = new Multiplot(plots[0]);
        foreach (Plot plot in plots.Skip(1)) picture.AddPlot(plot);
        picture.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, columns);
        using Image image = picture.Render(width, height);
        byte[] bytes = image.GetImageBytes(ImageFormat.Png);
        foreach (Plot plot in plots) plot.Dispose();
        return bytes;
    }
}
