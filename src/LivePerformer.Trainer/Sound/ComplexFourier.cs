using System.Collections.Concurrent;
using System.Numerics;

namespace LivePerformer.Trainer;

/// <summary>The discrete Fourier transform of a power of two complex numbers, real and imaginary parts apart, for convolutions: the
/// spectrum lies in bit-reversed order, and the way back takes it so.</summary>
/// <remarks>Immutable, any thread. Radix 2; forward by decimation in frequency, back by decimation in time, which needs no sorting.</remarks>
internal sealed class ComplexFourier
{
    private static readonly ConcurrentDictionary<int, ComplexFourier> BySize = new();

    // For each stage of half h, h factors exp(-i pi k / h), at h - 1.
    private readonly float[] cosines, sines;
    private readonly int[] places;

    private ComplexFourier(int size)
    {
        Size = size;
        cosines = new float[size - 1];
        sines = new float[size - 1];
        places = new int[size];
        for (int k = 1; k < size; k++) places[k] = (places[k / 2] / 2) + (k % 2 * (size / 2));
        for (int half = 1; half < size; half *= 2)
        {
            for (int k = 0; k < half; k++)
            {
                (double sine, double cosine) = Math.SinCos(Math.PI * k / half);
                cosines[half - 1 + k] = (float)cosine;
                sines[half - 1 + k] = (float)-sine;
            }
        }
    }

    public int Size { get; }

    /// <summary>Where each frequency lies in the spectrum, and whence, as it is its own way back.</summary>
    public ReadOnlySpan<int> Places => places;

    /// <param name="size">A power of two.</param>
    public static ComplexFourier Of(int size)
    {
        if (!BitOperations.IsPow2(size)) throw new ArgumentOutOfRangeException(nameof(size));

        return BySize.GetOrAdd(size, each => new(each));
    }

    public void Forward(Span<float> real, Span<float> imaginary)
    {
        for (int half = Size / 2; half >= 1; half /= 2)
        {
            ReadOnlySpan<float> c = cosines.AsSpan(half - 1, half), s = sines.AsSpan(half - 1, half);
            for (int at = 0; at < Size; at += 2 * half)
            {
                Fall(real.Slice(at, half), imaginary.Slice(at, half), real.Slice(at + half, half), imaginary.Slice(at + half, half), c, s);
            }
        }
    }

    /// <summary>The way back, times <see cref="Size"/>.</summary>
    public void Back(Span<float> real, Span<float> imaginary)
    {
        for (int half = 1; half < Size; half *= 2)
        {
            ReadOnlySpan<float> c = cosines.AsSpan(half - 1, half), s = sines.AsSpan(half - 1, half);
            for (int at = 0; at < Size; at += 2 * half)
            {
                Rise(real.Slice(at, half), imaginary.Slice(at, half), real.Slice(at + half, half), imaginary.Slice(at + half, half), c, s);
            }
        }
    }

    // a + b, (a - b) w
    private static void Fall(Span<float> ar, Span<float> ai, Span<float> br, Span<float> bi, ReadOnlySpan<float> c, ReadOnlySpan<float> s)
    {
        int k = 0;
        for (; k <= c.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> xr = new(ar[k..]), xi = new(ai[k..]), yr = new(br[k..]), yi = new(bi[k..]), wr = new(c[k..]), wi = new(s[k..]);
            (xr + yr).CopyTo(ar[k..]);
            (xi + yi).CopyTo(ai[k..]);
            Vector<float> dr = xr - yr, di = xi - yi;
            ((dr * wr) - (di * wi)).CopyTo(br[k..]);
            ((dr * wi) + (di * wr)).CopyTo(bi[k..]);
        }

        for (; k < c.Length; k++)
        {
            float dr = ar[k] - br[k], di = ai[k] - bi[k];
            ar[k] += br[k];
            ai[k] += bi[k];
            br[k] = (dr * c[k]) - (di * s[k]);
            bi[k] = (dr * s[k]) + (di * c[k]);
        }
    }

    // a + b w*, a - b w*
    private static void Rise(Span<float> ar, Span<float> ai, Span<float> br, Span<float> bi, ReadOnlySpan<float> c, ReadOnlySpan<float> s)
    {
        int k = 0;
        for (; k <= c.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> xr = new(ar[k..]), xi = new(ai[k..]), yr = new(br[k..]), yi = new(bi[k..]), wr = new(c[k..]), wi = new(s[k..]);
            Vector<float> tr = (yr * wr) + (yi * wi), ti = (yi * wr) - (yr * wi);
            (xr + tr).CopyTo(ar[k..]);
            (xi + ti).CopyTo(ai[k..]);
            (xr - tr).CopyTo(br[k..]);
            (xi - ti).CopyTo(bi[k..]);
        }

        for (; k < c.Length; k++)
        {
            float tr = (br[k] * c[k]) + (bi[k] * s[k]), ti = (bi[k] * c[k]) - (br[k] * s[k]);
            br[k] = ar[k] - tr;
            bi[k] = ai[k] - ti;
            ar[k] += tr;
            ai[k] += ti;
        }
    }
}
