using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Sound in, and what the network believes of each frame out, as the sound comes.</summary>
/// <remarks>One thread. The same samples give the same beliefs, however they are cut into calls.</remarks>
internal sealed class BeliefStream : IDisposable
{
    private const int FewSamples = 4096;   // of one pass through the chain
    private const double Rest = 0.5;       // seconds of silence after what it is primed with, so that nothing of it rings on

    private readonly TranscriberSession session;
    private readonly Resampler? resampler;
    private readonly LogMel logMel;
    private readonly FeatureSpec features;
    private readonly float[] resampled;
    private readonly float[] frames;
    private readonly int lookAhead;
    private long frame;      // that the next row of the network's output speaks of; negative before the first

    /// <param name="sampleRate">Samples per second of what it will hear.</param>
    public BeliefStream(TranscriberFolder folder, int sampleRate)
    {
        (features, lookAhead) = (folder.Manifest.Features, folder.Manifest.LookAhead);
        session = new TranscriberSession(folder);
        resampler = sampleRate == features.SampleRate ? null : new Resampler(sampleRate, features.SampleRate);
        logMel = new LogMel(features);
        resampled = new float[resampler?.MostFrom(FewSamples) ?? 0];
        frames = new float[((Math.Max(FewSamples, resampled.Length) / features.Hop) + 2) * features.Bands];
        frame = -lookAhead;
    }

    /// <summary>Takes what is believed of one frame.</summary>
    public delegate void Taker(ReadOnlySpan<float> onset, ReadOnlySpan<float> sounding, ReadOnlySpan<float> offset, ReadOnlySpan<float> velocity, float pedal);

    /// <summary>What resampling adds to the delay.</summary>
    public TimeSpan ResamplingDelay => resampler?.Delay ?? TimeSpan.Zero;

    public void Hear(ReadOnlySpan<float> samples, Taker taker)
    {
        while (!samples.IsEmpty)
        {
            ReadOnlySpan<float> now = samples[..Math.Min(FewSamples, samples.Length)];
            samples = samples[now.Length..];
            HearInTime(resampler is null ? now : resampled.AsSpan(0, resampler.Process(now, resampled)), taker);
        }
    }

    /// <summary>Hears silence until the last frame with sound has been looked back on.</summary>
    public void Finish(Taker taker)
    {
        if (resampler is not null) HearInTime(resampled.AsSpan(0, resampler.Flush(resampled)), taker);
        Span<float> silence = stackalloc float[256];
        silence.Clear();
        for (int left = features.Ahead + ((lookAhead + 2) * features.Hop); left > 0; left -= silence.Length) HearInTime(silence, taker);
    }

    /// <summary>Hears sound in which nothing is sought, and begins after it from now on.</summary>
    public void Prime(ReadOnlySpan<float> samples)
    {
        Hear(samples, Ignore);
        Hear(new float[(int)(Rest * (resampler?.From ?? features.SampleRate))], Ignore);
        session.BeginHere();
        Reset();

        static void Ignore(ReadOnlySpan<float> onset, ReadOnlySpan<float> sounding, ReadOnlySpan<float> offset, ReadOnlySpan<float> velocity, float pedal)
        {
        }
    }

    public void Reset()
    {
        session.Reset();
        resampler?.Reset();
        logMel.Reset();
        frame = -lookAhead;
    }

    public void Dispose() => session.Dispose();

    private void HearInTime(ReadOnlySpan<float> samples, Taker taker)
    {
        int bands = features.Bands, count = logMel.Process(samples, frames);
        for (int at = 0; at < count;)
        {
            int heard = session.Run(frames.AsSpan(at * bands, (count - at) * bands));
            for (int row = 0; row < heard; row++, frame++)
            {
                if (frame >= 0) taker(session.Output(0, row), session.Output(1, row), session.Output(2, row), session.Output(3, row), session.Output(4, row)[0]);
            }

            at += heard;
        }
    }
}
