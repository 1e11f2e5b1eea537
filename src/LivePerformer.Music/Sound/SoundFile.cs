using System.Buffers;
using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A recording, read as it goes: WAV or FLAC, whatever its name says.</summary>
/// <remarks>
/// Single thread. WAV: integers of 8 to 32 bits, floating point of 32 and 64, A-law and mu-law, also "extensible" and RF64 (files
/// beyond 4 GB). FLAC: all of it, each frame's checksum is verified. A file that was cut off gives what is left of it.
/// </remarks>
public sealed class SoundFile : IDisposable
{
    private const int ScratchSamples = 1 << 14;

    private readonly SoundStream stream;
    private readonly SoundReader reader;
    private float[] scratch = [];

    private SoundFile(SoundStream stream)
    {
        this.stream = stream;
        try
        {
            reader = ReaderOf(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>What error messages call it.</summary>
    public string Name => stream.Name;

    /// <summary>Frames per second.</summary>
    public int SampleRate => reader.SampleRate;

    public int Channels => reader.Channels;

    /// <summary>How many there are by the header, or by the file's length where that is less; -1 where nothing tells.</summary>
    public long Frames => reader.Frames;

    /// <summary>It can be opened again and is the same: it is no pipe.</summary>
    public bool IsLasting => stream.CanSeek;

    /// <summary>It ended before its header had promised; sure only when all was read.</summary>
    public bool IsCutOff => reader.IsCutOff;

    /// <exception cref="SoundFileException">It is absent, or no sound file that can be read.</exception>
    public static SoundFile Open(string path) => new(SoundStream.Open(path));

    /// <param name="stream">At its start; a pipe will do. Stays open.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="SoundFileException">No sound file that can be read.</exception>
    public static SoundFile Open(Stream stream, string name) => new(SoundStream.Over(stream, name));

    /// <summary>A whole recording as one channel, the mean of all.</summary>
    /// <param name="sampleRate">Samples per second of what is returned; sound of another rate is resampled.</param>
    /// <exception cref="SoundFileException">It is absent, or cannot be read, or is too long for one array.</exception>
    public static float[] ReadMono(string path, int sampleRate)
    {
        using SoundFile file = Open(path);
        var resampler = new Resampler(file.SampleRate, sampleRate);
        float[] block = new float[ScratchSamples];
        int mostOut = Math.Max(resampler.MostFrom(block.Length), resampler.MostFlushed);
        double expected = file.Frames * ((double)sampleRate / file.SampleRate);
        var sound = new ArrayBufferWriter<float>((int)Math.Clamp(expected + mostOut, ScratchSamples, 1 << 24));
        for (int got = file.ReadMono(block); got > 0; got = file.ReadMono(block))
        {
            if (sound.WrittenCount > Array.MaxLength - (2 * mostOut))
                throw new SoundFileException(path, "is too long to be held in memory as a whole. Cut it into parts of some hours.");
            sound.Advance(resampler.Process(block.AsSpan(0, got), sound.GetSpan(mostOut)));
        }

        sound.Advance(resampler.Flush(sound.GetSpan(mostOut)));
        return sound.WrittenSpan.ToArray();
    }

    /// <summary>Reads on: full scale is -1 to 1, channels interleaved.</summary>
    /// <returns>Frames; fewer than there is room for only at the end, and then 0.</returns>
    /// <exception cref="SoundFileException">The file is damaged here, or gone.</exception>
    public int Read(Span<float> interleaved)
    {
        if (interleaved.Length < Channels) throw new ArgumentException($"There must be room for one frame of {Channels} channels.", nameof(interleaved));
        return reader.Read(interleaved[..(interleaved.Length / Channels * Channels)]);
    }

    /// <summary>Reads on as one channel, the mean of all.</summary>
    /// <returns>Samples; fewer than there is room for only at the end, and then 0.</returns>
    /// <exception cref="SoundFileException">The file is damaged here, or gone.</exception>
    public int ReadMono(Span<float> mono)
    {
        if (Channels == 1) return mono.IsEmpty ? 0 : reader.Read(mono);
        if (scratch.Length == 0) scratch = new float[Math.Max(ScratchSamples / Channels, 1) * Channels];

        int done = 0;
        while (done < mono.Length)
        {
            int asked = Math.Min(mono.Length - done, scratch.Length / Channels);
            int got = reader.Read(scratch.AsSpan(0, asked * Channels));
            Mix(scratch.AsSpan(0, got * Channels), mono.Slice(done, got), Channels);
            done += got;
            if (got < asked) break;
        }

        return done;
    }

    public void Dispose() => stream.Dispose();

    private static void Mix(ReadOnlySpan<float> interleaved, Span<float> mono, int channels)
    {
        float share = 1f / channels;
        for (int i = 0; i < mono.Length; i++)
        {
            float sum = 0;
            foreach (float sample in interleaved.Slice(i * channels, channels)) sum += sample;
            mono[i] = sum * share;
        }
    }

    private static SoundReader ReaderOf(SoundStream stream)
    {
        SkipTag(stream);
        ReadOnlySpan<byte> head = stream.Peek(12);
        if (head.IsEmpty) throw new SoundFileException(stream.Name, "is empty. Export or copy it again.");
        if (head.StartsWith("fLaC"u8)) return new FlacReader(stream);
        if (head.Length == 12 && head[8..].SequenceEqual("WAVE"u8) && WavReader.Knows(head[..4])) return new WavReader(stream);

        string kind = KindOf(head);
        throw new SoundFileException(stream.Name, $"is {kind}, not WAV or FLAC. Convert it first, for example: ffmpeg -i IN -map 0:a:0 OUT.flac");
    }

    /// <summary>Some programs put MP3's kind of tag before a FLAC stream.</summary>
    private static void SkipTag(SoundStream stream)
    {
        ReadOnlySpan<byte> head = stream.Peek(10);
        if (head.Length < 10 || !head.StartsWith("ID3"u8)) return;

        int length = 0;
        foreach (byte seven in head[6..]) length = (length << 7) | (seven & 0x7F);
        int footer = (head[5] & 0x10) != 0 ? 10 : 0;
        long behind = stream.Position + 10 + length + footer;
        stream.SkipTo(behind);
        if (!stream.Peek(4).StartsWith("fLaC"u8)) throw new SoundFileException(stream.Name, "is an MP3 file, not WAV or FLAC. Convert it first, for example: ffmpeg -i IN -map 0:a:0 OUT.flac");
    }

    private static string KindOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("OggS"u8)) return "an Ogg file";
        if (head.StartsWith("FORM"u8)) return "an AIFF file";
        if (head.StartsWith("RIFX"u8)) return "a big-endian WAV file";
        if (head.StartsWith("riff"u8)) return "a Wave64 file";
        if (head.StartsWith("caff"u8)) return "a CAF file";
        if (head.StartsWith("wvpk"u8)) return "a WavPack file";
        if (head.StartsWith("MThd"u8)) return "a MIDI file";
        if (head.Length >= 8 && head[4..8].SequenceEqual("ftyp"u8)) return "an MP4 file";
        if (head.Length >= 2 && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0) return "an MP3 or AAC file";
        return head.StartsWith("RIFF"u8) ? "a RIFF file without sound" : "no sound file that is known here";
    }
}
