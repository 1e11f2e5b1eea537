using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>What a transcriber believes of a whole recording, kept, so that it can be decoded with one threshold after the other.</summary>
/// <remarks>140 kB a second.</remarks>
public sealed class HeardSound
{
    private const int Keys = NoteDecoder.Keys, Width = (4 * Keys) + 1;

    private readonly List<float[]> rows = [];
    private readonly FeatureSpec features;

    private HeardSound(FeatureSpec features) => this.features = features;

    /// <param name="samples">At the rate of the model's features.</param>
    /// <param name="block">How many of them are heard at a time.</param>
    /// <param name="forte">What the network is primed with, if anything.</param>
    public static HeardSound Of(TranscriberFolder folder, ReadOnlySpan<float> samples, int block = int.MaxValue, ReadOnlySpan<float> forte = default)
    {
        var heard = new HeardSound(folder.Manifest.Features);
        using var beliefs = new BeliefStream(folder, heard.features.SampleRate);
        if (!forte.IsEmpty) beliefs.Prime(forte);
        for (; !samples.IsEmpty; samples = samples[Math.Min(block, samples.Length)..]) beliefs.Hear(samples[..Math.Min(block, samples.Length)], heard.Keep);
        beliefs.Finish(heard.Keep);
        return heard;
    }

    /// <summary>Frames heard.</summary>
    public int Frames => rows.Count;

    /// <summary>What is believed of a frame: onset, sounding, offset, velocity of 88 keys, and of the pedal.</summary>
    public ReadOnlySpan<float> this[int frame] => rows[frame];

    /// <summary>The notes at other thresholds.</summary>
    public Transcription Decode(DecoderThresholds thresholds)
    {
        var decoder = new NoteDecoder(features, thresholds);
        var ear = new NoteCollector();
        foreach (float[] row in rows)
        {
            ReadOnlySpan<float> all = row;
            ear.Now += features.Hop / (double)features.SampleRate;
            decoder.Hear(all[..Keys], all.Slice(Keys, Keys), all.Slice(2 * Keys, Keys), all.Slice(3 * Keys, Keys), all[4 * Keys], ear);
        }

        decoder.Finish(ear);
        return ear.Result();
    }

    private void Keep(ReadOnlySpan<float> onset, ReadOnlySpan<float> sounding, ReadOnlySpan<float> offset, ReadOnlySpan<float> velocity, float pedal)
    {
        var row = new float[Width];
        onset.CopyTo(row);
        sounding.CopyTo(row.AsSpan(Keys));
        offset.CopyTo(row.AsSpan(2 * Keys));
        velocity.CopyTo(row.AsSpan(3 * Keys));
        row[4 * Keys] = pedal;
        rows.Add(row);
    }
}
