using System.Globalization;
using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>A take as a piano roll: time to the right, pitch upwards, the human in blue, the AI in orange.</summary>
public static class RollSvg
{
    private const int Width = 1200;
    private const int Height = 420;
    private const int LeftMargin = 56;
    private const int RightMargin = 16;
    private const int TopMargin = 44;
    private const int BottomMargin = 34;

    private static readonly bool[] IsBlack = [false, true, false, true, false, false, true, false, true, false, true, false];

    /// <exception cref="LivePerformerException">The file cannot be written.</exception>
    public static void Write(IReadOnlyList<TakeNote> notes, string title, string path) =>
        OutputFile.Replace(path, stream => stream.Write(Encoding.UTF8.GetBytes(Draw(notes, title))));

    /// <summary>The picture as SVG text; an empty take gives an empty roll.</summary>
    public static string Draw(IReadOnlyList<TakeNote> notes, string title)
    {
        int lowest = Math.Max(0, notes.Count == 0 ? 48 : notes.Min(n => n.Note.Pitch.Number) - 2);
        int highest = Math.Min(127, notes.Count == 0 ? 84 : notes.Max(n => n.Note.Pitch.Number) + 2);
        double seconds = notes.Count == 0 ? 10 : Math.Max(1, notes.Max(n => n.Note.Offset.Seconds));
        double perSecond = (Width - LeftMargin - RightMargin) / seconds;
        double perKey = (Height - TopMargin - BottomMargin) / (double)(highest - lowest + 1);

        double X(double second) => LeftMargin + (second * perSecond);
        double Y(int pitch) => TopMargin + ((highest - pitch) * perKey);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" font-family="Segoe UI, Helvetica, Arial, sans-serif" font-size="13">
            <title>{Escape(title)}</title>
            <rect width="{Width}" height="{Height}" rx="8" fill="#14171c"/>

            """);

        for (int pitch = lowest; pitch <= highest; pitch++)
        {
            if (IsBlack[pitch % 12]) Rectangle(svg, LeftMargin, Y(pitch), Width - LeftMargin - RightMargin, perKey, "#191d24", 1);
            if (pitch % 12 != 0) continue;

            Line(svg, LeftMargin, Y(pitch) + perKey, Width - RightMargin, Y(pitch) + perKey, "#323a47");
            Text(svg, LeftMargin - 10, Y(pitch) + perKey, "end", "#8b95a5", new Pitch(pitch).ToString());
        }

        double step = seconds <= 12 ? 1 : seconds <= 70 ? 5 : seconds <= 200 ? 10 : 60;
        for (double second = 0; second <= seconds + 1e-9; second += step)
        {
            Line(svg, X(second), TopMargin, X(second), Height - BottomMargin, "#262c36");
            Text(svg, X(second), Height - BottomMargin + 20, "middle", "#8b95a5", string.Create(CultureInfo.InvariantCulture, $"{second:0} s"));
        }

        foreach (TakeNote played in notes)
        {
            Note note = played.Note;
            double width = Math.Max(2, (note.Duration.TotalSeconds * perSecond) - 0.5);
            double opacity = 0.45 + (0.55 * note.Velocity / 127);
            Rectangle(svg, X(note.Onset.Seconds), Y(note.Pitch.Number), width, Math.Max(2, perKey - 1), Colour(played.Source), opacity);
        }

        Text(svg, LeftMargin, 27, "start", "#e6eaf0", title);
        Legend(svg, Width - 300, NoteSource.Human, "Human", notes);
        Legend(svg, Width - 140, NoteSource.Ai, "AI", notes);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Legend(StringBuilder svg, double x, NoteSource source, string name, IReadOnlyList<TakeNote> notes)
    {
        Rectangle(svg, x, 16, 14, 14, Colour(source), 1);
        Text(svg, x + 20, 28, "start", "#e6eaf0", $"{name}, {notes.Count(n => n.Source == source)} notes");
    }

    private static string Colour(NoteSource source) => source == NoteSource.Human ? "#4aa3ff" : "#ff9f43";

    private static void Rectangle(StringBuilder svg, double x, double y, double width, double height, string colour, double opacity) =>
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{colour}\" fill-opacity=\"{opacity:0.##}\" rx=\"1\"/>\n");

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string colour) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\"/>\n");

    private static void Text(StringBuilder svg, double x, double y, string anchor, string colour, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{Escape(text)}</text>\n");

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
