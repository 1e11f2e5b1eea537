using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>What the sound of a microphone says of the room, the piano and the way from our loudspeakers.</summary>
internal static class MicrophoneMeasurement
{
    private const double Window = 0.05;         // seconds of a level
    private const double Rise = 8;              // decibels by which a strike stands above what was before it
    private const int FewestStrikes = 4;
    private const double ForteMargin = 3;       // decibels
    private const double ChirpSeconds = 0.02, ChirpLow = 400, ChirpHigh = 5_000, ChirpLevel = 0.25;
    private const double LongestLoop = 0.5;     // seconds
    private const double Found = 6;             // how often the echo is larger than what lies beside it
    private const double LowestTone = 110, HighestTone = 1_000;     // Hz: below, a cent is too little; above, strings are stiff
    private const double Segment = 0.6;         // seconds
    private const int Step = 2;                 // cents

    /// <summary>The effective level in decibels that 19 of 20 windows do not exceed.</summary>
    public static double Noise(ReadOnlySpan<float> silence, int sampleRate)
    {
        double[] levels = Levels(silence, sampleRate, Effective);
        return levels.Length == 0 ? -200 : Math.Max(-200, MicrophoneProfile.Decibels(Percentiles.Of(levels, 0.95)!.Value));
    }

    /// <summary>The peaks, in decibels, of the softest and the loudest strikes: the tenth part on either side is left out.</summary>
    /// <exception cref="LivePerformerException">Hardly anything was struck.</exception>
    public static (double Soft, double Loud, int Strikes) Strikes(ReadOnlySpan<float> playing, int sampleRate, double noiseDb)
    {
        double[] levels = Levels(playing, sampleRate, Effective), peaks = Levels(playing, sampleRate, Peak);
        var found = new List<double>();
        for (int i = 2; i + 1 < levels.Length; i++)
        {
            double now = MicrophoneProfile.Decibels(levels[i]), before = MicrophoneProfile.Decibels(Math.Max(levels[i - 1], levels[i - 2]));
            double risen = Math.Max(now, MicrophoneProfile.Decibels(levels[i + 1]));
            if (now - before < Rise / 2 || risen - before < Rise || risen < noiseDb + Rise) continue;

            found.Add(MicrophoneProfile.Decibels(Math.Max(peaks[i], peaks[i + 1])));
            i += 2;
        }

        if (found.Count < FewestStrikes)
        {
            throw new LivePerformerException($"Only {found.Count} notes stood out of the sound of the microphone, whose room has {noiseDb:0} dB. "
                + "Play single notes with pauses, bring the microphone nearer, or turn its gain up; then calibrate again.");
        }

        double[] strikes = [.. found];
        return (Percentiles.Of(strikes, 0.1)!.Value, Percentiles.Of(strikes, 0.9)!.Value, strikes.Length);
    }

    /// <summary>Whether somebody plays as loud as it becomes: not softer than single notes, but for a little.</summary>
    /// <param name="loudDb">The peak of the loudest single notes in decibels.</param>
    public static bool IsForte(ReadOnlySpan<float> playing, double loudDb) => MicrophoneProfile.Decibels(Peak(playing)) >= loudDb - ForteMargin;

    /// <summary>By how many cents the strongest tones lie above those of A = 440 Hz; null where they do not agree.</summary>
    public static double? Tuning(ReadOnlySpan<float> playing, int sampleRate)
    {
        int fewer = Math.Max(1, sampleRate / 6_000);
        float[] low = Fewer(playing, fewer);
        double rate = (double)sampleRate / fewer;
        int length = (int)(Segment * rate);
        (double x, double y, double sum) = (0, 0, 0);
        for (int at = 0; at + length <= low.Length; at += length / 2)
        {
            foreach ((double cents, double size) in Tones(low.AsSpan(at, length), rate))
            {
                x += size * Math.Cos(2 * Math.PI * cents / 100);
                y += size * Math.Sin(2 * Math.PI * cents / 100);
                sum += size;
            }
        }

        // half a semitone is as far from every key: there, or where tones point everywhere, nobody can tell
        double agreement = sum > 0 ? Math.Sqrt((x * x) + (y * y)) / sum : 0;
        return agreement < 0.4 ? null : Math.Round(100 * Math.Atan2(y, x) / (2 * Math.PI), 1);
    }

    /// <summary>A sound that is found again even in noise.</summary>
    public static float[] Chirp(int sampleRate)
    {
        var chirp = new float[(int)(ChirpSeconds * sampleRate)];
        for (int i = 0; i < chirp.Length; i++)
        {
            double t = (double)i / sampleRate, share = (double)i / chirp.Length;
            double phase = 2 * Math.PI * ((ChirpLow * t) + ((ChirpHigh - ChirpLow) * t * t / (2 * ChirpSeconds)));
            chirp[i] = (float)(ChirpLevel * Math.Sin(Math.PI * share) * Math.Sin(phase));
        }

        return chirp;
    }

