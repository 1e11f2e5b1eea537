using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LivePerformer.Host;

/// <summary>Reads OSC 1.0 and 1.1 from bytes of which nothing is believed.</summary>
internal ref struct OscReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Longer than any address that somebody means.</summary>
    public const int LongestAddress = 255;

    private ReadOnlySpan<byte> rest = bytes;

    /// <param name="depth">So many bundles may lie within each other.</param>
    public bool TryPacket(int depth, [NotNullWhen(true)] out OscPacket? packet)
    {
        packet = null;
        if (rest.Length % 4 != 0) return false;
        return rest.StartsWith("#bundle\0"u8) ? TryBundle(depth, out packet) : TryMessage(out packet);
    }

    private bool TryBundle(int depth, [NotNullWhen(true)] out OscPacket? bundle)
    {
        bundle = null;
        rest = rest["#bundle\0"u8.Length..];
        if (depth == 0 || !TryLong(out long timeTag)) return false;

        var packets = new List<OscPacket>();
        while (!rest.IsEmpty)
        {
            if (!TryWord(out int size) || size <= 0 || size > rest.Length) return false;
            if (!new OscReader(rest[..size]).TryPacket(depth - 1, out OscPacket? packet)) return false;

            packets.Add(packet);
            rest = rest[size..];
        }

        bundle = new OscBundle((ulong)timeTag, packets);
        return true;
    }

    private bool TryMessage([NotNullWhen(true)] out OscPacket? message)
    {
        message = null;
        if (!TryText(out ReadOnlySpan<byte> address) || address.Length > LongestAddress || !address.StartsWith("/"u8) || address.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return false;

        ReadOnlySpan<byte> types = ","u8;       // old programs leave the types out where there is no value
        if (!rest.IsEmpty && !TryText(out types)) return false;
        if (!types.StartsWith(","u8)) return false;

        var arguments = new OscArgument[types.Length - 1];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!TryArgument((char)types[i + 1], out arguments[i])) return false;
        }

        message = new OscMessage(Encoding.ASCII.GetString(address), arguments);
        return rest.IsEmpty;
    }

    private bool TryArgument(char type, out OscArgument argument)
    {
        argument = default;
        if (OscArgument.Bare.Contains(type, StringComparison.Ordinal))
        {
            argument = OscArgument.OfBits(type, 0);
        }
        else if (OscArgument.Words.Contains(type, StringComparison.Ordinal))
        {
            if (!TryWord(out int word)) return false;
            argument = OscArgument.OfBits(type, word);
        }
        else if (OscArgument.LongWords.Contains(type, StringComparison.Ordinal))
        {
            if (!TryLong(out long word)) return false;
            argument = OscArgument.OfBits(type, word);
        }
        else if (OscArgument.Texts.Contains(type, StringComparison.Ordinal))
        {
            if (!TryText(out ReadOnlySpan<byte> text)) return false;
            argument = OscArgument.OfText(type, Encoding.UTF8.GetString(text));     // what is no UTF-8 becomes U+FFFD
        }
        else if (type == OscArgument.Blob)
        {
            if (!TryWord(out int size) || size < 0 || size > rest.Length) return false;
            argument = OscArgument.OfBytes(rest[..size].ToArray());
            return TryPass(size);
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool TryText(out ReadOnlySpan<byte> text)
    {
        int length = rest.IndexOf((byte)0);
        text = length < 0 ? default : rest[..length];
        return length >= 0 && TryPass(length, ends: 1);
    }

    /// <summary>Goes on behind something and its padding, which must be zeros.</summary>
    /// <param name="ends">Zeros that belong to it.</param>
    private bool TryPass(int length, int ends = 0)
    {
        int padded = (length + ends + 3) & ~3;
        if (padded > rest.Length || rest[length..padded].ContainsAnyExcept((byte)0)) return false;

        rest = rest[padded..];
        return true;
    }

    private bool TryWord(out int word)
    {
        if (!BinaryPrimitives.TryReadInt32BigEndian(rest, out word)) return false;
        rest = rest[sizeof(int)..];
        return true;
    }

    private bool TryLong(out long word)
    {
        if (!BinaryPrimitives.TryReadInt64BigEndian(rest, out word)) return false;
        rest = rest[sizeof(long)..];
        return true;
    }
}
