namespace LivePerformer.Core;

/// <summary>Collects the MIDI messages that leave within one block, in rising order of their frames.</summary>
/// <remarks>Audio thread. The buffer is the device's and is never grown; what does not fit is counted.</remarks>
public ref struct BlockEventWriter(Span<BlockEvent> buffer)
{
    private readonly Span<BlockEvent> buffer = buffer;

    public int Count { get; private set; }
    public int Overflows { get; private set; }

    /// <summary>Inserts the message behind those of the same or an earlier frame.</summary>
    /// <param name="port">The number of the output on which it leaves.</param>
    public bool TryWrite(int frame, MidiMessage message, byte port = 0)
    {
        if (Count == buffer.Length)
        {
            Overflows++;
            return false;
        }

        int at = Count++;
        while (at > 0 && buffer[at - 1].Frame > frame)
        {
            buffer[at] = buffer[at - 1];
            at--;
        }

        buffer[at] = new(frame, message, port);
        return true;
    }

    public readonly ReadOnlySpan<BlockEvent> Written => buffer[..Count];
}
