using System.Buffers.Binary;
using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Writes a Standard MIDI File: header first, then track after track, every event as it is.</summary>
/// <remarks>The stream must be seekable: lengths are filled in at the end of each track. Single thread.</remarks>
public sealed class MidiFileWriter
{
    private const int LargestLength = 0x0FFF_FFFF;   // four bytes of seven bits

    private readonly Stream stream;
    private readonly bool runningStatus;
    private readonly byte[] buffer = new byte[64 * 1024];
    private int count;
    private int tracksLeft;

    /// <param name="stream">Seekable; stays open.</param>
    /// <param name="format">0, 1 or 2; format 0 has exactly one track.</param>
    /// <param name="division">How long a tick is.</param>
    /// <param name="tracks">How many tracks will follow.</param>
    /// <param name="runningStatus">Leaves out a status byte that repeats the one before it: smaller files.</param>
    public MidiFileWriter(Stream stream, int format, MidiDivision division, int tracks, bool runningStatus = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(format);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(format, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(tracks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tracks, ushort.MaxValue);
        if (!division.IsValid) throw new ArgumentOutOfRangeException(nameof(division));
        if (format == 0 && tracks != 1)
        {
            throw new LivePerformerException($"A MIDI file of format 0 has one track, not {tracks}; write format 1.");
        }

        this.stream = stream;
        this.runningStatus = runningStatus;
        tracksLeft = tracks;
        Span<byte> header = stackalloc byte[14];
        "MThd"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], 6);
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], (ushort)format);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)tracks);
        BinaryPrimitives.WriteUInt16BigEndian(header[12..], division.Raw);
        stream.Write(header);
    }

    /// <summary>Writes a whole track, and its end where the events lack it.</summary>
    /// <param name="events">In rising order of ticks; read once, so that they need not be in memory.</param>
    /// <exception cref="LivePerformerException">An event that a MIDI file cannot hold.</exception>
    public void WriteTrack(IEnumerable<MidiEvent> events)
    {
        if (tracksLeft-- <= 0) throw new InvalidOperationException("All tracks that the header promised are written.");

        Write("MTrk\0\0\0\0"u8);
        Flush();
        long start = stream.Position;
        long tick = 0;
        byte running = 0;
        bool ended = false;
        foreach (MidiEvent e in events)
        {
            WriteEvent(e, e.Tick - tick, ref running);
            tick = e.Tick;
            ended = e.IsEndOfTrack;
        }

        if (!ended) WriteEvent(MidiEvent.End(tick), 0, ref running);
        Flush();
        FillLength(start);
    }

    private void WriteEvent(in MidiEvent e, long delta, ref byte running)
    {
        if (delta is < 0 or > LargestLength) throw Refuse(e, $"comes {delta} ticks after the event before it (0 to {LargestLength} fit)");

        WriteLength((int)delta);
        if (e.IsChannel)
        {
            if (e.Status < 0x80) throw Refuse(e, $"has no status byte but 0x{e.Status:X2}");
            if ((e.Data1 | e.Data2) > 0x7F) throw Refuse(e, "has a data byte over 127");
            if (!runningStatus || e.Status != running) Write([e.Status]);
            running = e.Status;
            Write(e.Message.Length == 2 ? [e.Data1] : [e.Data1, e.Data2]);
            return;
        }

        byte[] data = e.Data ?? [];
        if (data.Length > LargestLength) throw Refuse(e, "is longer than 256 MB");
        if (e.IsMeta) Write([e.Status, e.Data1]);
        else if (e.IsSysEx) Write([e.Status]);
        else throw Refuse(e, $"has status 0x{e.Status:X2}, which cannot stand in a file");
        WriteLength(data.Length);
        Write(data);
        running = 0;
    }

    private void WriteLength(int value)
    {
        for (int shift = 21; shift > 0; shift -= 7)
        {
            if (value >> shift != 0) Write([(byte)(0x80 | (value >> shift))]);
        }

        Write([(byte)(value & 0x7F)]);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (count + bytes.Length > buffer.Length) Flush();
        if (bytes.Length > buffer.Length)
        {
            stream.Write(bytes);
            return;
        }

        bytes.CopyTo(buffer.AsSpan(count));
        count += bytes.Length;
    }

    private void Flush()
    {
        stream.Write(buffer, 0, count);
        count = 0;
    }

    private void FillLength(long start)
    {
        long end = stream.Position;
        if (end - start > uint.MaxValue)
        {
            throw new LivePerformerException("A track of a MIDI file cannot be longer than 4 GB; split it over several tracks.");
        }

        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)(end - start));
        stream.Position = start - 4;
        stream.Write(length);
        stream.Position = end;
    }

    private static LivePerformerException Refuse(in MidiEvent e, string why) =>
        new($"The MIDI event at tick {e.Tick} {why}; it cannot be written to a MIDI file.");
}
