using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>A part of a take that is listed by itself. It stands in the take as two remarks.</summary>
/// <param name="From">Seconds since the performance began.</param>
internal sealed record TakePart(string Name, double From, double To)
{
    private const string Beginning = "part begins: ", End = "part ends";

    /// <summary>The remark with which a part begins; one that still goes on ends there.</summary>
    public static string Begins(string name) => Beginning + name.ReplaceLineEndings(" ");

    /// <summary>The remark with which it ends.</summary>
    public static string Ends => End;

    /// <summary>The parts of which a take's remarks tell; one without an end goes on to the take's.</summary>
    public static IReadOnlyList<TakePart> Of(IEnumerable<(TimePoint At, string Text)> remarks, TimeSpan length)
    {
        var parts = new List<TakePart>();
        (string Name, double From)? open = null;
        foreach ((TimePoint at, string text) in remarks)
        {
            bool begins = text.StartsWith(Beginning, StringComparison.Ordinal);
            if (!begins && text != End) continue;

            Close(at.Seconds);
            if (begins) open = (text[Beginning.Length..], at.Seconds);
        }

        Close(length.TotalSeconds);
        return parts;

        void Close(double to)
        {
            if (open is not var (name, from)) return;

            string called = string.IsNullOrWhiteSpace(name) ? $"part {parts.Count + 1}" : name.Trim();
            parts.Add(new(called, from, Math.Max(from, to)));
            open = null;
        }
    }
}
