using LivePerformer.Core;

namespace LivePerformer.Inference;

/// <summary>A model cannot be used; the message is one line that names the model and the remedy.</summary>
public sealed class ModelException : LivePerformerException
{
    public ModelException(string message) : base(OneLine(message)) { }

    public ModelException(string message, Exception inner) : base(OneLine(message), inner) { }

    internal static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
