using LivePerformer.Music;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>The LSTM reads B pieces side by side, window after window, and keeps its memory between them.</summary>
internal sealed class LstmCourse(TrainingPlan plan, TokenMusic music, Device device) : TokenCourse(plan, music, device)
{
    public const string Kind = "lstm";
    private const int ScoredLength = 128;

    private readonly LstmShape shape = new(plan.Embedding, plan.Hidden, plan.Layers);
    private readonly PieceStreams streams = new(music.Training, plan.Batch * plan.Accumulate, plan.Length, plan.Seed, plan.Transpose);
    private Batch batch = new(0, 0);

    protected override string Features => KeyFeatures.Id;

    public override Place Where => new(streams.Where, null);

    public override void Seek(Place place) => streams.Seek(place.Streams ?? throw new ArgumentException("the checkpoint is of another kind of network", nameof(place)));

    public override Module NewNetwork(double dropout)
    {
        var network = new PerformanceLstm(shape, dropout);
        network.to(Device);
        return network;
    }

    public override int Matrices(string weight) => weight.StartsWith("lstm.", StringComparison.Ordinal) ? 4 : 0;   // an LSTM's gates

    public override Replica NewReplica(Module network, int first, int count) => new Rows(this, (PerformanceLstm)network, first, count);

    public override int Draw()
    {
        batch = streams.Next();
        return batch.Scored;
    }

    public override IReadOnlyList<(string Name, Tensor Value)> Memory(IReadOnlyList<Replica> replicas) =>
    [
        ("memory.h", cat([.. replicas.Cast<Rows>().Select(rows => rows.Memory.H)], 1)),   // (L, B, H), however many threads there are
        ("memory.c", cat([.. replicas.Cast<Rows>().Select(rows => rows.Memory.C)], 1)),
    ];

    public override void Remember(TensorFile file, IReadOnlyList<Replica> replicas)
    {
        using var scope = NewDisposeScope();
        var h = zeros(shape.Layers, Plan.Batch * Plan.Accumulate, shape.Hidden);
        var c = zeros(shape.Layers, Plan.Batch * Plan.Accumulate, shape.Hidden);
        file.CopyTo("memory.h", h);
        file.CopyTo("memory.c", c);
        long first = 0;
        foreach (Rows rows in replicas.Cast<Rows>())
        {
            long count = rows.Memory.H.shape[1];
            rows.Memory.H.copy_(h.narrow(1, first, count));
            rows.Memory.C.copy_(c.narrow(1, first, count));
            first += count;
        }
    }

    public override Guesses Score(Module network, ushort[][] pieces, CancellationToken stop)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var lstm = (PerformanceLstm)network;
        var window = new Batch(pieces.Length, ScoredLength);
        PieceReader[] readers = [.. pieces.Select(piece =>
        {
            var reader = new PieceReader();
            reader.Begin(piece);
            return reader;
        })];
        var score = new Guesses();
        var state = lstm.ZeroState(window.Streams, Device);
        while (readers.Any(reader => !reader.IsFinished))
        {
            stop.ThrowIfCancellationRequested();
            for (int i = 0; i < readers.Length; i++) readers[i].Fill(window, i);
            using var step = NewDisposeScope();
            var (logits, h, c) = lstm.forward(window.TokenTensor(0, window.Streams, Device), window.KeyboardTensor(0, window.Streams, Device), state);
            var flat = logits.view(-1, LstmShape.Vocabulary);
            var targets = window.TargetTensor(0, window.Streams, Device);
            score += new Guesses(functional.cross_entropy(flat, targets, ignore_index: Batch.Nothing, reduction: Reduction.Sum).ToDouble(), Hits(flat, targets));
            state.H.Dispose();
            state.C.Dispose();
            state = (h.MoveToOuterDisposeScope(), c.MoveToOuterDisposeScope());
        }

        return score;
    }

    private sealed class Rows(LstmCourse course, PerformanceLstm network, int first, int count) : Replica(network)
    {
        private (Tensor H, Tensor C) memory = network.ZeroState(count, course.Device);

        /// <summary>What the network remembers of its rows: (L, rows, H) each.</summary>
        public (Tensor H, Tensor C) Memory => memory;

        public override Guesses Accumulate()
        {
            using var scope = NewDisposeScope();
            network.Lots.Seed(course.Plan.Seed, course.Step, first, course.Device);
            var score = new Guesses();
            var after = new List<(Tensor H, Tensor C)>();
            foreach ((int from, int rows) in course.Slices(first, count))
            {
                using var slice = NewDisposeScope();
                (Guesses share, Tensor h, Tensor c) = Accumulate(from, rows);
                score += share;
                after.Add((h.MoveToOuterDisposeScope(), c.MoveToOuterDisposeScope()));
            }

            memory.H.Dispose();
            memory.C.Dispose();
            memory = (cat([.. after.Select(part => part.H)], 1).DetachFromDisposeScope(), cat([.. after.Select(part => part.C)], 1).DetachFromDisposeScope());
            return score;
        }

        private (Guesses Share, Tensor H, Tensor C) Accumulate(int from, int rows)
        {
            Batch batch = course.batch;
            var tokens = batch.TokenTensor(from, rows, course.Device);                          // (B, T)
            var keyboard = batch.KeyboardTensor(from, rows, course.Device);                     // (B, T, 256)
            var continues = batch.ContinuesTensor(from, rows, course.Device);                   // memory is empty where a piece begins
            var (logits, h, c) = network.forward(tokens, keyboard,
                (memory.H.narrow(1, from - first, rows).mul(continues), memory.C.narrow(1, from - first, rows).mul(continues)));
            var flat = logits.view(-1, LstmShape.Vocabulary);
            var targets = batch.TargetTensor(from, rows, course.Device);
            using Scalar scored = batch.Scored;
            var loss = functional.cross_entropy(flat, targets, ignore_index: Batch.Nothing, reduction: Reduction.Sum).div(scored);
            loss.backward();
            return (new Guesses(loss.ToDouble(), Hits(flat, targets)), h.detach(), c.detach());
        }

        public override void Dispose()
        {
            memory.H.Dispose();
            memory.C.Dispose();
            base.Dispose();
        }
    }
}
