using LivePerformer.Music;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>The note Transformer reads windows of T notes, each for itself.</summary>
internal sealed class NoteCourse(TrainingPlan plan, IReadOnlyList<TokenPiece> pieces, Device device) : Course(plan, device)
{
    public const string Kind = "transformer";

    private readonly TransformerShape shape = new(plan.Hidden, plan.Layers, plan.Heads, plan.Embedding);
    private readonly NoteWindows windows = new(pieces, plan.Batch, plan.Length, plan.Hidden / plan.Heads, plan.Seed, plan.Transpose);
    private NoteBatch batch = new(0, 0, 2);

    public override string Features => $"{NoteFeatures.Id} {Rotation.Id}";

    public override Place Where => new(null, windows.Where);

    public override void Seek(Place place) => windows.Seek(place.Windows ?? throw new ArgumentException("the checkpoint is of another kind of network", nameof(place)));

    public override Module NewNetwork(double dropout)
    {
        var network = new NoteTransformer(shape, dropout);
        network.to(Device);
        return network;
    }

    public override Replica NewReplica(Module network, int first, int count) => new Windows(this, (NoteTransformer)network, first, count);

    public override int Draw()
    {
        batch = windows.Next();
        return batch.Scored;
    }

    /// <summary>Windows overlap by half, so that every token but those of a piece's beginning has half a window before it.</summary>
    public override double Nats(Module network, ushort[][] pieces, CancellationToken stop)
    {
        using var _ = no_grad();
        var transformer = (NoteTransformer)network;
        const int together = 4;
        int half = Plan.Length / 2;
        var chunk = new NoteBatch(together, Plan.Length, shape.HeadWidth);
        double nats = 0;
        foreach (ushort[] piece in pieces)
        {
            int rows = piece.Count(token => token < Vocabulary.FirstNoteOff) + 1;
            var starts = new Queue<int>(Enumerable.Range(0, Math.Max(1, ((rows - 1) / half))).Select(i => i * half));
            while (starts.Count > 0)
            {
                stop.ThrowIfCancellationRequested();
                int filled = 0;
                for (; filled < together && starts.TryDequeue(out int row); filled++) chunk.Fill(filled, piece, row, row == 0 ? 0 : row + half);
                if (chunk.Scored == 0) continue;

                using var scope = NewDisposeScope();
                NoteTensors x = chunk.Tensors(0, filled, shape.Heads, Device);
                nats += functional.cross_entropy(transformer.forward(x), x.Target, reduction: Reduction.Sum).ToDouble();
            }
        }

        return nats;
    }

    private sealed class Windows(NoteCourse course, NoteTransformer network, int first, int count) : Replica(network)
    {
        public override double Accumulate()
        {
            using var scope = NewDisposeScope();
            NoteTensors x = course.batch.Tensors(first, count, course.shape.Heads, course.Device);
            using Scalar scored = course.batch.Scored;
            var loss = functional.cross_entropy(network.forward(x), x.Target, reduction: Reduction.Sum).div(scored);
            loss.backward();
            return loss.ToDouble();
        }
    }
}
