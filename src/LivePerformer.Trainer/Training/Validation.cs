using LivePerformer.Music;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>Scores a network on whole pieces (or their beginnings), each from empty memory, without training it.</summary>
/// <remarks>A piece's first token has no past to be guessed from and is charged its uniform cost, log 388.</remarks>
internal sealed class Validation
{
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

    /// <summary>The mean cost of a token in nats, and the share of tokens thought the likeliest before they came, the first of each piece left aside.</summary>
    public (double NatsPerToken, double Accuracy) Score(TokenCourse course, Module network, CancellationToken stop = default)
    {
        bool training = network.training;
        network.eval();
        ushort[][][] groups = [.. pieces.Chunk(streams)];
        var scores = new Guesses[groups.Length];
        try
        {
            Parallel.For(0, groups.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop },
                i => scores[i] = new Guesses(groups[i].Length * Math.Log(Vocabulary.Size), 0) + course.Score(network, groups[i], stop));
        }
        finally
        {
            network.train(training);
        }
        Guesses sum = scores.Aggregate((one, other) => one + other);
        return (sum.Nats / Tokens, (double)sum.Hits / Math.Max(1, Tokens - pieces.Length));
    }
}
