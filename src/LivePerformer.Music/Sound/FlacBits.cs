using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LivePerformer.Music;

/// <summary>The bits of a FLAC file, highest first, with the bytes of the current frame kept for its checksum.</summary>
/// <remarks>Single thread. Throws <see cref="EndOfStreamException"/> where the file ends.</remarks>
internal sealed class FlacBits(SoundStream stream)
{
    // No frame is longer: 8 channels of 65,536 samples, each a little more than 33 bits.
    private const int MostFrameBytes = 1 << 22;

    private byte[] bytes = new byte[1 << 16];
    private int start, at, end;     // of the frame; behind the last byte in the cache; behind the last byte in memory
    private ulong cache;            // the next bit is its highest
    private int cached;             // bits in it

    /// <summary>Where the current frame begins, in bytes of the file.</summary>
    public long FrameStart => stream.Position - end + start;

    /// <summary>Bytes of the current frame that were read so far; only between whole bytes.</summary>
    public ReadOnlySpan<byte> FrameBytes => bytes.AsSpan(start, at - (cached >> 3) - start);

    /// <summary>The next byte begins a frame.</summary>
    public void BeginFrame()
    {
        at -= cached >> 3;
        start = at;
        cache = 0;
        cached = 0;
    }

    /// <summary>Whether nothing follows; at the start of a frame.</summary>
    public bool IsAtEnd => at == end && !Load();

    /// <summary>What follows at the start of a frame, up to so many bytes.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (end - at < count && Load()) { }
        return bytes.AsSpan(at, Math.Min(count, end - at));
    }

    /// <param name="count">0 to 56.</param>
    public ulong Unsigned(int count)
    {
        if (count == 0) return 0;
        if (cached < count) Refill(count);
        ulong value = cache >> (64 - count);
        cache <<= count;
        cached -= count;
        return value;
    }

    /// <param name="count">1 to 56.</param>
    public long Signed(int count) => (long)(Unsigned(count) << (64 - count)) >> (64 - count);

    /// <summary>So many zeros before a one.</summary>
    public long Unary()
    {
        long zeros = 0;
        while (true)
        {
            if (cached == 0) Refill(1);
            int run = BitOperations.LeadingZeroCount(cache);
            if (run < cached)
            {
                cache <<= run;      // not run + 1 at once: 64 would shift by nothing
                cache <<= 1;
                cached -= run + 1;
                return zeros + run;
            }

            zeros += cached;
            cache = 0;
            cached = 0;
        }
    }

    /// <summary>Rice codes: a quotient in unary, the lowest bits in binary, folded so that small numbers of either sign are short.</summary>
    public void Rice(Span<long> into, int parameter)
    {
        ulong window = cache;       // in registers, where fields would not be
        int count = cached;
        for (int i = 0; i < into.Length; i++)
        {
            if (count < 32 && end - at >= 8) Fill(ref window, ref count);
            int run = BitOperations.LeadingZeroCount(window);
            int length = run + 1 + parameter;
            ulong folded;
            if (length <= count)
            {
                ulong rest = window << run << 1;
                folded = ((ulong)run << parameter) | (rest >> 1 >> (63 - parameter));
                window = rest << parameter;
                count -= length;
            }
            else
            {
                (cache, cached) = (window, count);
                folded = ((ulong)Unary() << parameter) | Unsigned(parameter);
                (window, count) = (cache, cached);
            }

            into[i] = (long)(folded >> 1) ^ -(long)(folded & 1);
        }

        (cache, cached) = (window, count);
    }

    /// <summary>Drops what is left of the current byte.</summary>
    public void Align()
    {
        int odd = cached & 7;
        cache <<= odd;
        cached -= odd;
    }

    // Eight bytes lie ahead: as many as fit are taken, and what more of them came along is wiped out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill(ref ulong window, ref int count)
    {
        window |= BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at)) >> count;
        at += (63 - count) >> 3;
        count |= 56;
        window &= ulong.MaxValue << (64 - count);
    }

    private void Refill(int needed)
    {
        while (cached < needed)
        {
            if (end - at >= 8)
            {
                Fill(ref cache, ref cached);
                continue;
            }

            if (at == end && !Load()) throw new EndOfStreamException();

            cache |= (ulong)bytes[at++] << (56 - cached);
            cached += 8;
        }
    }

    private bool Load()
    {
        if (start > 0)
        {
            bytes.AsSpan(start, end - start).CopyTo(bytes);
            (at, end, start) = (at - start, end - start, 0);
        }

        if (end == bytes.Length)
        {
            if (end >= MostFrameBytes) throw new FlacFault("a frame without an end");
            Array.Resize(ref bytes, 2 * bytes.Length);
        }

        int got = stream.Read(bytes.AsSpan(end));
        end += got;
        return got > 0;
    }
}
