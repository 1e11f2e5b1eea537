using System.Buffers.Binary;

namespace LivePerformer.Music.Tests;

/// <summary>Writes MIDI files by hand, byte by byte, right and wrong.</summary>
internal static class MidiBytes
{
    public static byte[] File(int format, int division, params byte[][] tracks)
    {
        var header = new byte[14];
        "MThd"u8.CopyTo(header);
        header[7] = 6;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(8), (ushort)format);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)tracks.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(12), (ushort)division);
        return [.. header, .. tracks.SelectMany(t => Chunk("MTrk"u8, t))];
    }

    public static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)data.Length);
        return [.. kind, .. length, .. data];
    }

    public static MidiFile Read(byte[] bytes) => MidiFile.Read(new MemoryStream(bytes), "test.mid");

    public static byte[] Write(MidiFile file, bool runningStatus = false)
    {
        var stream = new MemoryStream();
        file.Write(stream, runningStatus);
        return stream.ToArray();
    }
}
