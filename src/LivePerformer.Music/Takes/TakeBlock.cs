using System.Buffers.Binary;
using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Makes the blocks of a take out of its entries, one after the other.</summary>
/// <remarks>One thread. After it has grown to its size nothing is allocated, but for remarks.</remarks>
public sealed class TakeBlock
{
    private byte[] bytes = new byte[1 << 16];
    private int length = TakeLayout.BlockHead;
    private uint number = 1;
    private long frame, moment, work;

    public bool IsEmpty => length == TakeLayout.BlockHead;

    /// <summary>The beginning of the file: its signature and the header.</summary>
    public static byte[] Beginning(TakeHeader header)
    {
        byte[] json = header.ToJson();
        var whole = new byte[TakeLayout.Signature.Length + TakeLayout.BlockHead + json.Length];
        TakeLayout.Signature.CopyTo(whole);
        json.CopyTo(whole.AsSpan(TakeLayout.Signature.Length + TakeLayout.BlockHead));
        Seal(whole.AsSpan(TakeLayout.Signature.Length), 0);
        return whole;
    }

    public void Add(in TakeEntry entry)
    {
        TakeLayout.Fields fields = TakeLayout.Of(entry.Kind);
        Room(64);
        bytes[length++] = (byte)entry.Kind;
        if (fields.HasFlag(TakeLayout.Fields.Skipped)) Number((uint)entry.Skipped);
        if (fields.HasFlag(TakeLayout.Fields.Frame)) Difference(entry.A, ref frame);
        if (fields.HasFlag(TakeLayout.Fields.Moment)) Difference(entry.A, ref moment);
        if (fields.HasFlag(TakeLayout.Fields.Work)) Difference(entry.A, ref work);
        long near = entry.A;
        if (fields.HasFlag(TakeLayout.Fields.FromA)) Difference(entry.B, ref near);
        if (fields.HasFlag(TakeLayout.Fields.Number)) Number((ulong)entry.B);
        if (fields.HasFlag(TakeLayout.Fields.Message))
        {
            bytes[length++] = entry.Message.Status;
            bytes[length++] = entry.Message.Data1;
            bytes[length++] = entry.Message.Data2;
        }

        if (fields.HasFlag(TakeLayout.Fields.Flags)) bytes[length++] = entry.Flags;
    }

    public void Add(TimePoint at, string remark)
    {
        byte[] text = Encoding.UTF8.GetBytes(remark);
        Add(TakeEntry.Remark(at) with { B = text.Length });
        Room(text.Length);
        text.CopyTo(bytes, length);
        length += text.Length;
    }

    /// <summary>The whole block, to be appended to the file; what is added from now on belongs to the next one.</summary>
    /// <returns>Good until something is added.</returns>
    public ReadOnlyMemory<byte> Finish()
    {
        ReadOnlyMemory<byte> block = bytes.AsMemory(0, length);
        Seal(bytes.AsSpan(0, length), number++);
        length = TakeLayout.BlockHead;
        frame = moment = work = 0;
        return block;
    }

    internal static uint Checksum(ReadOnlySpan<byte> block) =>
        Crc32.Of(block[TakeLayout.BlockHead..], Crc32.Of(block[4..12]));

    private static void Seal(Span<byte> block, uint number)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(block, TakeLayout.BlockMark);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], (uint)(block.Length - TakeLayout.BlockHead));
        BinaryPrimitives.WriteUInt32LittleEndian(block[12..], Checksum(block));
    }

    private void Difference(long value, ref long before)
    {
        long difference = value - before;
        before = value;
        Number((ulong)((difference << 1) ^ (difference >> 63)));
    }

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
    }

    private void Room(int more)
    {
        if (length + more > bytes.Length) Array.Resize(ref bytes, Math.Max(2 * bytes.Length, length + more));
    }
}
