using System.Buffers;

namespace LivePerformer.Trainer;

/// <summary>Puts a clip of piano into rooms, in front of microphones and beside noises, so that a transcriber learns to hear through them.</summary>
/// <remarks>Any thread. One state of the dice, one result. Nothing is moved in time.</remarks>
public sealed class Augmenter(AugmentationPlan plan)
{
    private const double QuietestReference = 0.003;     // -50 dB: noise beside silence is noise of a silent room

    private const double QuietestVoice = 1e-3;          // -60 dB: what is softer is not raised as high

    private readonly AugmentationPlan plan = plan.Checked();

    /// <summary>Who is heard beside the piano; null: made-up speech alone.</summary>
    internal OtherSounds? Others { get; init; }

    /// <summary>How many times as long a clip is to become by another tuning; 1 leaves it as it is. See
    /// <see cref="SoundPiece.Read(long, double, Span{float})"/>; times of notes are multiplied with it.</summary>
    public double Stretch(Random dice)
    {
        bool isMeant = Falls(dice, plan.Detuned);
        double cents = Between(dice, -plan.DetunedCents, plan.DetunedCents);
        return isMeant ? Math.Pow(2, cents / 1200) : 1;
    }

    /// <summary>Changes a clip in place.</summary>
    /// <param name="clip">At <see cref="SoundData.SampleRate"/>, full scale -1 to 1, where it also stays.</param>
    /// <returns>Whether the piano is still in it.</returns>
    public bool Apply(Span<float> clip, Random dice)
    {
        bool isPlayed = !Falls(dice, plan.Nobody);
        if (!isPlayed) Empty(clip, dice);
        else if (!clip.IsEmpty && !Falls(dice, plan.Untouched)) Change(clip, dice);
        return isPlayed;
    }

    // What is beside the music, as loud as it may be where a musician pauses and the others do not.
    private void Empty(Span<float> clip, Random dice)
    {
        double music = Math.Max(QuietestReference, Strength(clip));
        clip.Clear();
        if (dice.Next(2) == 0) Talk(clip, music * Factor(plan.LeastOverSpeech), dice);
        if (dice.Next(4) > 0) Add(clip, music * Factor(plan.LeastOverNoise), Between(dice, 0, plan.MostOverNoise), (Noise)dice.Next(4), dice);
        if (Falls(dice, plan.Hum)) Hum(clip, music * Factor(-Between(dice, 0, plan.MostOverNoise)), dice);
        if (Falls(dice, plan.Equalizer)) Equalize(clip, dice);
        Cut(clip, 1);
    }

    private void Change(Span<float> clip, Random dice)
    {
        if (Falls(dice, plan.Room))
            Convolution.Apply(clip, RoomResponse.Of(Between(dice, plan.ShortestReverberation, plan.LongestReverberation), Between(dice, plan.LeastDirect, plan.MostDirect), dice));

        double music = Math.Max(QuietestReference, Strength(clip));
        if (Falls(dice, plan.Speech)) Talk(clip, music, dice);
        if (Falls(dice, plan.Equalizer)) Equalize(clip, dice);
        if (Falls(dice, plan.Microphone)) Narrow(clip, dice);
        if (Falls(dice, plan.Noise)) Add(clip, music, Between(dice, plan.LeastOverNoise, plan.MostOverNoise), (Noise)dice.Next(4), dice);
        if (Falls(dice, plan.Hum)) Hum(clip, music * Factor(-Between(dice, plan.LeastOverNoise, plan.MostOverNoise)), dice);
        if (Falls(dice, plan.Compression)) Compressor.Apply(clip, Between(dice, 0.1, 0.5) * Peak(clip), Between(dice, 1.5, 4));
        if (Falls(dice, plan.Clipping)) Cut(clip, (float)(Peak(clip) * Factor(-Between(dice, 1, 9))));
        if (Falls(dice, plan.Level)) Scale(clip, (float)Factor(Between(dice, plan.LeastLevel, plan.MostLevel)));
        Cut(clip, 1);
    }

    private enum Noise { White, Pink, Brown, Blue }

    private void Talk(Span<float> clip, double music, Random dice)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(2 * clip.Length);
        Span<float> all = rented.AsSpan(0, clip.Length), one = rented.AsSpan(clip.Length, clip.Length);
        all.Clear();
        for (int people = 1 + (dice.Next(3) == 0 ? dice.Next(1, 4) : 0); people > 0; people--)
        {
            if (Others is { } others && Falls(dice, plan.Recorded)) others.Fill(one, 1, dice);
            else Speech.Fill(one, dice);
            Mix(all, one, Others is null ? 1 : (float)(1 / Math.Max(QuietestVoice, Strength(one))));
        }

