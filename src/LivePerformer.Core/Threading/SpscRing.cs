using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LivePerformer.Core;

/// <summary>The only way between two threads on the line of a note: one thread writes, one other reads, nobody waits.</summary>
/// <remarks>Lives in unmanaged memory, so that a second runtime (the NativeAOT callback) can attach to the same ring:
/// a header of three cache lines (written, read, capacity), then the slots.</remarks>
public sealed unsafe class SpscRing<T> : IDisposable
    where T : unmanaged
{
    private const int CacheLine = 64;
    private const int HeaderBytes = 3 * CacheLine;

    private readonly byte* memory;
    private readonly bool owned;
    private readonly long* written;
    private readonly long* read;
    private readonly T* slots;
    private readonly int mask;
    private bool disposed;

    /// <param name="capacity">How many values fit; rounded up to a power of two.</param>
    public SpscRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        nuint bytes = HeaderBytes + ((nuint)size * (nuint)sizeof(T));
        memory = (byte*)NativeMemory.AlignedAlloc(bytes, CacheLine);
        NativeMemory.Clear(memory, bytes);
        owned = true;
        *(long*)(memory + (2 * CacheLine)) = size;
        written = (long*)memory;
        read = (long*)(memory + CacheLine);
        slots = (T*)(memory + HeaderBytes);
        mask = size - 1;
    }

    private SpscRing(byte* memory)
    {
        this.memory = memory;
        written = (long*)memory;
        read = (long*)(memory + CacheLine);
        slots = (T*)(memory + HeaderBytes);
        mask = (int)*(long*)(memory + (2 * CacheLine)) - 1;
    }

    ~SpscRing() => Release();

    /// <summary>The other end of a ring that lives at this address, made by another runtime and freed by it.</summary>
    public static SpscRing<T> Attach(nint address) => new((byte*)address);

    public nint Address => (nint)memory;

    public int Capacity => mask + 1;

    /// <summary>How many values wait; a snapshot when called from a third thread.</summary>
    public int Count => (int)(Volatile.Read(ref *written) - Volatile.Read(ref *read));

    /// <summary>False, and nothing written, when the ring is full.</summary>
    /// <remarks>Producer thread only.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWrite(in T value)
    {
        long at = *written;
        if (at - Volatile.Read(ref *read) > mask) return false;

        slots[at & mask] = value;
        Volatile.Write(ref *written, at + 1);   // publish after the slot is filled
        return true;
    }

    /// <remarks>Consumer thread only.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out T value)
    {
        if (!TryPeek(out value)) return false;

        Volatile.Write(ref *read, *read + 1);   // release the slot after it is copied
        return true;
    }

    /// <summary>The next value, left in the ring.</summary>
    /// <remarks>Consumer thread only.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek(out T value)
    {
        long at = *read;
        if (at == Volatile.Read(ref *written))
        {
            value = default;
            return false;
        }

        value = slots[at & mask];
        return true;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (!owned || disposed) return;
        disposed = true;
        NativeMemory.AlignedFree(memory);
    }
}
