namespace LivePerformer.Core;

/// <summary>One message of a take: who played it, when it was due and when it left.</summary>
/// <remarks>The human's messages are reported as they arrived, whether they go through to the output or not.
/// Of the AI every note-on that left is followed by exactly one note-off.</remarks>
public readonly record struct SentEvent(long DueFrame, long SentFrame, MidiMessage Message, NoteSource Source, SentFlags Flags)
{
    public bool IsDropped => (Flags & SentFlags.Dropped) != 0;
}
