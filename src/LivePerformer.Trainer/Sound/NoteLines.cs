using System.Globalization;
using System.Text;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Writes notes as <see cref="NoteTable"/> reads them, times to a microsecond.</summary>
internal static class NoteLines
{
    public static string Of(IEnumerable<TranscribedNote> notes)
    {
        var text = new StringBuilder("# onset,offset,note,velocity\n");
        foreach (TranscribedNote note in notes)
            text.Append(CultureInfo.InvariantCulture, $"{note.Onset:F6}\t{note.Offset:F6}\t{note.Pitch}\t{note.Velocity:0.######}\n");
        return text.ToString();
    }
}
