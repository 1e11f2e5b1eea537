using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A grid in time on which notes begin and end.</summary>
/// <param name="Width">From one line to the next; more than zero.</param>
public readonly record struct TimeGrid(TimeSpan Width)
{
    /// <summary>The notes with onset and offset on the nearest line (half up), counted from the first onset, which becomes
    /// zero; each lasts at least one line. Notes of one pitch that fall on the same line are one: the loudest touch, the
    /// latest end.</summary>
    /// <returns>By onset, then pitch.</returns>
    public List<Note> Apply(IEnumerable<Note> notes)
    {
        Note[] played = [.. notes];
        if (played.Length == 0) return [];

        TimePoint origin = played.Min(note => note.Onset);
        var lines = new Dictionary<(long Line, Pitch Pitch), (long End, byte Velocity)>();
        foreach (Note note in played)
        {
            long begin = Line(note.Onset - origin), end = Math.Max(begin + 1, Line(note.Offset - origin));
            (long End, byte Velocity) other = lines.GetValueOrDefault((begin, note.Pitch));
            lines[(begin, note.Pitch)] = (Math.Max(end, other.End), Math.Max(note.Velocity, other.Velocity));
        }

        TimeSpan width = Width;
        return [.. lines.OrderBy(note => note.Key.Line).ThenBy(note => note.Key.Pitch).Select(note =>
            new Note(TimePoint.Zero + (width * note.Key.Line), width * (note.Value.End - note.Key.Line), note.Key.Pitch, note.Value.Velocity))];
    }

    private long Line(TimeSpan time) => ((2 * time.Ticks) + Width.Ticks) / (2 * Width.Ticks);   // never before the origin
}
