using LivePerformer.Core;

namespace LivePerformer.Synth;

/// <summary>A SoundFont that cannot be played, with the file's name, the reason and the remedy in one line.</summary>
public sealed class SoundFontException : LivePerformerException
{
    internal const string OtherFile = "Copy the file again from its source, or choose another SoundFont 2 file (.sf2).";

    public SoundFontException(string file, string reason, string remedy)
        : base($"SoundFont '{OneLine(file)}': {reason}. {remedy}") { }

    public SoundFontException(string file, string reason, string remedy, Exception inner)
        : base($"SoundFont '{OneLine(file)}': {reason}. {remedy}", inner) { }

    private static string OneLine(string text) =>
        string.Create(text.Length, text, (span, from) =>
        {
            for (int i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
}
