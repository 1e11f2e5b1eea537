using System.Buffers.Binary;

namespace LivePerformer.Music;

/// <summary>What the fmt chunk of a WAV file says.</summary>
/// <param name="Tag">Microsoft's number of the coding; for "extensible" files, that of its sub-format.</param>
/// <param name="FrameBytes">Bytes of one sample of all channels.</param>
/// <param name="Bits">Of a sample; the lowest of its bytes may be filled up with zeros.</param>
internal readonly record struct WavFormatChunk(int Tag, int Channels, long SampleRate, int FrameBytes, int Bits)
{
    private const int Pcm = 1, Float = 3, ALaw = 6, MuLaw = 7, Extensible = 0xFFFE;

    // The part of a sub-format behind its tag: {xxxx0000-0000-0010-8000-00AA00389B71}.
    private static ReadOnlySpan<byte> SubFormat => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <exception cref="SoundFileException">It is too short.</exception>
    public static WavFormatChunk Parse(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < 16) throw new SoundFileException(name, "has a fmt chunk that is too short. It is damaged: export or copy it again.");

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (tag == Extensible && bytes.Length >= 40 && bytes[26..40].SequenceEqual(SubFormat)) tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]);
        return new(
            tag,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]));
    }

    /// <exception cref="SoundFileException">It is not read here.</exception>
    public SampleCoding Coding(string name)
    {
        int bytes = FrameBytes / Channels;
        if (FrameBytes % Channels != 0 || bytes * 8 < Bits)
            throw new SoundFileException(name, $"claims frames of {FrameBytes} bytes for {Channels} channels of {Bits} bits. It is damaged: export or copy it again.");

        return (Tag, bytes) switch
        {
            (Pcm, 1) => SampleCoding.Unsigned8,
            (Pcm, 2) => SampleCoding.Signed16,
            (Pcm, 3) => SampleCoding.Signed24,
            (Pcm, 4) => SampleCoding.Signed32,
            (Float, 4) => SampleCoding.Float32,
            (Float, 8) => SampleCoding.Float64,
            (ALaw, 1) => SampleCoding.ALaw,
            (MuLaw, 1) => SampleCoding.MuLaw,
            _ => throw new SoundFileException(
                name, $"is coded as {NameOf(Tag)} in {bytes} bytes, which is not read here. Convert it first, for example: ffmpeg -i IN OUT.flac"),
        };
    }

    private static string NameOf(int tag) => tag switch
    {
        Pcm => "integers",
        Float => "floating point",
        0x0002 => "Microsoft ADPCM",
        0x0011 => "IMA ADPCM",
        0x0031 => "GSM",
        0x0050 or 0x0055 => "MPEG",
        _ => $"format 0x{tag:X4}",
    };
}
