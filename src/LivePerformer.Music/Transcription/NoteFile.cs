using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>The notes of a recording as a file holds them: a MIDI file, or a table as of the MAPS recordings.</summary>
public static class NoteFile
{
    /// <summary>Reads a MIDI file (every channel but the drums; the sustain pedal lengthens notes, as in <see cref="SoundingNotes"/>) or a
    /// table of onset, offset, note and velocity (<see cref="NoteTable"/>).</summary>
    /// <returns>By onset, then pitch, from MIDI; in the order of the lines from a table.</returns>
    /// <exception cref="LivePerformerException">The file cannot be read, or is neither.</exception>
    public static List<TranscribedNote> Read(string path) => IsMidi(path)
        ? [.. SoundingNotes.Of(Performance.FromMidi(MidiFile.Read(path)).Events).Select(Of)]
        : NoteTable.Read(path);

    private static TranscribedNote Of(Note note) => new(note.Onset.Seconds, note.Offset.Seconds, note.Pitch.Number, note.Velocity);

    private static bool IsMidi(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".mid" or ".midi") return true;

        Span<byte> head = stackalloc byte[4];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("MThd"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw NoteTable.CannotRead(path, e);
        }
    }
}
