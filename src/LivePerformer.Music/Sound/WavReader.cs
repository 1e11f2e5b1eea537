using System.Buffers.Binary;

namespace LivePerformer.Music;

/// <summary>Reads a WAV file: its chunks in any order, then its samples.</summary>
internal sealed class WavReader : SoundReader
{
    private const int BufferBytes = 1 << 15;
    private const uint Unknown = uint.MaxValue, UnknownToSox = 0x7FFF_F000;
    private const string Damaged = "It is damaged: export or copy it again.";

    private readonly SoundStream stream;
    private readonly SampleCoding coding;
    private readonly int frameBytes;
    private readonly byte[] buffer;
    private long left;      // bytes of samples still to be read; very many where nobody knows

    /// <param name="stream">At its start.</param>
    /// <exception cref="SoundFileException">There is no sound in it, or of a kind that is not read here.</exception>
    public WavReader(SoundStream stream)
    {
        this.stream = stream;
        Span<byte> riff = stackalloc byte[12];
        stream.Read(riff);
        Chunks chunks = Chunks.Find(stream, BinaryPrimitives.ReadUInt32LittleEndian(riff[4..]));
        WavFormatChunk format = chunks.Format;
        CheckShape(stream.Name, format.SampleRate, format.Channels);
        SampleRate = (int)format.SampleRate;
        Channels = format.Channels;
        coding = format.Coding(stream.Name);
        frameBytes = coding.Bytes() * Channels;
        buffer = new byte[Math.Max(BufferBytes / frameBytes, 1) * frameBytes];

        if (stream.CanSeek || chunks.DataAt > stream.Position) stream.SkipTo(chunks.DataAt);
        long promised = chunks.DataBytes;
        long there = stream.CanSeek ? stream.Length - chunks.DataAt : promised;
        left = promised < 0 ? (there < 0 ? long.MaxValue : there) : Math.Min(promised, there);
        IsCutOff = promised > left;
        Frames = left == long.MaxValue ? -1 : left / frameBytes;
        if (IsCutOff && Frames == 0) throw new SoundFileException(stream.Name, "was cut off before its first sample. Export or copy it again.");
    }

    /// <param name="mark">The first four bytes.</param>
    public static bool Knows(ReadOnlySpan<byte> mark) => mark.SequenceEqual("RIFF"u8) || mark.SequenceEqual("RF64"u8) || mark.SequenceEqual("BW64"u8);

    public override int Read(Span<float> interleaved)
    {
        int done = 0, most = interleaved.Length / Channels;
        while (done < most)
        {
            int asked = (int)Math.Min(Math.Min(most - done, buffer.Length / frameBytes), left / frameBytes);
            if (asked == 0) break;

            int got = stream.Read(buffer.AsSpan(0, asked * frameBytes));
            int frames = got / frameBytes;
            coding.Decode(buffer.AsSpan(0, frames * frameBytes), interleaved.Slice(done * Channels, frames * Channels));
            done += frames;
            left -= got;
            if (frames == asked) continue;

            IsCutOff |= Frames >= 0;        // a pipe that broke, or a file that is shorter than it was
            left = 0;
        }

        return done;
    }

    /// <summary>Where the samples are, and of what kind.</summary>
    /// <param name="DataBytes">-1: to the end of the file.</param>
    private readonly record struct Chunks(WavFormatChunk Format, long DataAt, long DataBytes)
    {
        public static Chunks Find(SoundStream stream, long riffBytes)
        {
            WavFormatChunk? format = null;
            long dataAt = -1, dataBytes = -1;
            (long Riff, long Data)? large = null;
            Span<byte> head = stackalloc byte[8], body = stackalloc byte[40];
            while (stream.Read(head) == head.Length)
            {
                long at = stream.Position;
                long bytes = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
                if (head.StartsWith("ds64"u8) && bytes >= 16)
                {
                    if (stream.Read(body[..16]) < 16) break;
                    large = (BinaryPrimitives.ReadInt64LittleEndian(body), BinaryPrimitives.ReadInt64LittleEndian(body[8..]));
                }
                else if (head.StartsWith("fmt "u8) && format is null)
                {
                    int got = stream.Read(body[..(int)Math.Min(bytes, body.Length)]);
                    format = WavFormatChunk.Parse(body[..got], stream.Name);
                }
                else if (head.StartsWith("data"u8) && dataAt < 0)
                {
                    dataAt = at;
                    if (bytes == Unknown && large is { } sizes) (riffBytes, bytes) = (sizes.Riff, sizes.Data);
                    dataBytes = LengthOf(stream, riffBytes, at, bytes);
                    if (dataBytes < 0) break;
                }

                if (format is not null && dataAt >= 0) break;
                if (dataAt >= 0 && (!stream.CanSeek || bytes > stream.Length)) break;

                stream.SkipTo(at + bytes + (bytes & 1));
            }

            if (dataAt < 0) throw new SoundFileException(stream.Name, $"holds no samples (it has no data chunk). {Damaged}");
            return new(format ?? throw new SoundFileException(stream.Name, $"does not say how its samples are written (it has no fmt chunk before them). {Damaged}"), dataAt, dataBytes);
        }

        // A recorder that died or writes into a pipe leaves 0, all ones, or a number of its own. But 0 may be the truth: then the
        // RIFF chunk, whose length is right, ends with the file.
        private static long LengthOf(SoundStream stream, long riffBytes, long at, long bytes)
        {
            if (bytes is < 0 or Unknown or UnknownToSox) return -1;
            if (bytes > 0) return bytes;

            long riffEnd = riffBytes + 8;
            bool isTrue = stream.CanSeek ? riffEnd >= at && Math.Abs(stream.Length - riffEnd) <= 1 : riffEnd > at && riffBytes != Unknown;
            return isTrue ? 0 : -1;
        }
    }
}
