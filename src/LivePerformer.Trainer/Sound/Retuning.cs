using System.Numerics;

namespace LivePerformer.Trainer;

/// <summary>Reads sound a little faster or slower, between its samples, through a windowed sinc over 32 of them.</summary>
/// <remarks>A <see cref="Music.Resampler"/> would make weights anew for each tuning; these serve every one, and a clip costs no memory.</remarks>
internal static class Retuning
{
    /// <summary>Samples that are looked at on either side.</summary>
    public const int Reach = 16;

    private const int Taps = 2 * Reach, Phases = 512;
    private static readonly float[] Kernel = MakeKernel();

    /// <param name="start">Where in the source the first one is; what lies outside of the source is silence.</param>
    /// <param name="speed">Samples of the source for each that is read, near 1.</param>
    public static void Read(ReadOnlySpan<float> source, double start, double speed, Span<float> mono)
    {
        Span<float> edge = stackalloc float[Taps];
        for (int i = 0; i < mono.Length; i++)
        {
            double position = start + (i * speed);
            int index = (int)Math.Floor(position), first = index - Reach + 1;
            int phase = (int)(((position - index) * Phases) + 0.5);
            ReadOnlySpan<float> near = first >= 0 && first + Taps <= source.Length ? source.Slice(first, Taps) : Edge(source, first, edge);
            mono[i] = Sum(near, Kernel.AsSpan(phase * Taps, Taps));
        }
    }

    private static Span<float> Edge(ReadOnlySpan<float> source, int first, Span<float> edge)
    {
        for (int k = 0; k < Taps; k++) edge[k] = first + k >= 0 && first + k < source.Length ? source[first + k] : 0;
        return edge;
    }

    private static float Sum(ReadOnlySpan<float> sound, ReadOnlySpan<float> weights)
    {
        Vector<float> sum = Vector<float>.Zero;
        for (int k = 0; k < Taps; k += Vector<float>.Count) sum += new Vector<float>(sound[k..]) * new Vector<float>(weights[k..]);
        return Vector.Sum(sum);
    }

    private static float[] MakeKernel()
    {
        float[] kernel = new float[(Phases + 1) * Taps];
        for (int phase = 0; phase <= Phases; phase++)
        {
            for (int k = 0; k < Taps; k++)
            {
                double x = k - Reach + 1 - ((double)phase / Phases);
                double sinc = x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
                kernel[(phase * Taps) + k] = (float)(sinc * (0.5 + (0.5 * Math.Cos(Math.PI * x / Reach))));
            }
        }

        return kernel;
    }
}
