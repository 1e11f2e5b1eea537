using System.Buffers.Binary;

namespace LivePerformer.Core;

/// <summary>Writes stereo sound to a WAV file, block by block.</summary>
/// <remarks>One thread, never the audio thread: it waits for the disk. The lengths in the header are brought up to date
/// once per second of sound, so that a file whose writer died still opens and lacks its last second at most.</remarks>
public sealed class WavWriter : IDisposable
{
    private const int RiffSizeAt = 4, DataSizeAt = 40, HeaderBytes = 44;
    private const int FloatFactAt = 46, FloatDataSizeAt = 54, FloatHeaderBytes = 58;

    private readonly string path;
    private readonly FileStream file;
    private readonly WavFormat format;
    private readonly byte[] buffer = new byte[1 << 14];
    private long unsealed;      // frames since the header was last right
    private uint noise = 0x9E3779B9;
    private bool disposed;

    private WavWriter(string path, FileStream file, int sampleRate, WavFormat format)
    {
        this.path = path;
        this.file = file;
        this.format = format;
        SampleRate = sampleRate;
    }

    /// <summary>Frames per second.</summary>
    public int SampleRate { get; }

    /// <summary>Frames written so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Samples so far that had to be cut to full scale; always 0 in floating point.</summary>
    public long ClippedSamples { get; private set; }

    /// <summary>Makes the file, in the place of any that is there.</summary>
    /// <exception cref="LivePerformerException">The file cannot be made.</exception>
    public static WavWriter Create(string path, int sampleRate, WavFormat format = WavFormat.Pcm16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        try
        {
            FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
            WavWriter writer = new(path, file, sampleRate, format);
            writer.WriteHeader();
            return writer;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refused(path, fault);
        }
    }

    /// <summary>Appends frames; full scale is -1 to 1, both channels equally long.</summary>
    /// <exception cref="LivePerformerException">The disk is full or gone; what was written before stays readable.</exception>
    public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, left.Length);
        try
        {
            int most = buffer.Length / BytesPerFrame;
            for (int at = 0; at < left.Length; at += most)
            {
                int count = Math.Min(most, left.Length - at);
                file.Write(Encode(left.Slice(at, count), right.Slice(at, count)));
                Frames += count;
                unsealed += count;
            }

            if (unsealed >= SampleRate) Seal();
        }
        catch (IOException fault)
        {
            throw Refused(path, fault);
        }
    }

    /// <summary>Makes the header right and closes the file.</summary>
    /// <exception cref="LivePerformerException">The disk is full or gone.</exception>
    public void Dispose()
    {
        if (disposed) return;

        disposed = true;
        try
        {
            using (file) Seal();
        }
        catch (IOException fault)
        {
            throw Refused(path, fault);
        }
    }

    private bool IsFloat => format == WavFormat.Float32;
    private int BytesPerSample => IsFloat ? 4 : 2;
    private int BytesPerFrame => 2 * BytesPerSample;

    private ReadOnlySpan<byte> Encode(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Span<byte> bytes = buffer;
        for (int i = 0; i < left.Length; i++)
        {
            Span<byte> frame = bytes.Slice(i * BytesPerFrame, BytesPerFrame);
            if (IsFloat)
            {
                BinaryPrimitives.WriteSingleLittleEndian(frame, left[i]);
                BinaryPrimitives.WriteSingleLittleEndian(frame[4..], right[i]);
            }
            else
            {
                BinaryPrimitives.WriteInt16LittleEndian(frame, Round(left[i]));
                BinaryPrimitives.WriteInt16LittleEndian(frame[2..], Round(right[i]));
            }
        }

        return bytes[..(left.Length * BytesPerFrame)];
    }

    // Triangular dither of two steps turns the error of rounding into steady noise. The seed is fixed: the same sound is
    // the same file. Exact silence stays exact.
    private short Round(float sample)
    {
        if (sample == 0) return 0;

        float scaled = (sample * 32_767) + Uniform() - Uniform();
        float rounded = MathF.Round(scaled);
        if (rounded is >= -32_768 and <= 32_767) return (short)rounded;

        if (MathF.Abs(sample) > 1) ClippedSamples++;
        return rounded > 0 ? short.MaxValue : rounded < 0 ? short.MinValue : (short)0;      // NaN is silence
    }

    // xorshift32 (Marsaglia 2003), 0 to 1
    private float Uniform()
    {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        return (noise >> 8) * (1f / (1 << 24));
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[IsFloat ? FloatHeaderBytes : HeaderBytes];
        header.Clear();
        "RIFF"u8.CopyTo(header);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], IsFloat ? 18 : 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], (short)(IsFloat ? 3 : 1));
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 2);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], SampleRate * BytesPerFrame);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], (short)BytesPerFrame);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], (short)(8 * BytesPerSample));
        if (IsFloat)
        {
            "fact"u8.CopyTo(header[38..]);
            BinaryPrimitives.WriteInt32LittleEndian(header[42..], 4);
        }

        "data"u8.CopyTo(header[(header.Length - 8)..]);
        file.Write(header);
        Seal();
    }

    private void Seal()
    {
        // Past 4 GB the fields cannot say how long the file is; all ones means "to the end of the file" to common readers.
        long bytes = Frames * BytesPerFrame;
        long end = file.Position;
        int header = IsFloat ? FloatHeaderBytes : HeaderBytes;
        Patch(RiffSizeAt, bytes + header - 8);
        Patch(IsFloat ? FloatDataSizeAt : DataSizeAt, bytes);
        if (IsFloat) Patch(FloatFactAt, Frames);
        file.Position = end;
        file.Flush();
        unsealed = 0;
    }

    private void Patch(int at, long value)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)Math.Min(value, uint.MaxValue));
        file.Position = at;
        file.Write(field);
    }

    private static LivePerformerException Refused(string path, Exception fault) =>
        new($"Cannot write '{path}': {fault.Message.ReplaceLineEndings(" ")} Choose another folder or make room on the disk.", fault);
}
