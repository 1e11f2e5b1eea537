using System.Numerics;

namespace LivePerformer.Trainer.Tests;

/// <summary>What can be measured on sound, by plain definitions.</summary>
internal static class Heard
{
    /// <summary>Where the energy of a millisecond first comes within so many decibels of the loudest millisecond's, in seconds.</summary>
    public static double Rise(ReadOnlySpan<float> sound, int sampleRate, double decibels = -30)
    {
        int width = sampleRate / 1000;
        double most = 0, energy = 0;
        double[] energies = new double[sound.Length];
        for (int i = 0; i < sound.Length; i++)
        {
            energy += sound[i] * (double)sound[i];
            if (i >= width) energy -= sound[i - width] * (double)sound[i - width];
            energies[i] = Math.Max(0, energy);
            most = Math.Max(most, energy);
        }

        return (double)Array.FindIndex(energies, each => each >= most * Math.Pow(10, decibels / 10)) / sampleRate;
    }

    /// <summary>The fundamental near a guess: the frequency, within half a semitone, whose first partials are strongest together in a
    /// Hann-windowed spectrum.</summary>
    /// <param name="step">In cents, how finely it is looked for.</param>
    public static double Pitch(ReadOnlySpan<float> sound, int sampleRate, double guess, int partials = 4, double step = 1)
    {
        double best = 0, most = double.MinValue;
        for (double cents = -60; cents <= 60; cents += step)
        {
            double hertz = guess * Math.Pow(2, cents / 1200), sum = 0;
            for (int n = 1; n <= partials && n * hertz < 0.45 * sampleRate; n++) sum += Magnitude(sound, sampleRate, n * hertz);
            if (sum > most) (best, most) = (hertz, sum);
        }

        return best;
    }

    /// <summary>The amplitude of a frequency, by definition.</summary>
    public static double Magnitude(ReadOnlySpan<float> sound, int sampleRate, double hertz)
    {
        Complex sum = Complex.Zero, turn = Complex.FromPolarCoordinates(1, -2 * Math.PI * hertz / sampleRate), at = Complex.One;
        for (int i = 0; i < sound.Length; i++)
        {
            sum += at * (sound[i] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * i / sound.Length))));
            at *= turn;
        }

        return sum.Magnitude * 4 / sound.Length;
    }

    public static double Decibels(ReadOnlySpan<float> sound)
    {
        double sum = 0;
        foreach (float sample in sound) sum += sample * (double)sample;
        return 10 * Math.Log10((sum / sound.Length) + 1e-20);
    }

    public static double Hertz(int key) => 440 * Math.Pow(2, (key - 69) / 12.0);
}