        double strength = Strength(all);
        if (strength > 0) Mix(clip, all, (float)(music * Factor(-Between(dice, plan.LeastOverSpeech, plan.MostOverSpeech)) / strength));
        ArrayPool<float>.Shared.Return(rented);
    }

    private void Equalize(Span<float> clip, Random dice)
    {
        for (int bands = dice.Next(2, 5); bands > 0; bands--)
        {
            double decibels = Between(dice, -plan.EqualizerDecibels, plan.EqualizerDecibels);
            Biquad band = dice.Next(3) switch
            {
                0 => Biquad.LowShelf(Hertz(dice, 80, 500), decibels),
                1 => Biquad.HighShelf(Hertz(dice, 1500, 6000), decibels),
                _ => Biquad.Peak(Hertz(dice, 100, 6000), Between(dice, 0.5, 2), decibels),
            };
            band.Apply(clip);
        }
    }

    private static void Narrow(Span<float> clip, Random dice)
    {
        int kind = dice.Next(3);
        double bass = Hertz(dice, 50, 250), treble = Hertz(dice, 3000, 7000), quality = Between(dice, 0.5, 1);
        if (kind != 1) Biquad.HighPass(bass, quality).Apply(clip);
        if (kind != 0) Biquad.LowPass(treble, quality).Apply(clip);
    }

    private static void Add(Span<float> clip, double music, double decibels, Noise color, Random dice)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(clip.Length);
        Span<float> noise = rented.AsSpan(0, clip.Length);
        var hiss = new Hiss(dice);
        float slow = 0, middle = 0, fast = 0, last = 0;
        for (int i = 0; i < noise.Length; i++)
        {
            float white = hiss.Next();
            switch (color)
            {
                case Noise.Pink:        // three poles, within half a decibel (P. Kellet)
                    slow = (0.99765f * slow) + (white * 0.0990460f);
                    middle = (0.96300f * middle) + (white * 0.2965164f);
                    fast = (0.57000f * fast) + (white * 1.0526913f);
                    noise[i] = slow + middle + fast + (white * 0.1848f);
                    break;
                case Noise.Brown:
                    noise[i] = slow = (0.998f * slow) + (0.06f * white);
                    break;
                case Noise.Blue:
                    noise[i] = white - last;
                    last = white;
                    break;
                default:
                    noise[i] = white;
                    break;
            }
        }

        Mix(clip, noise, (float)(music * Factor(-decibels) / Math.Max(1e-9, Strength(noise))));
        ArrayPool<float>.Shared.Return(rented);
    }

    // One period of the mains and its overtones, read round and round.
    private static void Hum(Span<float> clip, double strength, Random dice)
    {
        const int steps = 1024, overtones = 20;
        float[] period = new float[steps + 1];
        for (int n = 1; n <= overtones; n++)
        {
            double level = dice.NextDouble() / n, phase = 2 * Math.PI * dice.NextDouble();
            for (int i = 0; i <= steps; i++) period[i] += (float)(level * Math.Sin((2 * Math.PI * n * i / steps) + phase));
        }

        float gain = (float)(strength / Math.Max(1e-9, Strength(period)));
        double at = 0, step = (dice.Next(2) == 0 ? 50.0 : 60.0) * steps / SoundData.SampleRate;
        for (int i = 0; i < clip.Length; i++)
        {
            int index = (int)at;
            float way = (float)(at - index);
            clip[i] += gain * (period[index] + (way * (period[index + 1] - period[index])));
            at += step;
            if (at >= steps) at -= steps;
        }
    }

    private static void Mix(Span<float> clip, ReadOnlySpan<float> more, float gain)
    {
        for (int i = 0; i < clip.Length; i++) clip[i] += gain * more[i];
    }

    private static void Scale(Span<float> clip, float gain)
    {
        for (int i = 0; i < clip.Length; i++) clip[i] *= gain;
    }

    private static void Cut(Span<float> clip, float height)
    {
        for (int i = 0; i < clip.Length; i++) clip[i] = Math.Clamp(clip[i], -height, height);
    }

    private static double Strength(ReadOnlySpan<float> sound)
    {
        double sum = 0;
        foreach (float sample in sound) sum += sample * sample;
        return Math.Sqrt(sum / sound.Length);
    }

    private static float Peak(ReadOnlySpan<float> sound)
    {
        float peak = 0;
        foreach (float sample in sound) peak = MathF.Max(peak, MathF.Abs(sample));
        return peak;
    }

    // Always one throw, so that what comes later does not depend on the chances before.
    private static bool Falls(Random dice, double chance) => dice.NextDouble() < chance;

    private static double Between(Random dice, double low, double high) => low + ((high - low) * dice.NextDouble());

    private static double Hertz(Random dice, double low, double high) => low * Math.Pow(high / low, dice.NextDouble());

    private static double Factor(double decibels) => Math.Pow(10, decibels / 20);
}
