using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LivePerformer.Host;

/// <summary>Writes OSC 1.0.</summary>
internal sealed class OscWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new(64);

    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    public void Add(OscPacket packet)
    {
        if (packet is OscMessage message) Add(message);
        else if (packet is OscBundle bundle) Add(bundle);
    }

    private void Add(OscMessage message)
    {
        AddText(message.Address);
        AddText("," + string.Concat(message.Arguments.Select(argument => argument.Type)));
        foreach (OscArgument argument in message.Arguments) Add(argument);
    }

    private void Add(OscBundle bundle)
    {
        AddText("#bundle");
        AddLong((long)bundle.TimeTag);
        foreach (OscPacket packet in bundle.Packets)
        {
            byte[] inner = packet.ToBytes();
            AddWord(inner.Length);
            bytes.Write(inner);
        }
    }

    private void Add(in OscArgument argument)
    {
        if (argument.Text is { } text)
        {
            AddText(text);
        }
        else if (argument.Type == OscArgument.Blob)
        {
            AddWord(argument.Bytes.Length);
            AddPadded(argument.Bytes.Span, ends: 0);
        }
        else if (OscArgument.Words.Contains(argument.Type, StringComparison.Ordinal))
        {
            AddWord((int)argument.Bits);
        }
        else if (OscArgument.LongWords.Contains(argument.Type, StringComparison.Ordinal))
        {
            AddLong(argument.Bits);
        }
    }

    /// <summary>A zero within it would end it, and is left out.</summary>
    private void AddText(string text) => AddPadded(Encoding.UTF8.GetBytes(text.Replace("\0", "", StringComparison.Ordinal)), ends: 1);

    private void AddPadded(ReadOnlySpan<byte> content, int ends)
    {
        bytes.Write(content);
        bytes.Write("\0\0\0\0"u8[..(((content.Length + ends + 3) & ~3) - content.Length)]);
    }

    private void AddWord(int word)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), word);
        bytes.Advance(sizeof(int));
    }

    private void AddLong(long word)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), word);
        bytes.Advance(sizeof(long));
    }
}
