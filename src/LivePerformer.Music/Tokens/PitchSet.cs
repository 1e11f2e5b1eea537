using System.Numerics;
using System.Runtime.CompilerServices;

namespace LivePerformer.Music;

/// <summary>A set of the 128 pitches, in two words.</summary>
internal struct PitchSet
{
    private ulong low;
    private ulong high;

    public readonly bool IsEmpty => (low | high) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Contains(int pitch) => (((pitch < 64 ? low : high) >> (pitch & 63)) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int pitch)
    {
        if (pitch < 64) low |= 1UL << pitch;
        else high |= 1UL << (pitch & 63);
    }

    /// <summary>False when it was not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Remove(int pitch)
    {
        bool was = Contains(pitch);
        if (pitch < 64) low &= ~(1UL << pitch);
        else high &= ~(1UL << (pitch & 63));
        return was;
    }

    /// <summary>Takes the lowest pitch out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out int pitch)
    {
        if (low != 0)
        {
            pitch = BitOperations.TrailingZeroCount(low);
            low &= low - 1;
            return true;
        }

        if (high != 0)
        {
            pitch = 64 + BitOperations.TrailingZeroCount(high);
            high &= high - 1;
            return true;
        }

        pitch = 0;
        return false;
    }
}
