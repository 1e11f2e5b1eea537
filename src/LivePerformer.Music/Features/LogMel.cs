namespace LivePerformer.Music;

/// <summary>Turns sound into a log-mel spectrogram as it comes; whatever the blocks, the numbers are the same.</summary>
/// <remarks>One thread at a time; nothing is allocated after construction. The rules are at <see cref="FeatureSpec"/>.</remarks>
public sealed class LogMel
{
    private const int BlockSamples = 4096;

    private readonly double[] window;
    private readonly RealFourier fourier;
    private readonly MelBands mel;
    private readonly double[] magnitudes, sums;
    private readonly float[] buffer;
    private int at, filled;         // where the next frame's window begins; behind the last sample

    /// <exception cref="Core.LivePerformerException">The specification makes no sense.</exception>
    public LogMel(FeatureSpec spec)
    {
        spec.Check();
        Spec = spec;
        window = WindowOf(spec);
        fourier = new(spec.Window);
        mel = new(spec);
        magnitudes = new double[(spec.Window / 2) + 1 + MelBands.Padding];
        sums = new double[spec.Bands];
        buffer = new float[spec.Window + BlockSamples];
        Reset();
    }

    public FeatureSpec Spec { get; }

    /// <summary>Frames that <see cref="Flush"/> will write.</summary>
    public int FramesLeft => FramesFrom(Spec.Ahead - 1);

    /// <summary>Frames that a whole sound of so many samples becomes: one for each begun hop.</summary>
    public static long FramesOf(FeatureSpec spec, long samples) => (samples + spec.Hop - 1) / spec.Hop;

    /// <summary>A whole sound at once: frame by frame, each from the lowest band to the highest.</summary>
    /// <exception cref="Core.LivePerformerException">The specification makes no sense.</exception>
    public static float[] Batch(FeatureSpec spec, ReadOnlySpan<float> samples)
    {
        var mel = new LogMel(spec);
        float[] frames = new float[checked((int)(FramesOf(spec, samples.Length) * spec.Bands))];
        int done = mel.Process(samples, frames);
        mel.Flush(frames.AsSpan(done * spec.Bands));
        return frames;
    }

    /// <summary>Frames that <see cref="Process"/> will write for the next so many samples.</summary>
    public int FramesFrom(int samples)
    {
        long last = (long)filled + samples - Spec.Window - at;
        return last < 0 ? 0 : (int)(last / Spec.Hop) + 1;
    }

    /// <summary>Takes the next samples, at the rate of the specification.</summary>
    /// <param name="samples">Any number of them; what is no number is silence.</param>
    /// <param name="frames">With room for <see cref="FramesFrom"/> frames, which are written one behind the other.</param>
    /// <returns>Frames written.</returns>
    public int Process(ReadOnlySpan<float> samples, Span<float> frames)
    {
        if (FramesFrom(samples.Length) > frames.Length / Spec.Bands) throw new ArgumentException($"There must be room for {FramesFrom(samples.Length)} frames.", nameof(frames));

        int done = 0;
        while (!samples.IsEmpty)
        {
            int count = Math.Min(samples.Length, buffer.Length - filled);
            Append(samples[..count]);
            samples = samples[count..];
            done += Write(frames[(done * Spec.Bands)..]);
        }

        return done;
    }

    /// <summary>Writes the frames that still wait for sound to come, as if silence followed; the next sample is the first of another sound.</summary>
    /// <param name="frames">With room for <see cref="FramesLeft"/> frames.</param>
    /// <returns>Frames written.</returns>
    public int Flush(Span<float> frames)
    {
        if (FramesLeft > frames.Length / Spec.Bands) throw new ArgumentException($"There must be room for {FramesLeft} frames.", nameof(frames));

        int done = 0;
        for (int left = Spec.Ahead - 1; left > 0;)
        {
            int count = Math.Min(left, buffer.Length - filled);
            buffer.AsSpan(filled, count).Clear();
            filled += count;
            left -= count;
            done += Write(frames[(done * Spec.Bands)..]);
        }

        Reset();
        return done;
    }

    /// <summary>Forgets everything: the next sample is the first.</summary>
    public void Reset()
    {
        at = 0;
        filled = Spec.Window - Spec.Ahead;
        buffer.AsSpan(0, filled).Clear();
    }

    private void Append(ReadOnlySpan<float> samples)
    {
        Span<float> to = buffer.AsSpan(filled, samples.Length);
        for (int i = 0; i < samples.Length; i++) to[i] = float.IsFinite(samples[i]) ? samples[i] : 0;
        filled += samples.Length;
    }

    private int Write(Span<float> frames)
    {
        int done = 0, bands = Spec.Bands;
        for (; filled - at >= window.Length; at += Spec.Hop, done++)
        {
            fourier.Magnitudes(buffer.AsSpan(at, window.Length), window, magnitudes);
            mel.Apply(magnitudes, sums);
            Span<float> frame = frames.Slice(done * bands, bands);
            for (int band = 0; band < bands; band++) frame[band] = MathF.Log((float)(sums[band] + Spec.Floor));
        }

        if (filled == buffer.Length)
        {
            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
            at = 0;
        }

        return done;
    }

    /// <summary>The rising half of one Hann window, the falling half of another, so that a sine keeps its amplitude.</summary>
    private static double[] WindowOf(FeatureSpec spec)
    {
        int left = spec.Window - spec.Ahead, right = spec.Ahead;
        double[] window = new double[spec.Window];
        for (int i = 0; i < left; i++) window[i] = 0.5 - (0.5 * Math.Cos(Math.PI * i / left));
        for (int i = 0; i < right; i++) window[left + i] = 0.5 + (0.5 * Math.Cos(Math.PI * i / right));
        double half = window.Sum() / 2;
        for (int i = 0; i < window.Length; i++) window[i] /= half;
        return window;
    }
}
