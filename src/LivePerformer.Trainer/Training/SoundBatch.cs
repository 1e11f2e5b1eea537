using LivePerformer.Music;
using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>B clips of T frames side by side, as flat arrays ready to become tensors, and what is to be heard in them.</summary>
/// <remarks>Targets there are for S frames: T without the last ones, which are only looked ahead to. K = 88 keys.</remarks>
internal sealed class SoundBatch
{
    private const double OnsetReach = 2, OffsetReach = 4;   // frames to both sides, over which a target falls to zero

    private readonly FeatureSpec features;
    private readonly float[] mel, onset, sounding, offset, velocity, pedal, pedalKnown;
    private readonly int frames;

    public SoundBatch(FeatureSpec features, int clips, int frames)
    {
        (this.features, this.frames, Clips) = (features, frames, clips);
        Scored = frames - TranscriberShape.MostLookAhead;
        mel = new float[clips * frames * features.Bands];
        onset = new float[clips * Scored * TranscriberShape.Keys];
        sounding = new float[onset.Length];
        offset = new float[onset.Length];
        velocity = new float[onset.Length];
        pedal = new float[clips * Scored];
        pedalKnown = new float[clips];
    }

    public int Clips { get; }

    /// <summary>S: frames of each clip with targets.</summary>
    public int Scored { get; }

    public int SampleRate => features.SampleRate;

    /// <summary>Samples of a clip: as many as its last frame's window reaches.</summary>
    public int Samples => ((frames - 1) * features.Hop) + features.Ahead;

    /// <summary>Makes a row of some sound of a recording and of the notes that are in it.</summary>
    /// <param name="isPlayed">Whether the notes are still in the sound.</param>
    /// <param name="start">Seconds of the recording at which the clip begins.</param>
    /// <param name="stretch">How many times as long as in the recording everything lasts.</param>
    public void Fill(int row, ReadOnlySpan<float> samples, LogMel logMel, SoundPiece piece, bool isPlayed, double start, double stretch)
    {
        logMel.Reset();
        Span<float> rows = mel.AsSpan(row * frames * features.Bands, frames * features.Bands);
        int made = logMel.Process(samples, rows);
        if (made != frames) throw new InvalidOperationException($"{samples.Length} samples gave {made} frames, {frames} are due.");

        int keys = TranscriberShape.Keys;
        Span<float> onsets = onset.AsSpan(row * Scored * keys, Scored * keys), sounds = sounding.AsSpan(row * Scored * keys, Scored * keys),
            offsets = offset.AsSpan(row * Scored * keys, Scored * keys), velocities = velocity.AsSpan(row * Scored * keys, Scored * keys);
        onsets.Clear();
        sounds.Clear();
        offsets.Clear();
        velocities.Clear();
        double end = start + (Scored * features.Hop / (stretch * features.SampleRate));
        foreach (TranscribedNote note in isPlayed ? piece.Notes : [])
        {
            int key = note.Pitch - NoteDecoder.LowestKey;
            if (note.Onset > end + 0.1) break;   // they are in order of onsets
            if (note.Offset < start - 0.1 || key < 0 || key >= keys) continue;

            double from = Frame(note.Onset), to = Frame(note.Offset);
            for (int frame = Math.Max(0, (int)Math.Ceiling(from)); frame < Math.Min(Scored, to); frame++) sounds[(frame * keys) + key] = 1;
            Peak(offsets, key, to, OffsetReach);
            foreach (int frame in Peak(onsets, key, from, OnsetReach)) velocities[(frame * keys) + key] = (float)(note.Velocity / 127);
        }

        Span<float> down = pedal.AsSpan(row * Scored, Scored);
        down.Clear();
        pedalKnown[row] = piece.Item.KnowsPedal ? 1 : 0;
        foreach (PedalSpan span in isPlayed ? piece.Pedals : [])
        {
            for (int frame = Math.Max(0, (int)Math.Ceiling(Frame(span.From))); frame < Math.Min(Scored, Frame(span.To)); frame++) down[frame] = 1;
        }

        double Frame(double seconds) => (seconds - start) * stretch * features.SampleRate / features.Hop;
    }

    /// <summary>(rows, T, M) the spectrograms of some neighbouring rows.</summary>
    public Tensor Mel(int first, int rows, Device device) => Rows(mel, first, rows, frames, features.Bands, device);

    /// <summary>What is to be heard in them.</summary>
    public SoundTargets Targets(int first, int rows, Device device)
    {
        return new(Of(onset), Of(sounding), Of(offset), Of(velocity), Rows(pedal, first, rows, Scored, 1, device), Rows(pedalKnown, first, rows, 1, 1, device));

        Tensor Of(float[] values) => Rows(values, first, rows, Scored, TranscriberShape.Keys, device);
    }

    private static Tensor Rows(float[] values, int first, int rows, int frames, int width, Device device) =>
        tensor(values.AsSpan(first * frames * width, rows * frames * width).ToArray(), [rows, frames, width], device: device);

    private List<int> Peak(Span<float> target, int key, double centre, double reach)
    {
        var touched = new List<int>(4);
        for (int frame = Math.Max(0, (int)Math.Ceiling(centre - reach)); frame < Scored && frame < centre + reach; frame++)
        {
            ref float value = ref target[(frame * TranscriberShape.Keys) + key];
            float height = (float)(1 - (Math.Abs(frame - centre) / reach));
            if (height <= value) continue;

            value = height;
            touched.Add(frame);
        }

        return touched;
    }
}
