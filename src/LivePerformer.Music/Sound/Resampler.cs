using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LivePerformer.Music;

/// <summary>Changes the sample rate of sound as it comes; whatever the blocks, the numbers are the same.</summary>
/// <remarks>One thread at a time; nothing is allocated after construction. Output sample n lies at the time n / to exactly: the sound
/// is neither early nor late, only known later, by <see cref="Delay"/>. Before the first sample there is silence.</remarks>
public sealed class Resampler
{
    /// <summary>The rates that it knows, in samples per second.</summary>
    public const int LowestRate = 1000, HighestRate = 1_000_000;

    // Rates with more phases than this in a sample of the lower rate (a detuned piano) share rows and go between two of them in a
    // straight line: the error is 0.41 / 1024^2, 128 dB below the sound.
    private const int MostRows = 1024;
    private const int Lanes = 8, BlockSamples = 4096;

    private readonly int phases, step;  // to and from, without their common divisor
    private readonly int rows, taps;
    private readonly int lead;          // the last input sample of a window lies so far behind the one at or before the output
    private readonly float[] weights;   // row by row
    private readonly float[] buffer;
    private int at, filled;             // the input sample at or before the next output sample; behind the last one
    private int phase;                  // how far behind it, in parts of the step

    /// <param name="from">Samples per second that come.</param>
    /// <param name="to">Samples per second that leave.</param>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, LowestRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, LowestRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, HighestRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, HighestRate);
        (From, To) = (from, to);
        int common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
        (step, phases) = (from / common, to / common);
        if (from == to)
        {
            (weights, buffer) = ([], []);
            return;
        }

        double narrowing = Math.Min(1, (double)to / from);
        lead = (int)Math.Ceiling(SincKernel.Reach / narrowing);
        taps = ((2 * lead) + Lanes - 1) / Lanes * Lanes;
        rows = Math.Min(phases, (int)Math.Ceiling(MostRows * narrowing));
        weights = new float[(rows + 1) * taps];     // the last row is the first, one sample on
        for (int row = 0; row <= rows; row++)
            SincKernel.Fill(weights.AsSpan(row * taps, taps), (double)row / rows, lead - taps + 1, narrowing);

        buffer = new float[taps + BlockSamples];
        Reset();
    }

    /// <summary>Samples per second that come.</summary>
    public int From { get; }

    /// <summary>Samples per second that leave.</summary>
    public int To { get; }

    /// <summary>From a sample's time to the coming of the last sample that it depends on.</summary>
    public TimeSpan Delay => TimeSpan.FromSeconds((double)lead / From);

    /// <summary>Samples that <see cref="Flush"/> writes, at most.</summary>
    public int MostFlushed => MostFrom(lead);

    /// <summary>Samples that <see cref="Process"/> writes for so many, at most.</summary>
    public int MostFrom(int inputCount) => checked((int)CountOf(inputCount, From, To));

    /// <summary>Samples that a whole sound of so many becomes.</summary>
    public static long CountOf(long samples, int from, int to) => (long)(((Int128)samples * to + from - 1) / from);

    /// <summary>A whole sound at once.</summary>
    public static float[] Convert(ReadOnlySpan<float> input, int from, int to)
    {
        var resampler = new Resampler(from, to);
        float[] output = new float[CountOf(input.Length, from, to)];
        int done = resampler.Process(input, output);
        resampler.Flush(output.AsSpan(done));
        return output;
    }

    /// <summary>Takes the next samples.</summary>
    /// <param name="input">Any number of them.</param>
    /// <param name="output">With room for what can be written now; <see cref="MostFrom"/> is always enough.</param>
    /// <returns>Samples written.</returns>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (Ready((long)filled + input.Length - lead) > output.Length) throw new ArgumentException($"There must be room for {MostFrom(input.Length)} samples.", nameof(output));
        if (From == To)
        {
            input.CopyTo(output);
            return input.Length;
        }

        int done = 0;
        while (!input.IsEmpty)
        {
            int count = Math.Min(input.Length, buffer.Length - filled);
            input[..count].CopyTo(buffer.AsSpan(filled));
            input = input[count..];
            filled += count;
            done += Write(output[done..], filled - lead);
        }

        return done;
    }

    /// <summary>Writes the end, as if silence followed, so that all in all <see cref="CountOf"/> samples were written; the next sample is the
    /// first of another sound.</summary>
    /// <param name="output">With room for what is left; <see cref="MostFlushed"/> is always enough.</param>
    /// <returns>Samples written.</returns>
    public int Flush(Span<float> output)
    {
        if (From == To) return 0;
        if (Ready(filled) > output.Length) throw new ArgumentException($"There must be room for {MostFlushed} samples.", nameof(output));

        int done = 0;
        for (int left = lead; left > 0;)
        {
            int count = Math.Min(left, buffer.Length - filled);
            buffer.AsSpan(filled, count).Clear();
            filled += count;
            left -= count;
            done += Write(output[done..], filled - lead);
        }

        Reset();
        return done;
    }

    /// <summary>Forgets everything: the next sample is the first.</summary>
    public void Reset()
    {
        if (From == To) return;

        buffer.AsSpan(0, taps).Clear();
        at = filled = taps - lead - 1;
        phase = 0;
    }

    /// <summary>How many output samples lie before this input sample.</summary>
    private long Ready(long end)
    {
        if (From == To) return end;
        return end <= at ? 0 : ((((end - at) * phases) - phase) + step - 1) / step;
    }

    private int Write(Span<float> output, int end)
    {
        int done = 0;
        while (at < end)
        {
            output[done++] = Next();
            phase += step % phases;
            at += step / phases;
            if (phase < phases) continue;

            phase -= phases;
            at++;
        }

        MakeRoom();
        return done;
    }

    private float Next()
    {
        ReadOnlySpan<float> window = buffer.AsSpan(at + lead + 1 - taps, taps);
        if (rows == phases) return Dot(window, weights.AsSpan(phase * taps, taps));

        long place = (long)phase * rows;
        int row = (int)(place / phases);
        float part = (float)(place % phases) / phases;
        float one = Dot(window, weights.AsSpan(row * taps, taps));
        return one + (part * (Dot(window, weights.AsSpan((row + 1) * taps, taps)) - one));
    }

    /// <summary>Moves what is still needed to the front, once the buffer is full.</summary>
    private void MakeRoom()
    {
        if (filled < buffer.Length) return;

        int unneeded = Math.Min(at + lead + 1 - taps, filled);
        buffer.AsSpan(unneeded, filled - unneeded).CopyTo(buffer);
        at -= unneeded;
        filled -= unneeded;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector256<float>> left = MemoryMarshal.Cast<float, Vector256<float>>(a), right = MemoryMarshal.Cast<float, Vector256<float>>(b);
        Vector256<float> even = default, odd = default;
        int i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }

        if (i < left.Length) even += left[i] * right[i];
        return Vector256.Sum(even + odd);
    }
}
