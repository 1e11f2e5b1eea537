namespace LivePerformer.Trainer;

/// <summary>What makes the loud softer: quick to seize, slow to let go.</summary>
internal static class Compressor
{
    private const int Stretch = 32;                                     // samples under one gain, which slides to the next
    private const double AttackSeconds = 0.005, ReleaseSeconds = 0.15;

    /// <param name="threshold">Amplitude from which on it acts.</param>
    /// <param name="ratio">So many decibels more in are one decibel more out.</param>
    public static void Apply(Span<float> sound, double threshold, double ratio)
    {
        if (threshold <= 0) return;

        float seize = Share(AttackSeconds), letGo = Share(ReleaseSeconds), level = 0, gain = 1;
        for (int at = 0; at < sound.Length; at += Stretch)
        {
            Span<float> part = sound.Slice(at, Math.Min(Stretch, sound.Length - at));
            float peak = 0;
            foreach (float sample in part) peak = MathF.Max(peak, MathF.Abs(sample));
            level += (peak - level) * (peak > level ? seize : letGo);
            float next = level <= threshold ? 1 : (float)Math.Pow(level / threshold, (1 / ratio) - 1), step = (next - gain) / part.Length;
            for (int i = 0; i < part.Length; i++) part[i] *= gain += step;
            gain = next;
        }
    }

    private static float Share(double seconds) => (float)(1 - Math.Exp(-Stretch / (seconds * SoundData.SampleRate)));
}
