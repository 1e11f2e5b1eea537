using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LivePerformer.Music;

/// <summary>The Fourier transform of real samples, in double precision: a quiet band beside a loud one keeps its digits.</summary>
/// <remarks>Even samples are the real part and odd ones the imaginary part of a complex transform of half the length; that is
/// Stockham's in steps of four (Van Loan 1992), which needs no reordering. One thread at a time; allocates nothing.</remarks>
internal sealed class RealFourier
{
    public const int Shortest = 16;

    private readonly int half;                          // length of the complex transform
    private readonly Vector256<double>[] real, imaginary, otherReal, otherImaginary;
    private readonly double[][] turns;                  // of each step: cosine and sine of once, twice and thrice the angle
    private readonly double[] cosine, sine;             // that part the two halves again

    /// <param name="length">Samples: a power of two, 16 at least.</param>
    public RealFourier(int length)
    {
        half = length / 2;
        (real, imaginary) = (new Vector256<double>[half / 4], new Vector256<double>[half / 4]);
        (otherReal, otherImaginary) = (new Vector256<double>[half / 4], new Vector256<double>[half / 4]);
        var steps = new List<double[]>();
        for (int n = half; n >= 4; n /= 4) steps.Add(Turns(n));
        turns = [.. steps];
        (cosine, sine) = (new double[half + 1], new double[half + 1]);
        for (int k = 0; k <= half; k++) (sine[k], cosine[k]) = Math.SinCos(-Math.PI * k / half);
    }

    /// <summary>How strong each frequency is, from 0 to half the sample rate.</summary>
    /// <param name="samples">As many as the transform is long.</param>
    /// <param name="window">Each sample's weight.</param>
    /// <param name="magnitudes">With room for half as many and one.</param>
    public void Magnitudes(ReadOnlySpan<float> samples, ReadOnlySpan<double> window, Span<double> magnitudes)
    {
        Span<double> even = MemoryMarshal.Cast<Vector256<double>, double>(real.AsSpan()), odd = MemoryMarshal.Cast<Vector256<double>, double>(imaginary.AsSpan());
        for (int i = 0; i < even.Length; i++)
        {
            even[i] = samples[2 * i] * window[2 * i];
            odd[i] = samples[(2 * i) + 1] * window[(2 * i) + 1];
        }

        bool isInOther = Transform();
        if (isInOther) Part(MemoryMarshal.Cast<Vector256<double>, double>(otherReal), MemoryMarshal.Cast<Vector256<double>, double>(otherImaginary), magnitudes);
        else Part(even, odd, magnitudes);
    }

    // X[k] = (Z[k] + conj Z[half - k]) / 2 - i turn (Z[k] - conj Z[half - k]) / 2, with Z periodic.
    private void Part(ReadOnlySpan<double> re, ReadOnlySpan<double> im, Span<double> magnitudes)
    {
        magnitudes[0] = Math.Abs(re[0] + im[0]);
        magnitudes[half] = Math.Abs(re[0] - im[0]);
        for (int k = 1; k <= half / 2; k++)
        {
            int mirror = half - k;
            double evenRe = 0.5 * (re[k] + re[mirror]), evenIm = 0.5 * (im[k] - im[mirror]);
            double oddRe = 0.5 * (im[k] + im[mirror]), oddIm = 0.5 * (re[mirror] - re[k]);
            double turnedRe = (oddRe * cosine[k]) - (oddIm * sine[k]), turnedIm = (oddRe * sine[k]) + (oddIm * cosine[k]);
            magnitudes[k] = Length(evenRe + turnedRe, evenIm + turnedIm);
            magnitudes[mirror] = Length(evenRe - turnedRe, evenIm - turnedIm);
        }
    }

    private static double Length(double re, double im) => Math.Sqrt((re * re) + (im * im));

    /// <returns>Whether the outcome lies in the other arrays.</returns>
    private bool Transform()
    {
        First(turns[0]);
        bool isInOther = true;
        int stride = 4;
        for (int step = 1; step < turns.Length; step++, stride *= 4, isInOther = !isInOther)
        {
            if (isInOther) Four(otherReal, otherImaginary, real, imaginary, turns[step], stride / 4);
            else Four(real, imaginary, otherReal, otherImaginary, turns[step], stride / 4);
        }

        if (stride == half) return isInOther;

        if (isInOther) Two(otherReal, otherImaginary, real, imaginary);
        else Two(real, imaginary, otherReal, otherImaginary);
        return !isInOther;
    }

