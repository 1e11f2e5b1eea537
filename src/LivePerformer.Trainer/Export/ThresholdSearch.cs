using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Finds the thresholds at which an exported transcriber does best on the validation split, and keeps them in its manifest.</summary>
public static class ThresholdSearch
{
    private static readonly double[] Tried = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7];
    private static readonly double[] TriedForEnds = [0.15, 0.25, 0.35, 0.45, 0.55, 0.65];

    /// <summary>Onsets first, by F1 within 50 ms; then ends, by F1 with ends; then the pedal, by frames that agree.</summary>
    /// <returns>The manifest as it is now.</returns>
    /// <exception cref="LivePerformerException">There is no validation split, or the manifest cannot be written.</exception>
    public static TranscriberManifest Run(string folder, SoundData data, Action<string>? say = null, CancellationToken stop = default)
    {
        using TranscriberFolder model = TranscriberFolder.Load(folder);
        SoundItem[] items = [.. data.Items.Where(item => item.Split == "validation")];
        if (items.Length == 0) throw new LivePerformerException("The data hold no recording in the split 'validation'. Run prepare on music that has one.");

        var heard = new (HeardSound Sound, SoundPiece Piece)[items.Length];
        Parallel.For(0, items.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop }, i =>
        {
            using SoundPiece piece = data.Open(items[i]);
            var samples = new float[piece.Samples];
            piece.Read(0, samples);
            heard[i] = (HeardSound.Of(model, samples), piece);
        });

        DecoderThresholds best = model.Manifest.Thresholds;
        best = Best(Tried.Select(value => best with { Onset = value }), "onset_50ms", out double onset);
        best = Best(from frame in TriedForEnds from end in TriedForEnds select best with { Frame = frame, Offset = end }, "onset_offset_50ms", out double offset);
        best = Tried.Select(value => best with { Pedal = value }).MaxBy(thresholds => heard.Sum(each => PedalAgreement(each.Sound, each.Piece.Pedals, thresholds.Pedal, model.Manifest.Features)))!;
        say?.Invoke($"validation split: onset F1 {onset:F4} at {best.Onset}, with ends {offset:F4} at {best.Frame} and {best.Offset}, pedal at {best.Pedal}");
        TranscriberManifest manifest = model.Manifest with
        {
            Thresholds = best,
            Scores = new Dictionary<string, double>(model.Manifest.Scores) { ["validation_onset_50ms_f1"] = onset, ["validation_onset_offset_50ms_f1"] = offset },
        };
        TranscriberExport.Save(manifest, folder);
        return manifest;

        DecoderThresholds Best(IEnumerable<DecoderThresholds> candidates, string key, out double score)
        {
            (DecoderThresholds Thresholds, double F1)[] all = [.. candidates.AsParallel().AsOrdered().WithCancellation(stop).Select(thresholds =>
                (thresholds, TranscriptionScore.Pooled([.. heard.Select(each => TranscriptionScore.Count(each.Piece.Notes, each.Sound.Decode(thresholds).Notes))])[key].F1))];
            var winner = all.MaxBy(each => each.F1);
            score = winner.F1;
            return winner.Thresholds;
        }
    }

    private static long PedalAgreement(HeardSound sound, IReadOnlyList<PedalSpan> pedals, double threshold, FeatureSpec features)
    {
        double hop = features.Hop / (double)features.SampleRate;
        long agreed = 0;
        int next = 0;
        for (int frame = 0; frame < sound.Frames; frame++)
        {
            while (next < pedals.Count && pedals[next].To < frame * hop) next++;
            bool down = next < pedals.Count && pedals[next].From <= frame * hop;
            if (sound[frame][^1] >= threshold == down) agreed++;
        }

        return agreed;
    }
}
