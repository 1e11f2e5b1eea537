using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>A stretch of a piece.</summary>
internal static class Excerpt
{
    /// <summary>The notes that begin within the stretch, with times from its beginning; what lasts longer is cut at its end.</summary>
    public static List<Note> Of(IEnumerable<Note> notes, TimePoint begin, TimeSpan length) =>
        [.. notes.Where(note => note.Onset >= begin && note.Onset < begin + length).Select(note => new Note(
            TimePoint.Zero + (note.Onset - begin), (note.Offset < begin + length ? note.Offset : begin + length) - note.Onset, note.Pitch, note.Velocity))];
}
