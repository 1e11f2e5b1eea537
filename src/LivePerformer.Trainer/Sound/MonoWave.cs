using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LivePerformer.Core;
using Microsoft.Win32.SafeHandles;

namespace LivePerformer.Trainer;

/// <summary>The WAV files that prepare writes: one channel, 16 bits, 16 kHz, so that every player opens them and any sample is found
/// by counting.</summary>
internal static class MonoWave
{
    private const int HeaderBytes = 44;

    /// <summary>How long the file of so many samples is.</summary>
    public static long BytesOf(long samples) => HeaderBytes + (2 * samples);

    /// <summary>The file's bytes; what is beyond full scale is cut.</summary>
    public static byte[] Bytes(ReadOnlySpan<float> sound)
    {
        byte[] bytes = new byte[BytesOf(sound.Length)];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);       // PCM
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 1);       // channels
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), SoundData.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), 2 * SoundData.SampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), 2 * sound.Length);
        for (int i = 0; i < sound.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(HeaderBytes + (2 * i)), (short)Math.Clamp(MathF.Round(sound[i] * 32_768), short.MinValue, short.MaxValue));
        return bytes;
    }

    /// <exception cref="LivePerformerException">The file is missing, cut short or not such a file.</exception>
    public static (SafeFileHandle File, long Samples) Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
            byte[] header = new byte[HeaderBytes];
            long length = RandomAccess.GetLength(file);
            int read = RandomAccess.Read(file, header, 0);
            if (read == HeaderBytes && header.AsSpan(0, 4).SequenceEqual("RIFF"u8) && header.AsSpan(36, 4).SequenceEqual("data"u8)
                && BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(24)) == SoundData.SampleRate
                && BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(40)) == length - HeaderBytes) return (file, (length - HeaderBytes) / 2);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message}). Run prepare again.", e);
        }

        file.Dispose();
        throw new LivePerformerException($"'{path}' is cut short or not as prepare wrote it. Run prepare again.");
    }

    /// <summary>Reads just so many samples.</summary>
    /// <exception cref="LivePerformerException">They cannot be read.</exception>
    public static void Read(SafeFileHandle file, string path, long from, Span<float> mono)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(2 * mono.Length);
        try
        {
            Span<byte> wanted = bytes.AsSpan(0, 2 * mono.Length);
            for (int at = 0; at < wanted.Length;)
            {
                int read = RandomAccess.Read(file, wanted[at..], HeaderBytes + (2 * from) + at);
                if (read == 0) throw new EndOfStreamException("it became shorter");
                at += read;
            }

            ReadOnlySpan<short> samples = MemoryMarshal.Cast<byte, short>(wanted);
            for (int i = 0; i < mono.Length; i++) mono[i] = samples[i] * (1 / 32_768f);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message}). Run prepare again.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
