using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>Scores a network on whole pieces (or their beginnings), each from empty memory, without training it.</summary>
/// <remarks>A piece's first token has no past to be guessed from and is charged its uniform cost, log 388.</remarks>
public sealed class Validation
{
    private const int Length = 256;

    private readonly ushort[][] pieces;
    private readonly Batch batch;
    private readonly PieceReader[] readers;

    /// <param name="most">Tokens of each piece that are read, from its beginning.</param>
    public Validation(IReadOnlyList<TokenPiece> pieces, int streams, int most = int.MaxValue)
    {
        // Neighbours of like length, so that few rows of a batch stand empty.
        this.pieces = [.. pieces.Select(p => p.Tokens.Length <= most ? p.Tokens : p.Tokens[..most]).Where(t => t.Length > 0).OrderByDescending(t => t.Length)];
        batch = new Batch(streams, Length);
        readers = [.. Enumerable.Range(0, streams).Select(_ => new PieceReader())];
    }

    /// <summary>Tokens that are scored.</summary>
    public long Tokens => pieces.Sum(piece => (long)piece.Length);

    /// <summary>The mean cost of a token in nats.</summary>
    public double NatsPerToken(PerformanceLstm network, Device device, CancellationToken stop = default)
    {
        bool training = network.training;
        network.eval();
        using var _ = no_grad();
        double nats = 0;
        foreach (ushort[][] group in pieces.Chunk(batch.Streams))
        {
            nats += group.Length * Math.Log(LstmShape.Vocabulary);
            for (int i = 0; i < readers.Length; i++) readers[i].Begin(i < group.Length ? group[i] : []);
            using var scope = NewDisposeScope();
            var state = network.ZeroState(batch.Streams, device);
            while (readers.Any(reader => !reader.IsFinished))
            {
                stop.ThrowIfCancellationRequested();
                batch.Scored = 0;
                for (int i = 0; i < readers.Length; i++) readers[i].Fill(batch, i);
                using var step = NewDisposeScope();
                var (logits, h, c) = network.forward(batch.TokenTensor(device), batch.KeyboardTensor(device), state);
                nats += functional.cross_entropy(logits.view(-1, LstmShape.Vocabulary), batch.TargetTensor(device), ignore_index: Batch.Nothing, reduction: Reduction.Sum).ToDouble();
                state.H.Dispose();
                state.C.Dispose();
                state = (h.MoveToOuterDisposeScope(), c.MoveToOuterDisposeScope());
            }
        }
        network.train(training);
        return nats / Tokens;
    }
}
