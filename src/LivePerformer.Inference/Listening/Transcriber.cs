using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Hears a piano: sound in, notes out, as the sound comes.</summary>
/// <remarks>One thread. The same samples give the same notes, however they are cut into calls. Hearing allocates nothing.</remarks>
public sealed class Transcriber : INoteDetector, IDisposable
{
    private readonly BeliefStream beliefs;
    private readonly NoteDecoder decoder;
    private readonly BeliefStream.Taker decode;
    private INotesTold? told;

    /// <param name="sampleRate">Samples per second of what it will hear.</param>
    /// <param name="thresholds">Other than the manifest's.</param>
    public Transcriber(TranscriberFolder folder, int sampleRate, DecoderThresholds? thresholds = null)
    {
        TranscriberManifest manifest = folder.Manifest;
        SampleRate = sampleRate;
        beliefs = new BeliefStream(folder, sampleRate);
        decoder = new NoteDecoder(manifest.Features, thresholds ?? manifest.Thresholds);
        decode = (onset, sounding, offset, velocity, pedal) => decoder.Hear(onset, sounding, offset, velocity, pedal, told!);
        Delay = TimeSpan.FromMilliseconds(manifest.DelayMilliseconds) + beliefs.ResamplingDelay;
    }

    public int SampleRate { get; }

    public TimeSpan Delay { get; }

    public void Hear(ReadOnlySpan<float> samples, INotesTold told)
    {
        this.told = told;
        beliefs.Hear(samples, decode);
    }

    public void Finish(INotesTold told)
    {
        this.told = told;
        beliefs.Finish(decode);
        decoder.Finish(told);
    }

    /// <remarks>The network tells touch by how loud a note is, and how loud loud is by what it has heard: until the first forte, a soft
    /// beginning passes for a medium one of a weak microphone.</remarks>
    /// <inheritdoc/>
    public void Prime(ReadOnlySpan<float> samples)
    {
        beliefs.Prime(samples);
        decoder.Reset();
    }

    public void Reset()
    {
        beliefs.Reset();
        decoder.Reset();
    }

    public void Dispose() => beliefs.Dispose();
}
