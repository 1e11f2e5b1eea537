using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A MIDI file that cannot be read: one line with the file, the byte where it went wrong and the remedy.</summary>
public sealed class MidiFileException : LivePerformerException
{
    /// <param name="file">The file as the user named it.</param>
    /// <param name="offset">Bytes from the start of the file.</param>
    /// <param name="fault">What is wrong there, and what to do about it.</param>
    public MidiFileException(string file, long offset, string fault)
        : base($"MIDI file '{OneLine(file)}', byte {offset}: {fault}")
    {
        File = file;
        Offset = offset;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Bytes from the start of the file.</summary>
    public long Offset { get; }

    private static string OneLine(string name) => name.ReplaceLineEndings(" ");
}