    /// <summary>The first step, whose neighbours turn by different angles.</summary>
    private void First(ReadOnlySpan<double> turn)
    {
        ReadOnlySpan<double> re = MemoryMarshal.Cast<Vector256<double>, double>(real), im = MemoryMarshal.Cast<Vector256<double>, double>(imaginary);
        int quarter = half / 4;
        for (int p = 0; p < quarter; p++)
        {
            double aRe = re[p], aIm = im[p], bRe = re[p + quarter], bIm = im[p + quarter];
            double cRe = re[p + (2 * quarter)], cIm = im[p + (2 * quarter)], dRe = re[p + (3 * quarter)], dIm = im[p + (3 * quarter)];
            double sumRe = aRe + cRe, sumIm = aIm + cIm, differenceRe = aRe - cRe, differenceIm = aIm - cIm;
            double otherRe = bRe + dRe, otherIm = bIm + dIm, turnedRe = dIm - bIm, turnedIm = bRe - dRe;     // i (b - d)
            ReadOnlySpan<double> w = turn.Slice(6 * p, 6);
            double oneRe = differenceRe - turnedRe, oneIm = differenceIm - turnedIm;
            double twoRe = sumRe - otherRe, twoIm = sumIm - otherIm;
            double threeRe = differenceRe + turnedRe, threeIm = differenceIm + turnedIm;
            otherReal[p] = Vector256.Create(sumRe + otherRe, (oneRe * w[0]) - (oneIm * w[1]), (twoRe * w[2]) - (twoIm * w[3]), (threeRe * w[4]) - (threeIm * w[5]));
            otherImaginary[p] = Vector256.Create(sumIm + otherIm, (oneRe * w[1]) + (oneIm * w[0]), (twoRe * w[3]) + (twoIm * w[2]), (threeRe * w[5]) + (threeIm * w[4]));
        }
    }

    /// <summary>A later step: runs of neighbours turn by the same angle.</summary>
    /// <param name="run">How many, in vectors.</param>
    private static void Four(
        ReadOnlySpan<Vector256<double>> fromRe, ReadOnlySpan<Vector256<double>> fromIm, Span<Vector256<double>> toRe, Span<Vector256<double>> toIm,
        ReadOnlySpan<double> turn, int run)
    {
        int quarter = fromRe.Length / 4;
        for (int p = 0; p < turn.Length / 6; p++)
        {
            ReadOnlySpan<double> w = turn.Slice(6 * p, 6);
            Vector256<double> w0 = Vector256.Create(w[0]), w1 = Vector256.Create(w[1]), w2 = Vector256.Create(w[2]);
            Vector256<double> w3 = Vector256.Create(w[3]), w4 = Vector256.Create(w[4]), w5 = Vector256.Create(w[5]);
            for (int q = 0; q < run; q++)
            {
                int from = q + (run * p), to = q + (4 * run * p);
                Vector256<double> aRe = fromRe[from], aIm = fromIm[from], bRe = fromRe[from + quarter], bIm = fromIm[from + quarter];
                Vector256<double> cRe = fromRe[from + (2 * quarter)], cIm = fromIm[from + (2 * quarter)];
                Vector256<double> dRe = fromRe[from + (3 * quarter)], dIm = fromIm[from + (3 * quarter)];
                Vector256<double> sumRe = aRe + cRe, sumIm = aIm + cIm, differenceRe = aRe - cRe, differenceIm = aIm - cIm;
                Vector256<double> otherRe = bRe + dRe, otherIm = bIm + dIm, turnedRe = dIm - bIm, turnedIm = bRe - dRe;
                Vector256<double> oneRe = differenceRe - turnedRe, oneIm = differenceIm - turnedIm;
                Vector256<double> twoRe = sumRe - otherRe, twoIm = sumIm - otherIm;
                Vector256<double> threeRe = differenceRe + turnedRe, threeIm = differenceIm + turnedIm;
                toRe[to] = sumRe + otherRe;
                toIm[to] = sumIm + otherIm;
                toRe[to + run] = (oneRe * w0) - (oneIm * w1);
                toIm[to + run] = (oneRe * w1) + (oneIm * w0);
                toRe[to + (2 * run)] = (twoRe * w2) - (twoIm * w3);
                toIm[to + (2 * run)] = (twoRe * w3) + (twoIm * w2);
                toRe[to + (3 * run)] = (threeRe * w4) - (threeIm * w5);
                toIm[to + (3 * run)] = (threeRe * w5) + (threeIm * w4);
            }
        }
    }

    /// <summary>The last step, where the length is no power of four.</summary>
    private static void Two(
        ReadOnlySpan<Vector256<double>> fromRe, ReadOnlySpan<Vector256<double>> fromIm, Span<Vector256<double>> toRe, Span<Vector256<double>> toIm)
    {
        int middle = fromRe.Length / 2;
        for (int q = 0; q < middle; q++)
        {
            (toRe[q], toRe[q + middle]) = (fromRe[q] + fromRe[q + middle], fromRe[q] - fromRe[q + middle]);
            (toIm[q], toIm[q + middle]) = (fromIm[q] + fromIm[q + middle], fromIm[q] - fromIm[q + middle]);
        }
    }

    private static double[] Turns(int n)
    {
        var turns = new double[n / 4 * 6];
        for (int p = 0; p < n / 4; p++)
        {
            for (int times = 1; times <= 3; times++)
            {
                (double sin, double cos) = Math.SinCos(-2 * Math.PI * times * p / n);
                turns[(6 * p) + (2 * times) - 2] = cos;
                turns[(6 * p) + (2 * times) - 1] = sin;
            }
        }

        return turns;
    }
}
