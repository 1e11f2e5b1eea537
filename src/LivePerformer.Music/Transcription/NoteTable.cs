using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Notes as lines of text, as they lie beside the MAPS recordings: onset and offset in seconds, MIDI note, velocity, with
/// tabs between them; lines that begin with # are for people.</summary>
public static class NoteTable
{
    private const string Columns = "a table has four numbers a line, with tabs between them: onset and offset in seconds, MIDI note, velocity";

    /// <exception cref="LivePerformerException">The file cannot be read, or a line of it makes no sense.</exception>
    public static List<TranscribedNote> Read(string path)
    {
        var notes = new List<TranscribedNote>();
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                number++;
                if (line.StartsWith('#') || line.AsSpan().Trim().IsEmpty) continue;

                notes.Add(Parse(line) ?? throw Fault(path, number, $"{Columns}. Choose such a file, or a .mid file."));
                if (Wrong(notes[^1]) is { } fault) throw Fault(path, number, $"{fault}. Correct the line or write the file again.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CannotRead(path, e);
        }

        return number > 0 ? notes : throw Fault(path, 1, "the file is empty; a table without notes has its heading, '# onset,offset,note,velocity'. Copy it again.");
    }

    internal static LivePerformerException CannotRead(string path, Exception e) =>
        new($"'{OneLine(path)}' cannot be read ({OneLine(e.Message)}). Check the path and its permissions.", e);

    private static TranscribedNote? Parse(string line)
    {
        Span<Range> parts = stackalloc Range[5];
        Span<double> numbers = stackalloc double[4];
        ReadOnlySpan<char> text = line;
        if (text.Split(parts, '\t') != numbers.Length) return null;

        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(text[parts[i]], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) return null;
        }

        return numbers[2] is >= 0 and < Pitch.Count && double.IsInteger(numbers[2])
            ? new(numbers[0], numbers[1], (int)numbers[2], numbers[3])
            : new(numbers[0], numbers[1], -1, numbers[3]);
    }

    private static string? Wrong(TranscribedNote note) =>
        note.Onset < 0 ? $"a note cannot begin at {note.Onset} s"
        : note.Offset < note.Onset ? $"a note that begins at {note.Onset} s cannot end at {note.Offset} s"
        : note.Pitch < 0 ? "a MIDI note is a whole number from 0 to 127"
        : note.Velocity is < 0 or > 127 ? $"a velocity is 0 to 127, not {note.Velocity}"
        : null;

    private static LivePerformerException Fault(string path, int line, string fault) => new($"Note table '{OneLine(path)}', line {line}: {fault}");

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
