namespace LivePerformer.Core;

/// <summary>Something that a user can mend: the message is one line that names the thing and the remedy.</summary>
/// <remarks>The command lines print the message alone, without a stack trace, and leave with a non-zero exit code.</remarks>
public class LivePerformerException : Exception
{
    public LivePerformerException(string message) : base(message) { }

    public LivePerformerException(string message, Exception inner) : base(message, inner) { }
}
