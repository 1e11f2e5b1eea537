using System.Buffers;
using System.Numerics;

namespace LivePerformer.Trainer;

/// <summary>Sound as a room or a loudspeaker answers it.</summary>
/// <remarks>Overlap-save; two blocks at a time, one as the real part and one as the imaginary, which the real response keeps apart.</remarks>
internal static class Convolution
{
    private const int SmallestBlock = 1024;

    /// <summary>Convolves sound with a response, in place; what would ring on behind the end is dropped.</summary>
    public static void Apply(Span<float> sound, ReadOnlySpan<float> response)
    {
        int size = Math.Max(SmallestBlock, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(3 * response.Length, sound.Length + response.Length)));
        var fourier = ComplexFourier.Of(size);
        int before = response.Length - 1, valid = size - before;
        float[] rented = ArrayPool<float>.Shared.Rent((4 * size) + sound.Length);
        Span<float> hr = rented.AsSpan(0, size), hi = rented.AsSpan(size, size), xr = rented.AsSpan(2 * size, size), xi = rented.AsSpan(3 * size, size);
        Span<float> dry = rented.AsSpan(4 * size, sound.Length);
        sound.CopyTo(dry);
        response.CopyTo(hr);
        hr[response.Length..].Clear();
        hi.Clear();
        fourier.Forward(hr, hi);
        for (int at = 0; at < sound.Length; at += 2 * valid)
        {
            Take(dry, at - before, xr);
            Take(dry, at + valid - before, xi);
            fourier.Forward(xr, xi);
            Multiply(xr, xi, hr, hi, 1f / size);
            fourier.Back(xr, xi);
            Put(xr[before..], sound, at);
            Put(xi[before..], sound, at + valid);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Take(ReadOnlySpan<float> sound, int from, Span<float> block)
    {
        int skip = Math.Max(0, -from), count = Math.Clamp(sound.Length - from - skip, 0, block.Length - skip);
        block[..skip].Clear();
        if (count > 0) sound.Slice(from + skip, count).CopyTo(block[skip..]);
        block[(skip + count)..].Clear();
    }

    private static void Put(ReadOnlySpan<float> block, Span<float> sound, int at)
    {
        if (at < sound.Length) block[..Math.Min(block.Length, sound.Length - at)].CopyTo(sound[at..]);
    }

    private static void Multiply(Span<float> xr, Span<float> xi, ReadOnlySpan<float> hr, ReadOnlySpan<float> hi, float scale)
    {
        for (int i = 0; i < xr.Length; i += Vector<float>.Count)
        {
            Vector<float> ar = new(xr[i..]), ai = new(xi[i..]), br = new(hr[i..]), bi = new(hi[i..]);
            (((ar * br) - (ai * bi)) * scale).CopyTo(xr[i..]);
            (((ar * bi) + (ai * br)) * scale).CopyTo(xi[i..]);
        }
    }
}
