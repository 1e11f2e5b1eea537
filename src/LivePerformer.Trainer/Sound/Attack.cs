namespace LivePerformer.Trainer;

/// <summary>Where a stroke begins in a recording of a key.</summary>
internal static class Attack
{
    private const double Decibels = -25;      // keys and hammers that rattle before the stroke are softer

    /// <summary>A millisecond before the first millisecond that comes within 25 dB of the loudest one; null in silence.</summary>
    public static int? Of(ReadOnlySpan<float> sound, int sampleRate)
    {
        int millisecond = sampleRate / 1000;
        double[] powers = new double[(sound.Length + millisecond - 1) / millisecond];
        for (int i = 0; i < powers.Length; i++) powers[i] = Power(sound[(i * millisecond)..Math.Min((i + 1) * millisecond, sound.Length)]);
        double threshold = powers.DefaultIfEmpty().Max() * Math.Pow(10, Decibels / 10);
        return threshold == 0 ? null : Math.Max(0, Array.FindIndex(powers, power => power >= threshold) - 1) * millisecond;
    }

    /// <summary>The mean square.</summary>
    public static double Power(ReadOnlySpan<float> sound)
    {
        double sum = 0;
        foreach (float sample in sound) sum += sample * (double)sample;
        return sum / Math.Max(1, sound.Length);
    }
}
