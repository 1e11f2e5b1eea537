namespace LivePerformer.Trainer;

/// <summary>Curves over the logarithm of frequency, 24 points an octave from 15 Hz to 9 kHz, straight between them.</summary>
internal static class LogCurve
{
    public const int Points = 222;

    private const double StepsPerOctave = 24;
    private static readonly double Lowest = Math.Log2(15);

    /// <summary>Random curves that stray from 0 by the deviation, smooth over so many octaves.</summary>
    public static double[][] Draw(VariationDice dice, double deviation, double octaves, int count)
    {
        double[] kernel = Kernel(deviation, octaves);
        double[] smooth = Smooth(dice.Normals((count * Points) + kernel.Length - 1), kernel);
        return [.. smooth.Chunk(Points)];
    }

    /// <summary>A Gaussian that makes numbers of deviation 1 into neighbours of that deviation.</summary>
    public static double[] Kernel(double deviation, double octaves)
    {
        double width = octaves * StepsPerOctave / 2.5;
        int reach = (int)(3 * width) + 1;
        double[] kernel = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(x => Math.Exp(-0.5 * (x / width) * (x / width)))];
        double gain = deviation / Math.Sqrt(kernel.Sum(weight => weight * weight));
        return [.. kernel.Select(weight => weight * gain)];
    }

    /// <summary>As far as the kernel lies within the numbers.</summary>
    public static double[] Smooth(double[] numbers, double[] kernel)
    {
        double[] smooth = new double[numbers.Length - kernel.Length + 1];
        for (int i = 0; i < smooth.Length; i++)
        {
            for (int k = 0; k < kernel.Length; k++) smooth[i] += kernel[k] * numbers[i + k];
        }

        return smooth;
    }

    /// <summary>Beyond its ends a curve is level.</summary>
    public static double At(double[] curve, double hertz)
    {
        double at = Math.Clamp((Math.Log2(Math.Max(hertz, 1)) - Lowest) * StepsPerOctave, 0, Points - 1.001);
        int low = (int)at;
        return curve[low] + ((curve[low + 1] - curve[low]) * (at - low));
    }
}
