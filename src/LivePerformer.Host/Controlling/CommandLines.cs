using System.Text;

namespace LivePerformer.Host;

/// <summary>The protocol of a performance's socket: a command in a line of UTF-8, answered by a line that begins with "ok" or "no".</summary>
internal static class CommandLines
{
    /// <summary>With the line's end.</summary>
    public const int LongestBytes = 400;

    public const string Accepted = "ok ", Refused = "no ";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One line, cut where it is too long.</summary>
    public static byte[] Encode(string text)
    {
        string line = string.Concat(text.Take(LongestBytes).Select(c => char.IsControl(c) ? ' ' : c));
        while (Encoding.UTF8.GetByteCount(line) >= LongestBytes) line = line[..(line.Length - (line.Length > 1 && char.IsLowSurrogate(line[^1]) ? 2 : 1))];
        return [.. Encoding.UTF8.GetBytes(line), (byte)'\n'];
    }

    /// <summary>False when the bytes are no text.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string line)
    {
        try
        {
            line = Strict.GetString(bytes).TrimEnd('\r');
            return true;
        }
        catch (DecoderFallbackException)
        {
            line = "";
            return false;
        }
    }
}
