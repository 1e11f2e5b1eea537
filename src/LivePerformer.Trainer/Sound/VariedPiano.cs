using LivePerformer.Synth;

namespace LivePerformer.Trainer;

/// <summary>Makes the sound of a variation: each of 88 keys at 6 touches, a SoundFont in memory.</summary>
/// <remarks>All touches have one level, which velocity changes by the variation's own law. Each sound begins a millisecond before its attack.</remarks>
internal static class VariedPiano
{
    private const int Rate = SoundData.SampleRate, FontRate = 2 * Rate;     // the synthesizer's own rate: it need not interpolate far
    private const int Before = Rate / 1000;                                 // samples from the beginning to the attack
    private const int Longest = 6 * Rate;
    private const double FadeSeconds = 0.3, LevelSeconds = 0.5, FullScale = 0.9;
    private const double Undamped = 100;                                    // seconds of release: longer than any sound

    private static readonly int[] AllKeys = [.. Enumerable.Range(0, PianoVariation.Keys)];

    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static SoundFont Make(PianoNotes notes, PianoVariation variation, CancellationToken stop = default)
    {
        float[][][] sounds = new float[PianoVariation.Keys][][];
        Parallel.ForEach(AllKeys, new ParallelOptions { CancellationToken = stop }, key =>
            sounds[key] = [.. Enumerable.Range(0, PianoVariation.Touches).Select(touch => Sound(notes, variation, touch, key))]);

        float gain = (float)FullScale / sounds.Max(key => key.Max(Peak));
        const string name = "varied";
        using var stream = new MemoryStream((2 * sounds.Sum(key => key.Sum(sound => sound.Length))) + (1 << 20));
        SoundFontWriter.Write(stream, name, [.. AllKeys.SelectMany(key => Zones(variation, key, sounds[key], gain))]);
        stream.Position = 0;
        return SoundFont.Read(stream, name);
    }

    private static IEnumerable<FontZone> Zones(PianoVariation variation, int key, float[][] sounds, float gain)
    {
        const ushort velocity = 0x0502;     // downwards and concave, as in section 8.4.1; 960 is the law of 40 log10(v / 127) dB
        Modulator law = new(velocity, Generator.Attenuation, (short)Math.Round(480 * variation.Gamma));
        double release = key < variation.FirstUndamped ? variation.Release[key] * 100 / 60 : Undamped;
        byte number = (byte)(PianoVariation.LowestKey + key);
        for (int touch = 0; touch < sounds.Length; touch++)
        {
            int low = touch == 0 ? 0 : From(variation.Thresholds[touch - 1]), high = touch == sounds.Length - 1 ? 127 : From(variation.Thresholds[touch]) - 1;
            if (low > high) continue;

            for (int i = 0; i < sounds[touch].Length; i++) sounds[touch][i] *= gain;
            yield return new($"{number} {touch}", sounds[touch], FontRate, number, (number, number), ((byte)low, (byte)high),
                [(Generator.VolumeRelease, (short)Math.Round(1200 * Math.Log2(release)))]) { Modulators = [law] };
        }

        static int From(double threshold) => Math.Clamp((int)Math.Ceiling(threshold), 1, 128);
    }

    /// <summary>At <see cref="FontRate"/>; its level is the key's.</summary>
    private static float[] Sound(PianoNotes notes, PianoVariation variation, int touch, int key)
    {
        float[] sound = Strings(notes, variation, touch, key);
        Convolution.Apply(sound, MinimumPhase.Response(variation.Filter(touch, key)));
        if (variation.Decay[key] is > 0 and var decay)
        {
            for (int i = 0; i < sound.Length; i++) sound[i] *= (float)Math.Exp(-decay * i / Rate);
        }

        // One loudness for all: that of the first half second.
        float peak = Peak(sound);
        double level = Math.Sqrt(Attack.Power(sound.AsSpan(Before, Math.Min(sound.Length - Before, (int)(LevelSeconds * Rate)))));
        float gain = (float)(Math.Pow(10, variation.Decibels[key] / 20) / Math.Max(Math.Max(level, peak * 0.02), 1e-9));
        for (int i = 0; i < sound.Length; i++) sound[i] *= gain;
        variation.Noise.AddTo(sound.AsSpan(Before), touch, key, peak * gain);
        Fade(sound);

        float[] font = new float[2 * sound.Length];
        Retuning.Read(sound, 0, (double)Rate / FontRate, font);
        return font;
    }

    private static float[] Strings(PianoNotes notes, PianoVariation variation, int touch, int key)
    {
        int layer = variation.Layers[touch], row = variation.Rows[key];
        ReadOnlySpan<float> source = notes.Sound(layer, row);
        double cents = (100 * (PianoVariation.LowestKey + key - notes.Keys[row])) + variation.Cents[key];
        float[] sound = new float[Math.Clamp((int)((source.Length - Before) / Ratio(cents)) + Before, 2 * Before, Longest)];
        Read(source, cents, sound);
        if (variation.SecondString.Length > 0)
        {
            float[] second = new float[sound.Length];
            Read(source, cents + variation.SecondString[key], second);
            for (int i = 0; i < sound.Length; i++) sound[i] += (float)variation.SecondGain * second[i];
        }

        return sound;
    }

    // The attack stays where it is.
    private static void Read(ReadOnlySpan<float> source, double cents, float[] sound) =>
        Retuning.Read(source, Before * (1 - Ratio(cents)), Ratio(cents), sound);

    private static void Fade(float[] sound)
    {
        int rise = Before / 2, fade = (int)Math.Min(FadeSeconds * Rate, sound.Length / 4);
        for (int i = 0; i < rise; i++) sound[i] *= (float)i / rise;
        for (int i = 0; i < fade; i++) sound[^(i + 1)] *= (float)(0.5 - (0.5 * Math.Cos(Math.PI * i / fade)));
    }

    private static double Ratio(double cents) => Math.Pow(2, cents / 1200);

    private static float Peak(float[] sound) => sound.Max(MathF.Abs);
}
