using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A take that cannot be read; the message names the file and the remedy.</summary>
public sealed class TakeException : LivePerformerException
{
    public TakeException(string file, string fault) : base($"Take '{file.ReplaceLineEndings(" ")}' {fault}") { }
}
