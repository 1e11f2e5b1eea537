using System.Globalization;

namespace LivePerformer.Host;

/// <summary>A value of an OSC message, with the letter of its type.</summary>
/// <remarks>Numbers are kept by their bits, so that what comes in goes out as it was.</remarks>
internal readonly record struct OscArgument
{
    /// <summary>Of four bytes: whole number, float, letter, colour, MIDI.</summary>
    public const string Words = "ifcrm";

    /// <summary>Of eight: whole number, double, time tag.</summary>
    public const string LongWords = "hdt";

    /// <summary>String and symbol.</summary>
    public const string Texts = "sS";

    /// <summary>True, false, nil, impulse: the letter is all.</summary>
    public const string Bare = "TFNI";

    public const char Blob = 'b';

    private OscArgument(char type, long bits = 0, string? text = null, ReadOnlyMemory<byte> bytes = default) => (Type, Bits, Text, Bytes) = (type, bits, text, bytes);

    public char Type { get; }

    public long Bits { get; }

    /// <summary>Of a string or symbol, else null.</summary>
    public string? Text { get; }

    /// <summary>Of a blob, else none.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What can be counted: a number, or true (1), impulse (1) and false (0); else null.</summary>
    public double? Number => Type switch
    {
        'i' or 'h' => Bits,
        'f' => BitConverter.Int32BitsToSingle((int)Bits),
        'd' => BitConverter.Int64BitsToDouble(Bits),
        'T' or 'I' => 1,
        'F' => 0,
        _ => null,
    };

    public static OscArgument Of(int value) => new('i', value);

    public static OscArgument Of(float value) => new('f', BitConverter.SingleToInt32Bits(value));

    public static OscArgument Of(string value) => new('s', text: value);

    public static OscArgument Of(bool value) => new(value ? 'T' : 'F');

    public static OscArgument OfBits(char type, long bits) => new(type, bits);

    public static OscArgument OfText(char type, string text) => new(type, text: text);

    public static OscArgument OfBytes(ReadOnlyMemory<byte> bytes) => new(Blob, bytes: bytes);

    public bool Equals(OscArgument other) => Type == other.Type && Bits == other.Bits && Text == other.Text && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Type, Bits, Text, Bytes.Length);

    /// <summary>As somebody would write it: "0.9", "duet".</summary>
    public override string ToString() => Type switch
    {
        'f' => BitConverter.Int32BitsToSingle((int)Bits).ToString(CultureInfo.InvariantCulture),
        'd' => BitConverter.Int64BitsToDouble(Bits).ToString(CultureInfo.InvariantCulture),
        _ => Text ?? (Bare.Contains(Type, StringComparison.Ordinal) || Type == Blob ? $"{Type}" : Bits.ToString(CultureInfo.InvariantCulture)),
    };
}
