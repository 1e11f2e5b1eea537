using System.Buffers.Binary;

namespace LivePerformer.Music;

/// <summary>How a WAV file writes down one sample.</summary>
internal enum SampleCoding
{
    Unsigned8,
    Signed16,
    Signed24,
    Signed32,
    Float32,
    Float64,
    ALaw,
    MuLaw,
}

/// <summary>Turns bytes into samples, full scale -1 to 1; what is no number is silence.</summary>
internal static class SampleCodingExtensions
{
    private static readonly float[] ALawTable = Table(OfALaw), MuLawTable = Table(OfMuLaw);

    public static int Bytes(this SampleCoding coding) => coding switch
    {
        SampleCoding.Unsigned8 or SampleCoding.ALaw or SampleCoding.MuLaw => 1,
        SampleCoding.Signed16 => 2,
        SampleCoding.Signed24 => 3,
        SampleCoding.Float64 => 8,
        _ => 4,
    };

    /// <param name="samples">As many as the bytes hold.</param>
    public static void Decode(this SampleCoding coding, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (coding)
        {
            case SampleCoding.Unsigned8:
                for (int i = 0; i < samples.Length; i++) samples[i] = (bytes[i] - 128) * (1f / 128);
                break;
            case SampleCoding.Signed16:
                for (int i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) * (1f / 32_768);
                break;
            case SampleCoding.Signed24:
                for (int i = 0; i < samples.Length; i++)
                {
                    int high = BinaryPrimitives.ReadInt16LittleEndian(bytes[((3 * i) + 1)..]);
                    samples[i] = ((high << 8) | bytes[3 * i]) * (1f / (1 << 23));
                }

                break;
            case SampleCoding.Signed32:
                for (int i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) * (1f / (1u << 31));
                break;
            case SampleCoding.Float32:
                for (int i = 0; i < samples.Length; i++) samples[i] = Finite(BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]));
                break;
            case SampleCoding.Float64:
                for (int i = 0; i < samples.Length; i++) samples[i] = Finite((float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]));
                break;
            default:
                float[] table = coding == SampleCoding.ALaw ? ALawTable : MuLawTable;
                for (int i = 0; i < samples.Length; i++) samples[i] = table[bytes[i]];
                break;
        }
    }

    private static float Finite(float sample) => float.IsFinite(sample) ? sample : 0;

    // ITU-T G.711, in sixteenths of a 12-bit step as every 16-bit decoder gives it: sign, exponent of 3 bits, mantissa of 4.
    private static int OfALaw(int code)
    {
        code ^= 0x55;
        int exponent = (code >> 4) & 7;
        int size = ((code & 15) << 4) + 8;
        if (exponent > 0) size = (size + 0x100) << (exponent - 1);
        return (code & 0x80) != 0 ? size : -size;
    }

    private static int OfMuLaw(int code)
    {
        code = ~code;
        int size = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
        return (code & 0x80) != 0 ? -size : size;
    }

    private static float[] Table(Func<int, int> decode) => [.. Enumerable.Range(0, 256).Select(code => decode(code) / 32_768f)];
}
