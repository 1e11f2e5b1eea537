namespace LivePerformer.Music;

/// <summary>Reads the events of one track chunk off a seekable stream, a small buffer at a time.</summary>
/// <remarks>Several may read one stream in turns: each remembers its own place. Single thread.</remarks>
internal sealed class MidiTrackReader
{
    public const int BufferBytes = 4096;

    private readonly Stream stream;
    private readonly string file;
    private readonly int number;
    private readonly long end;
    private byte[] buffer = [];
    private int bufferAt;
    private int bufferCount;
    private long filled;        // offset in the file just behind the buffer
    private long tick;
    private byte running;

    /// <param name="start">Offset of the first byte behind the chunk's length.</param>
    /// <param name="length">Bytes in the chunk, already known to lie inside the file.</param>
    public MidiTrackReader(Stream stream, string file, int number, long start, long length)
    {
        this.stream = stream;
        this.file = file;
        this.number = number;
        filled = start;
        end = start + length;
    }

    private long Offset => filled - (bufferCount - bufferAt);

    private long Remaining => end - Offset;

    /// <summary>The next event; false at the end of the chunk.</summary>
    /// <exception cref="MidiFileException">The bytes are no MIDI event.</exception>
    public bool TryRead(out MidiEvent midiEvent)
    {
        if (Remaining == 0)
        {
            midiEvent = default;
            buffer = [];
            return false;
        }

        tick += ReadLength();
        byte first = ReadByte();
        if (first < 0x80)
        {
            // Strictly, a meta or exclusive event cancels running status; files in the wild go on, and so do we.
            if (running == 0) throw Fault(Offset - 1, $"data byte 0x{first:X2} where an event must begin");
            midiEvent = ChannelEvent(running, first);
        }
        else if (first < 0xF0)
        {
            running = first;
            midiEvent = ChannelEvent(first, ReadData());
        }
        else if (first == MidiEvent.Meta)
        {
            byte type = ReadByte();
            midiEvent = new(tick, first, type, 0, ReadBytes());
        }
        else if (first is MidiEvent.SysEx or MidiEvent.Escape)
        {
            midiEvent = new(tick, first, 0, 0, ReadBytes());
        }
        else
        {
            throw Fault(Offset - 1, $"status byte 0x{first:X2}, which cannot stand in a file");
        }

        return true;
    }

    private MidiEvent ChannelEvent(byte status, byte data1)
    {
        bool two = (status & 0xF0) is 0xC0 or 0xD0;
        return new(tick, status, data1, two ? (byte)0 : ReadData());
    }

    private byte ReadData()
    {
        byte value = ReadByte();
        return value < 0x80 ? value : throw Fault(Offset - 1, $"status byte 0x{value:X2} in the middle of a message");
    }

    /// <summary>A variable-length quantity: seven bits a byte, four bytes at most.</summary>
    private int ReadLength()
    {
        int value = 0;
        for (int i = 0; i < 4; i++)
        {
            byte next = ReadByte();
            value = (value << 7) | (next & 0x7F);
            if (next < 0x80) return value;
        }

        throw Fault(Offset - 4, "a length of more than four bytes");
    }

    private byte[] ReadBytes()
    {
        long at = Offset;
        int length = ReadLength();
        if (length > Remaining)
        {
            throw Fault(at, $"an event of {length} bytes, but only {Remaining} are left");
        }

        if (length == 0) return [];
        var bytes = new byte[length];
        int done = Math.Min(length, bufferCount - bufferAt);
        buffer.AsSpan(bufferAt, done).CopyTo(bytes);
        bufferAt += done;
        if (done < length)
        {
            int got = MidiFileReader.ReadAt(stream, file, filled, bytes.AsSpan(done));
            filled += got;
            if (got < length - done) throw Fault(filled, "the file ends in the middle of an event");
        }

        return bytes;
    }

    private byte ReadByte()
    {
        if (bufferAt == bufferCount) Fill();
        return buffer[bufferAt++];
    }

    private void Fill()
    {
        if (filled >= end) throw Fault(end, "the chunk ends in the middle of an event");
        if (buffer.Length == 0) buffer = new byte[Math.Min(BufferBytes, end - filled)];
        bufferCount = MidiFileReader.ReadAt(stream, file, filled, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - filled)));
        bufferAt = 0;
        filled += bufferCount;
        if (bufferCount == 0) throw Fault(filled, "the file ends in the middle of an event");
    }

    private MidiFileException Fault(long offset, string fault) =>
        new(file, offset, $"{fault} (track {number + 1}); the file is damaged, export or copy it again.");
}
