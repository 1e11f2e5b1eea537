using System.Text;

namespace LivePerformer.Music.Tests;

/// <summary>WAV files made by hand, right and wrong.</summary>
internal static class WavBytes
{
    public static byte[] Chunk(string id, params byte[] body) => Chunk(id, body.Length, body);

    /// <param name="length">What the chunk claims.</param>
    public static byte[] Chunk(string id, long length, byte[] body) =>
        [.. Encoding.ASCII.GetBytes(id), .. BitConverter.GetBytes((uint)length), .. body, .. new byte[body.Length & 1]];

    public static byte[] Riff(params byte[][] chunks) => Riff("RIFF", 4 + chunks.Sum(chunk => chunk.Length), chunks);

    public static byte[] Riff(string mark, long length, params byte[][] chunks) =>
        [.. Encoding.ASCII.GetBytes(mark), .. BitConverter.GetBytes((uint)length), .. "WAVE"u8, .. chunks.SelectMany(chunk => chunk)];

    public static byte[] Format(int tag, int channels, int rate, int frameBytes, int bits) => Chunk(
        "fmt ",
        [.. Two(tag), .. Two(channels), .. BitConverter.GetBytes(rate), .. BitConverter.GetBytes(rate * frameBytes), .. Two(frameBytes), .. Two(bits)]);

    /// <summary>16 bits, one channel, 16 kHz.</summary>
    public static byte[] Usual => Format(1, 1, 16_000, 2, 16);

    public static byte[] Samples(params short[] samples) => [.. samples.SelectMany(sample => BitConverter.GetBytes(sample))];

    private static byte[] Two(int value) => BitConverter.GetBytes((ushort)value);
}
