namespace LivePerformer.Music.Tests;

/// <summary>Sound that is known at any moment, so that its samples at any rate are known too.</summary>
internal static class Tones
{
    public static float[] Sine(int count, int rate, double hertz, double amplitude = 0.5, double phase = 0.3) =>
        [.. Enumerable.Range(0, count).Select(n => (float)(amplitude * Math.Sin((2 * Math.PI * hertz * n / rate) + phase)))];

    public static float[] Noise(int count, int seed)
    {
        var dice = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * dice.NextDouble()) - 1))];
    }

    /// <summary>Lengths from 0 to the most, which together are the whole.</summary>
    public static IEnumerable<int> Cuts(int whole, int most, int seed)
    {
        var dice = new Random(seed);
        for (int left = whole; left > 0;)
        {
            int next = Math.Min(left, dice.Next(most + 1));
            left -= next;
            yield return next;
        }
    }

    /// <summary>The amplitude of one frequency, by Fourier's integral under a Blackman window (side lobes below -58 dB).</summary>
    public static double Amplitude(ReadOnlySpan<float> sound, int rate, double hertz)
    {
        double re = 0, im = 0, sum = 0;
        for (int n = 0; n < sound.Length; n++)
        {
            double turn = 2 * Math.PI * n / sound.Length, window = 0.42 - (0.5 * Math.Cos(turn)) + (0.08 * Math.Cos(2 * turn));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * hertz * n / rate);
            re += sound[n] * window * cos;
            im += sound[n] * window * sin;
            sum += window;
        }

        return 2 * Math.Sqrt((re * re) + (im * im)) / sum;
    }

    public static double Decibels(double ratio) => 20 * Math.Log10(ratio);
}
