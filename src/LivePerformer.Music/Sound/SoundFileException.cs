using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A sound file that cannot be read; the message names the file and the remedy.</summary>
public sealed class SoundFileException : LivePerformerException
{
    /// <param name="file">The file as the user named it.</param>
    /// <param name="fault">What is wrong with it, and what to do about it.</param>
    public SoundFileException(string file, string fault) : base($"Sound file '{file.ReplaceLineEndings(" ")}' {fault}") { }
}
