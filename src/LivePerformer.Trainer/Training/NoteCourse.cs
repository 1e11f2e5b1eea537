using LivePerformer.Music;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>The note Transformer reads windows of T notes, each for itself.</summary>
internal sealed class NoteCourse(TrainingPlan plan, TokenMusic music, Device device) : TokenCourse(plan, music, device)
{
    public const string Kind = "transformer";

    // The number of tokens differs from step to step. Filled up, their blocks have a few sizes, and what one step frees fits the
    // next: with blocks of ever new sizes the heap of glibc went to pieces.
    private const int TokenMultiple = 512;

    private readonly TransformerShape shape = new(plan.Hidden, plan.Layers, plan.Heads, plan.Embedding);
    private readonly NoteWindows windows = new(music.Training, plan.Batch * plan.Accumulate, plan.Length, plan.Hidden / plan.Heads, plan.Seed, plan.Transpose);
    private NoteBatch batch = new(0, 0, 2);

    protected override string Features => $"{NoteFeatures.Id} {Rotation.Id}";

    public override Place Where => new(null, windows.Where);

    public override void Seek(Place place) => windows.Seek(place.Windows ?? throw new ArgumentException("the checkpoint is of another kind of network", nameof(place)));

    public override Module NewNetwork(double dropout)
    {
        var network = new NoteTransformer(shape, dropout);
        network.to(Device);
        return network;
    }

    public override int Matrices(string weight) => weight.Split('.') switch
    {
        ["blocks", _, "mix", _] => 3,   // queries, keys and values
        ["blocks", ..] or ["memory" or "deep", _] => 1,
        _ => 0,
    };

    public override Replica NewReplica(Module network, int first, int count) => new Windows(this, (NoteTransformer)network, first, count);

    public override int Draw()
    {
        batch = windows.Next();
        return batch.Scored;
    }

    public override Guesses Score(Module network, ushort[][] pieces, CancellationToken stop)
    {
        using var _ = no_grad();
        var transformer = (NoteTransformer)network;
        const int together = 4;
        var chunk = new NoteBatch(together, Plan.Length, shape.HeadWidth);
        var score = new Guesses();
        foreach (ushort[] piece in pieces)
        {
            int rows = piece.Count(token => token < Vocabulary.FirstNoteOff) + 1;
            var starts = new Queue<(int Row, int From)>(NoteWindows.Cover(rows, Plan.Length));
            while (starts.Count > 0)
            {
                stop.ThrowIfCancellationRequested();
                int filled = 0;
                for (; filled < together && starts.TryDequeue(out (int Row, int From) start); filled++) chunk.Fill(filled, piece, start.Row, start.From);
                if (chunk.Scored == 0) continue;

                using var scope = NewDisposeScope();
                NoteTensors x = chunk.Tensors(0, filled, shape.Heads, Device, TokenMultiple);
                var logits = transformer.forward(x);
                score += new Guesses(functional.cross_entropy(logits, x.Target, ignore_index: Batch.Nothing, reduction: Reduction.Sum).ToDouble(), Hits(logits, x.Target));
            }
        }

        return score;
    }

    private sealed class Windows(NoteCourse course, NoteTransformer network, int first, int count) : Replica(network)
    {
        public override Guesses Accumulate()
        {
            network.Lots.Seed(course.Plan.Seed, course.Step, first, course.Device);
            var score = new Guesses();
            using Scalar scored = course.batch.Scored;
            foreach ((int from, int windows) in course.Slices(first, count))
            {
                using var scope = NewDisposeScope();
                NoteTensors x = course.batch.Tensors(from, windows, course.shape.Heads, course.Device, TokenMultiple);
                var logits = network.forward(x);
                var loss = functional.cross_entropy(logits, x.Target, ignore_index: Batch.Nothing, reduction: Reduction.Sum).div(scored);
                loss.backward();
                score += new Guesses(loss.ToDouble(), Hits(logits, x.Target));
            }

            return score;
        }
    }
}
