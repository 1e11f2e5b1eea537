using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>Scores a network on whole pieces (or their beginnings), each from empty memory, without training it.</summary>
/// <remarks>A piece's first token has no past to be guessed from and is charged its uniform cost, log 388.</remarks>
public sealed class Validation
{
    private const int Length = 128;

    private readonly ushort[][] pieces;
    private readonly int streams;
    private readonly int threads;

    /// <param name="streams">Pieces read side by side by each thread.</param>
    /// <param name="most">Tokens of each piece that are read, from its beginning.</param>
    public Validation(IReadOnlyList<TokenPiece> pieces, int streams, int threads, int most = int.MaxValue)
    {
        // Neighbours of like length, so that few rows of a batch stand empty.
        this.pieces = [.. pieces.Select(p => p.Tokens.Length <= most ? p.Tokens : p.Tokens[..most]).Where(t => t.Length > 0).OrderByDescending(t => t.Length)];
        this.streams = streams;
        this.threads = threads;
    }

    /// <summary>Tokens that are scored.</summary>
    public long Tokens => pieces.Sum(piece => (long)piece.Length);

    /// <summary>The mean cost of a token in nats.</summary>
    public double NatsPerToken(PerformanceLstm network, Device device, CancellationToken stop = default)
    {
        bool training = network.training;
        network.eval();
        ushort[][][] groups = [.. pieces.Chunk(streams)];
        var nats = new double[groups.Length];
        try
        {
            Parallel.For(0, groups.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop },
                i => nats[i] = Nats(network, groups[i], device, stop));
        }
        finally
        {
            network.train(training);
        }
        return nats.Sum() / Tokens;
    }

    private static double Nats(PerformanceLstm network, ushort[][] pieces, Device device, CancellationToken stop)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var batch = new Batch(pieces.Length, Length);
        var readers = new PieceReader[pieces.Length];
        for (int i = 0; i < readers.Length; i++)
        {
            readers[i] = new PieceReader();
            readers[i].Begin(pieces[i]);
        }

        double nats = pieces.Length * Math.Log(LstmShape.Vocabulary);
        var state = network.ZeroState(batch.Streams, device);
        while (readers.Any(reader => !reader.IsFinished))
        {
            stop.ThrowIfCancellationRequested();
            for (int i = 0; i < readers.Length; i++) readers[i].Fill(batch, i);
            using var step = NewDisposeScope();
            var (logits, h, c) = network.forward(batch.TokenTensor(0, batch.Streams, device), batch.KeyboardTensor(0, batch.Streams, device), state);
            nats += functional.cross_entropy(logits.view(-1, LstmShape.Vocabulary), batch.TargetTensor(0, batch.Streams, device),
                ignore_index: Batch.Nothing, reduction: Reduction.Sum).ToDouble();
            state.H.Dispose();
            state.C.Dispose();
            state = (h.MoveToOuterDisposeScope(), c.MoveToOuterDisposeScope());
        }
        return nats;
    }
}
