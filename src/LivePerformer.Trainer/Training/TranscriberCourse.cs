using LivePerformer.Core;
using LivePerformer.Music;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>The transcriber hears B clips of T frames, each for itself, and is told what was played.</summary>
internal sealed class TranscriberCourse : Course
{
    public const string Kind = "transcriber";

    private static readonly Scalar Middle = 0.5f;
    private static readonly TrainingPlan Usual = new();

    private readonly FeatureSpec features = new();
    private readonly TranscriberShape shape;
    private readonly SoundData data;
    private readonly SoundDeck pianos;
    private readonly OtherSounds? others;
    private readonly SoundClips clips;
    private readonly TranscriberLoss loss, usualLoss = new(Usual.Touch, Usual.Even);
    private readonly SoundItem[] validation;
    private readonly SoundBatch batch;
    private long next;

    public TranscriberCourse(TrainingPlan plan, SoundData data, Device device) : base(plan, device)
    {
        this.data = data;
        shape = new TranscriberShape(features.Bands, plan.Channels, plan.Embedding, plan.Hidden, plan.Layers, plan.Inner);
        loss = new TranscriberLoss(plan.Touch, plan.Even);
        ILookup<bool, SoundItem> training = data.Items.Where(item => item.Split == "train" && item.Seconds > 0).ToLookup(item => item.IsOfOthers);
        validation = [.. data.Items.Where(item => item.Split == "validation" && item.Seconds > 0)];
        foreach ((string split, IEnumerable<SoundItem> those) in new[] { ("train", training[false]), ("validation", validation) })
        {
            if (those.All(item => item.IsOfOthers)) throw new LivePerformerException($"The data hold no recording of a piano in the split '{split}'. Run prepare on music that has one.");
        }

        pianos = new SoundDeck(data, [.. training[false]]);
        if (plan.Others > 0 && training[true].Any()) others = new OtherSounds(data, [.. training[true]]);
        clips = new SoundClips(pianos, plan.Seed, new Augmenter(new AugmentationPlan()) { Others = others }, others, plan.Others);
        batch = new SoundBatch(features, plan.Batch * plan.Accumulate, plan.Length);
        PerEpoch = (long)(pianos.Seconds * features.SampleRate / features.Hop);
        Fingerprint = data.Fingerprint();
    }

    public override CourseWords Words { get; } = new("frame", "nats/frame", "of onsets agreed", "onsets agreed");

    public override long PerEpoch { get; }

    public override string Fingerprint { get; }

    public override Place Where => new(null, null, new(next));

    public override void Seek(Place place) => next = place.Clips?.Next ?? throw new ArgumentException("the checkpoint is of another kind of network", nameof(place));

    public override Module NewNetwork(double dropout)
    {
        var network = new OnsetTranscriber(shape, dropout);
        network.to(Device);
        return network;
    }

    public override int Matrices(string weight) => weight.Split('.') switch
    {
        ["convolutions", "0", ..] or ["heads", ..] => 0,
        ["memory", ..] => 3,   // a GRU's gates
        _ => 1,
    };

    public override Replica NewReplica(Module network, int first, int count) => new Clips(this, (OnsetTranscriber)network, first, count);

    public override int Draw()
    {
        next += batch.Clips;
        return batch.Clips * batch.Scored;
    }

    public override (double Loss, double Accuracy) Score(Module network, bool whole, int threads, CancellationToken stop)
    {
        bool training = network.training;
        network.eval();
        int most = whole ? int.MaxValue : Plan.ValidationTokens;
        (SoundItem Item, int Clip)[] parts = [.. validation.SelectMany(item =>
            Enumerable.Range(0, Math.Max(1, (int)(Math.Min(most, item.Seconds * features.SampleRate / features.Hop) / batch.Scored))).Select(clip => (item, clip)))];
        var scores = new Guesses[parts.Length];
        try
        {
            Parallel.For(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop },
                i => scores[i] = Score((OnsetTranscriber)network, parts[i].Item, parts[i].Clip));
        }
        finally
        {
            network.train(training);
        }

        Guesses sum = scores.Aggregate((one, other) => one + other);
        return (sum.Nats / parts.Length, (double)sum.Hits / Math.Max(1, sum.Of));
    }

    public override void Dispose()
    {
        pianos.Dispose();
        others?.Dispose();
        base.Dispose();
    }

    public override object Describe(double loss, double accuracy, bool isFinal, Progress progress) => new TranscriberWeights
    {
        Shape = shape,
        Features = features,
        Data = data.Source,
        Licence = data.Licence,
        ValidationLoss = loss,
        ValidationAgreement = accuracy,
        IsFinal = isFinal,
        Progress = progress,
        Plan = Plan,
    };

    private Guesses Score(OnsetTranscriber network, SoundItem item, int clip)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var one = new SoundBatch(features, 1, Plan.Length);
        SoundPiece piece = pianos.Open(item);
        var samples = new float[one.Samples];
        long start = (long)clip * one.Scored * features.Hop;
        samples.AsSpan(piece.Read(start, samples)).Clear();
        one.Fill(0, samples, new LogMel(features), piece, isPlayed: true, start / (double)features.SampleRate, 1);
        return Loss(network, one, 0, 1, one.Scored, backward: false);
    }

    /// <summary>The loss of some rows, summed over their frames and divided by <paramref name="scored"/>, the mean over all look-aheads.</summary>
    /// <param name="backward">To learn from it, by the plan's weights; otherwise it is by the usual ones.</param>
    private Guesses Loss(OnsetTranscriber network, SoundBatch from, int first, int rows, long scored, bool backward)
    {
        using var scope = NewDisposeScope();
        SoundTargets targets = from.Targets(first, rows, Device);
        Tensor[] outputs = network.forward(from.Mel(first, rows, Device));
        using Scalar share = 1.0 / (scored * outputs.Length);
        Tensor mean = (backward ? loss : usualLoss).Of(outputs, targets).mul(share);
        if (backward) mean.backward();
        // How well the furthest look-ahead agrees: Dice's coefficient of the frames that it and we take for onsets.
        using var __ = no_grad();
        Tensor said = outputs[^1].narrow(-1, 0, TranscriberShape.Keys).gt(Scalars.Zero), so = targets.Onset.ge(Middle);
        long both = said.logical_and(so).sum().ToInt64();
        return new Guesses(mean.ToDouble(), 2 * both, said.sum().ToInt64() + so.sum().ToInt64());
    }

    private sealed class Clips(TranscriberCourse course, OnsetTranscriber network, int first, int count) : Replica(network)
    {
        private readonly LogMel logMel = new(course.features);
        private readonly float[] samples = new float[course.batch.Samples];

        public override Guesses Accumulate()
        {
            SoundBatch batch = course.batch;
            network.Lots.Seed(course.Plan.Seed, course.Step, first, course.Device);
            for (int row = first; row < first + count; row++) course.clips.Fill(batch, row, course.next - batch.Clips + row, logMel, samples);
            var score = new Guesses();
            foreach ((int from, int rows) in course.Slices(first, count)) score += course.Loss(network, batch, from, rows, batch.Clips * batch.Scored, backward: true);
            return score;
        }
    }
}
