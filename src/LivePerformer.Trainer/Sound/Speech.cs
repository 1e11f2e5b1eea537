using System.Buffers;

namespace LivePerformer.Trainer;

/// <summary>People who talk, and say nothing: a buzzing voice or a whisper through three resonances that move from syllable to
/// syllable, with pauses.</summary>
/// <remarks>Pitch, formants (Peterson and Barney 1952, men and women) and syllable rate (some 4 to 5 a second) are those of speech; no
/// recording of anybody is in it.</remarks>
internal static class Speech
{
    // Hertz of the first three formants of i, e, a, o, u, er.
    private static readonly double[][] Vowels = [[270, 2290, 3010], [530, 1840, 2480], [730, 1090, 2440], [570, 840, 2410], [300, 870, 2240], [490, 1350, 1690]];
    private static readonly float[] Levels = [1, 0.5f, 0.25f];

    /// <summary>Fills the sound with somebody talking, at any level.</summary>
    public static void Fill(Span<float> sound, Random dice)
    {
        sound.Clear();
        double size = 0.9 + (0.35 * dice.NextDouble());                 // of the mouth: formants scale with it
        double pitch = 85 + (150 * dice.NextDouble());
        float[] syllable = ArrayPool<float>.Shared.Rent(SoundData.SampleRate), part = ArrayPool<float>.Shared.Rent(SoundData.SampleRate);
        for (int at = (int)(dice.NextDouble() * 0.3 * SoundData.SampleRate); at < sound.Length;)
        {
            int length = (int)((0.08 + (0.22 * dice.NextDouble())) * SoundData.SampleRate);
            int count = Math.Min(length, sound.Length - at);
            Speak(sound.Slice(at, count), syllable.AsSpan(0, length), part.AsSpan(0, length), pitch * (0.85 + (0.3 * dice.NextDouble())), size, dice);
            at += length + (int)(dice.NextDouble() * 0.06 * SoundData.SampleRate);
            if (dice.Next(8) == 0) at += (int)((0.2 + (0.6 * dice.NextDouble())) * SoundData.SampleRate);      // a breath
        }

        ArrayPool<float>.Shared.Return(syllable);
        ArrayPool<float>.Shared.Return(part);
    }

    private static void Speak(Span<float> sound, Span<float> voice, Span<float> part, double pitch, double size, Random dice)
    {
        bool whispered = dice.Next(5) == 0;
        Excite(voice, whispered, pitch, dice);
        double[] formants = whispered && dice.Next(2) == 0 ? [2600, 4200, 6200] : Vowels[dice.Next(Vowels.Length)];     // a sibilant
        float loud = 0.4f + (0.6f * dice.NextSingle());
        for (int f = 0; f < formants.Length; f++)
        {
            voice.CopyTo(part);
            double hertz = Math.Min(7000, formants[f] * size);
            Biquad.BandPass(hertz, hertz / (60 + (40 * f))).Apply(part);
            for (int i = 0; i < sound.Length; i++) sound[i] += part[i] * (loud * Levels[f] * Window(i, voice.Length));
        }
    }

    // Pulses of the vocal cords, their pitch falling a little, or breath.
    private static void Excite(Span<float> voice, bool whispered, double pitch, Random dice)
    {
        var hiss = new Hiss(dice);
        double phase = 1, step = pitch / SoundData.SampleRate, fall = Math.Pow(0.9, 1.0 / voice.Length);
        for (int i = 0; i < voice.Length; i++)
        {
            float breath = hiss.Next();
            phase += step;
            step *= fall;
            bool pulse = phase >= 1;
            if (pulse) phase -= Math.Floor(phase);
            voice[i] = whispered ? 0.5f * breath : (pulse ? 4 : 0) + (0.03f * breath);
        }
    }

    private static float Window(int i, int length)
    {
        float x = (float)i / length;
        return 4 * x * (1 - x);
    }
}
