namespace LivePerformer.Page.Tests;

internal static class Tone
{
    /// <summary>The amplitude of one frequency (Goertzel 1958).</summary>
    public static double Amplitude(float[] samples, double frequency, int rate)
    {
        double turn = 2 * Math.Cos(2 * Math.PI * frequency / rate), before = 0, now = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / samples.Length));       // Hann
            (before, now) = (now, (samples[i] * window) + (turn * now) - before);
        }

        return Math.Sqrt(Math.Max(0, (now * now) + (before * before) - (turn * now * before))) / samples.Length;
    }
}
