using System.Buffers.Binary;

namespace LivePerformer.Synth.Tests;

/// <summary>Rendered stereo sound and what can be measured on it.</summary>
public sealed record Sound(int SampleRate, float[] Left, float[] Right)
{
    /// <summary>RMS of each stretch of so many milliseconds, in dB of full scale, never under -120.</summary>
    public static float[] Levels(ReadOnlySpan<float> channel, int sampleRate, int milliseconds)
    {
        int length = sampleRate * milliseconds / 1000;
        float[] levels = new float[channel.Length / length];
        for (int i = 0; i < levels.Length; i++)
            levels[i] = Decibels(channel.Slice(i * length, length));
        return levels;
    }

    public static float Decibels(ReadOnlySpan<float> channel)
    {
        double sum = 0;
        foreach (float sample in channel) sum += sample * (double)sample;
        return (float)Math.Max(-120, 10 * Math.Log10((sum / Math.Max(1, channel.Length)) + 1e-30));
    }

    /// <summary>The repetition rate near a guess (within half a semitone), in hertz, by autocorrelation.</summary>
    public static double Frequency(ReadOnlySpan<float> channel, int sampleRate, double guess)
    {
        // The lag of many periods resolves fractions of a cent; doubling keeps each search to a few lags.
        double period = Peak(channel, sampleRate / guess, (sampleRate / guess * 0.03) + 1);
        for (int periods = 2; periods * period < channel.Length / 3.0; periods *= 2)
            period = Peak(channel, period * periods, 2) / periods;
        return sampleRate / period;
    }

    private static double Peak(ReadOnlySpan<float> channel, double around, double reach)
    {
        int best = (int)Math.Round(around);
        double most = double.MinValue;
        for (int lag = (int)(around - reach); lag <= around + reach; lag++)
        {
            double similarity = Similarity(channel, lag);
            if (similarity > most) (best, most) = (lag, similarity);
        }

        double before = Similarity(channel, best - 1), after = Similarity(channel, best + 1);
        return best + (0.5 * (before - after) / (before - (2 * most) + after));
    }

    private static double Similarity(ReadOnlySpan<float> channel, int lag)
    {
        double product = 0, first = 0, second = 0;
        for (int i = 0; i + lag < channel.Length; i++)
        {
            product += channel[i] * (double)channel[i + lag];
            first += channel[i] * (double)channel[i];
            second += channel[i + lag] * (double)channel[i + lag];
        }

        return product / Math.Sqrt((first * second) + 1e-30);
    }

    /// <summary>Reads a float WAV file of two channels.</summary>
    public static Sound ReadFloatWav(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        int rate = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        int at = 12;
        while (!bytes[at..].StartsWith("data"u8)) at += 8 + BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 4)..]);
        int frames = Math.Min(BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 4)..]), bytes.Length - at - 8) / 8;
        var sound = new Sound(rate, new float[frames], new float[frames]);
        for (int i = 0; i < frames; i++)
        {
            sound.Left[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(at + 8 + (8 * i))..]);
            sound.Right[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(at + 12 + (8 * i))..]);
        }

        return sound;
    }
}
