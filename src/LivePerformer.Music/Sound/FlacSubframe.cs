namespace LivePerformer.Music;

/// <summary>One channel of a FLAC frame: a prediction and what it missed.</summary>
internal static class FlacSubframe
{
    private const int MostOrder = 32;

    // Polynomials through the last samples (RFC 9639, 9.2.5), the newest first.
    private static readonly long[][] Fixed = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

    /// <param name="samples">Filled whole.</param>
    /// <param name="width">Bits of a sample.</param>
    /// <exception cref="FlacFault">It is no subframe.</exception>
    public static void Read(FlacBits bits, Span<long> samples, int width)
    {
        if (bits.Unsigned(1) != 0) throw new FlacFault("no subframe where one must begin");

        int type = (int)bits.Unsigned(6);
        long wasted = bits.Unsigned(1) == 1 ? bits.Unary() + 1 : 0;
        if (wasted >= width) throw new FlacFault("a subframe without bits");

        width -= (int)wasted;
        if (type == 0)
        {
            samples.Fill(bits.Signed(width));
        }
        else if (type == 1)
        {
            ReadPlain(bits, samples, width);
        }
        else if (type is >= 8 and <= 12)
        {
            ReadPlain(bits, First(samples, type - 8), width);
            ReadResidual(bits, samples, type - 8);
            Predict(samples, Fixed[type - 8], 0);
        }
        else if (type >= 32)
        {
            ReadLinear(bits, samples, width, type - 31);
        }
        else
        {
            throw new FlacFault("a subframe of no known kind");
        }

        if (wasted == 0) return;
        foreach (ref long sample in samples) sample <<= (int)wasted;
    }

    private static void ReadLinear(FlacBits bits, Span<long> samples, int width, int order)
    {
        ReadPlain(bits, First(samples, order), width);
        int precision = (int)bits.Unsigned(4) + 1;
        int shift = (int)bits.Signed(5);
        if (precision == 16 || shift < 0) throw new FlacFault("a subframe of no known prediction");

        Span<long> coefficients = stackalloc long[MostOrder];
        coefficients = coefficients[..order];
        ReadPlain(bits, coefficients, precision);
        ReadResidual(bits, samples, order);
        Predict(samples, coefficients, shift);
    }

    private static Span<long> First(Span<long> samples, int order) =>
        order <= samples.Length ? samples[..order] : throw new FlacFault("a prediction from more samples than there are");

    private static void ReadPlain(FlacBits bits, Span<long> samples, int width)
    {
        foreach (ref long sample in samples) sample = bits.Signed(width);
    }

    private static void ReadResidual(FlacBits bits, Span<long> samples, int order)
    {
        int method = (int)bits.Unsigned(2);
        if (method > 1) throw new FlacFault("a residual of no known coding");

        int parameterBits = 4 + method;
        int escape = (1 << parameterBits) - 1;
        int partitions = 1 << (int)bits.Unsigned(4);
        int length = samples.Length / partitions;
        if (length * partitions != samples.Length || length < order) throw new FlacFault("a residual of uneven parts");

        for (int i = 0; i < partitions; i++)
        {
            Span<long> part = samples.Slice(i * length, length);
            if (i == 0) part = part[order..];
            int parameter = (int)bits.Unsigned(parameterBits);
            if (parameter < escape)
            {
                bits.Rice(part, parameter);
                continue;
            }

            int width = (int)bits.Unsigned(5);
            if (width == 0) part.Clear();
            else ReadPlain(bits, part, width);
        }
    }

    // In place: the samples hold what the prediction missed. A damaged file may overflow; its checksum tells.
    private static void Predict(Span<long> samples, ReadOnlySpan<long> newestFirst, int shift)
    {
        Span<long> coefficients = stackalloc long[MostOrder];
        coefficients = coefficients[..newestFirst.Length];
        newestFirst.CopyTo(coefficients);
        coefficients.Reverse();
        for (int i = coefficients.Length; i < samples.Length; i++)
        {
            long sum = 0;
            ReadOnlySpan<long> past = samples.Slice(i - coefficients.Length, coefficients.Length);
            for (int j = 0; j < past.Length && j < coefficients.Length; j++) sum += coefficients[j] * past[j];
            samples[i] += sum >> shift;
        }
    }
}
