using System.Buffers.Binary;

namespace LivePerformer.Music;

/// <summary>The first block of a FLAC file.</summary>
/// <param name="Frames">0 where the file does not say.</param>
/// <param name="MostFrameBytes">0 where the file does not say.</param>
internal readonly record struct FlacStreamInfo(int SampleRate, int Channels, int Bits, long Frames, int MostFrameBytes)
{
    public const int Bytes = 34;

    public static FlacStreamInfo Parse(ReadOnlySpan<byte> bytes)
    {
        // 20 bits rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits frames; an MD5 sum follows.
        ulong fields = BinaryPrimitives.ReadUInt64BigEndian(bytes[10..]);
        return new(
            (int)(fields >> 44),
            (int)(fields >> 41 & 7) + 1,
            (int)(fields >> 36 & 31) + 1,
            (long)(fields & 0xF_FFFF_FFFF),
            (bytes[7] << 16) | (bytes[8] << 8) | bytes[9]);
    }
}
