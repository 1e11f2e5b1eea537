namespace LivePerformer.Core;

/// <summary>One message of a take: who played it, when it was due and when it left.</summary>
/// <remarks>The human's messages are reported as they arrived, whether they go through to the output or not.
/// Of the AI every note-on that left is followed by exactly one note-off.</remarks>
public readonly record struct SentEvent(long DueFrame, long SentFrame, MidiMessage Message, NoteSource Source, SentFlags Flags)
{
    public bool IsDropped => (Flags & SentFlags.Dropped) != 0;

    /// <summary>It tells of a block and is no message.</summary>
    public bool IsBlock => (Flags & SentFlags.Block) != 0;

    /// <summary>It tells of a panic and is no message.</summary>
    public bool IsPanic => (Flags & SentFlags.Panic) != 0;

    public static SentEvent Panic(long start) => new(start, start, default, NoteSource.Ai, SentFlags.Panic | SentFlags.Dropped);

    /// <summary>Of a block: how many plans the callback read at its beginning.</summary>
    public int Plans => (Message.Status << 16) | (Message.Data1 << 8) | Message.Data2;

    /// <summary>What a replay must know of the callback: when it read the plans, and which frames it never had.</summary>
    /// <param name="expected">The frame behind the block before; where it is <paramref name="start"/>, none was skipped.</param>
    public static SentEvent Block(long expected, long start, int plans) => new(
        expected, start, new((byte)(plans >> 16), (byte)(plans >> 8), (byte)plans), NoteSource.Ai, SentFlags.Block | SentFlags.Dropped);
}