    /// <summary>From a chirp leaving to the microphone hearing it, in frames; null where it was not heard.</summary>
    /// <param name="heard">From the frame on at which it left.</param>
    public static int? Loop(ReadOnlySpan<float> heard, ReadOnlySpan<float> chirp, int sampleRate)
    {
        int lags = Math.Min((int)(LongestLoop * sampleRate), heard.Length - chirp.Length);
        if (lags <= 0) return null;

        var sizes = new double[lags];
        for (int lag = 0; lag < lags; lag++)
        {
            float sum = 0;
            for (int i = 0; i < chirp.Length; i++) sum += heard[lag + i] * chirp[i];
            sizes[lag] = Math.Abs(sum);
        }

        int best = Array.IndexOf(sizes, sizes.Max());
        double usual = Percentiles.Of(sizes, 0.5)!.Value;
        return sizes[best] > 0 && sizes[best] > Found * usual ? best : null;
    }

    /// <summary>The local maxima of the spectrum that are not much smaller than its largest.</summary>
    private static (double Cents, double Size)[] Tones(ReadOnlySpan<float> sound, double rate)
    {
        int count = (int)(1_200 * Math.Log2(HighestTone / LowestTone) / Step);
        var sizes = new double[count];
        var shaped = new float[sound.Length];
        for (int i = 0; i < shaped.Length; i++) shaped[i] = sound[i] * (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / shaped.Length)));
        for (int i = 0; i < count; i++) sizes[i] = Size(shaped, LowestTone * Math.Pow(2, i * Step / 1_200.0) / rate);
        double largest = sizes.Max();
        if (largest < 1e-6) return [];

        // the lowest tone is an A, so its cents are those above a key
        return
        [
            .. Enumerable.Range(1, count - 2)
                .Where(i => sizes[i] > largest / 8 && sizes[i] >= sizes[i - 1] && sizes[i] > sizes[i + 1])
                .Select(i => ((i + Summit(sizes[i - 1], sizes[i], sizes[i + 1])) * Step, sizes[i])),
        ];
    }

    /// <summary>Where between its neighbours a parabola through three sizes has its summit.</summary>
    private static double Summit(double left, double middle, double right)
    {
        double bend = left - (2 * middle) + right;
        return bend == 0 ? 0 : Math.Clamp((left - right) / (2 * bend), -0.5, 0.5);
    }

    /// <summary>The size of one frequency (Goertzel, 1958).</summary>
    /// <param name="turns">Of the wave from sample to sample.</param>
    private static double Size(ReadOnlySpan<float> sound, double turns)
    {
        double twice = 2 * Math.Cos(2 * Math.PI * turns), one = 0, two = 0;
        foreach (float sample in sound) (one, two) = (sample + (twice * one) - two, one);
        return Math.Sqrt(Math.Max(0, (one * one) + (two * two) - (twice * one * two))) / sound.Length;
    }

    /// <summary>Every so many samples as one, after what would fold down was weakened.</summary>
    private static float[] Fewer(ReadOnlySpan<float> sound, int times)
    {
        int reach = 2 * times;
        var fewer = new float[sound.Length / times];
        for (int i = 0; i < fewer.Length; i++)
        {
            float sum = 0, weights = 0;
            for (int j = -reach; j <= reach; j++)
            {
                int at = (i * times) + j;
                if (at < 0 || at >= sound.Length) continue;
                float weight = 1 + MathF.Cos(MathF.PI * j / (reach + 1));
                sum += weight * sound[at];
                weights += weight;
            }

            fewer[i] = sum / weights;
        }

        return fewer;
    }

    private static double[] Levels(ReadOnlySpan<float> sound, int sampleRate, Measure measure)
    {
        int length = (int)(Window * sampleRate);
        var levels = new double[sound.Length / length];
        for (int i = 0; i < levels.Length; i++) levels[i] = measure(sound.Slice(i * length, length));
        return levels;
    }

    private delegate double Measure(ReadOnlySpan<float> sound);

    private static double Effective(ReadOnlySpan<float> sound)
    {
        double power = 0;
        foreach (float sample in sound) power += sample * sample;
        return Math.Sqrt(power / sound.Length);
    }

    private static double Peak(ReadOnlySpan<float> sound)
    {
        float peak = 0;
        foreach (float sample in sound) peak = Math.Max(peak, Math.Abs(sample));
        return peak;
    }
}
