namespace LivePerformer.Trainer;

/// <summary>Deals out the pieces of the training split, newly shuffled every epoch, to B streams that each read one piece at a time.</summary>
/// <remarks>Windows of one stream follow each other, so that the network's memory can be carried from batch to batch.</remarks>
public sealed class PieceStreams
{
    private readonly IReadOnlyList<TokenPiece> pieces;
    private readonly int seed;
    private readonly PieceReader[] readers;
    private readonly int[] playing;
    private readonly Batch batch;
    private int[] order;
    private int epoch;
    private int next;

    /// <exception cref="ArgumentException">No piece has two tokens.</exception>
    public PieceStreams(IReadOnlyList<TokenPiece> pieces, int streams, int length, int seed)
    {
        if (!pieces.Any(piece => piece.Tokens.Length > 1)) throw new ArgumentException("No piece has two tokens.", nameof(pieces));

        this.pieces = pieces;
        this.seed = seed;
        batch = new Batch(streams, length);
        readers = [.. Enumerable.Range(0, streams).Select(_ => new PieceReader())];
        playing = new int[streams];
        order = Shuffle();
        for (int i = 0; i < streams; i++) TakeUpNext(i);
    }

    /// <summary>Where the reading stands: enough to go on exactly there.</summary>
    public sealed record Place(int Epoch, int Next, int[] Pieces, int[] Positions);

    public Place Where => new(epoch, next, [.. playing], [.. readers.Select(reader => reader.Position)]);

    /// <summary>Goes on where an earlier run stood.</summary>
    /// <exception cref="ArgumentException">The place is not one of these pieces and streams.</exception>
    public void Seek(Place place)
    {
        if (place.Pieces.Length != readers.Length || place.Pieces.Any(piece => piece >= pieces.Count))
            throw new ArgumentException("The place belongs to other data or another batch size.", nameof(place));

        (epoch, next) = (place.Epoch, place.Next);
        order = Shuffle();
        for (int i = 0; i < readers.Length; i++)
        {
            playing[i] = place.Pieces[i];
            readers[i].Begin(pieces[playing[i]].Tokens, place.Positions[i]);
        }
    }

    /// <summary>The next window of every stream; the same arrays each time.</summary>
    public Batch Next()
    {
        batch.Scored = 0;
        for (int i = 0; i < readers.Length; i++)
        {
            if (readers[i].IsFinished) TakeUpNext(i);
            readers[i].Fill(batch, i);
        }
        return batch;
    }

    private void TakeUpNext(int stream)
    {
        do
        {
            if (next == order.Length)
            {
                epoch++;
                next = 0;
                order = Shuffle();
            }
            playing[stream] = order[next++];
            readers[stream].Begin(pieces[playing[stream]].Tokens);
        }
        while (readers[stream].IsFinished);   // a piece of one token has nothing to guess
    }

    private int[] Shuffle()
    {
        int[] shuffled = [.. Enumerable.Range(0, pieces.Count)];
#pragma warning disable CA5394 // a seeded order is what makes a run repeatable; nothing here is secret
        new Random(HashCode(seed, epoch)).Shuffle(shuffled);
#pragma warning restore CA5394
        return shuffled;
    }

    // System.HashCode differs from process to process; this must not.
    private static int HashCode(int seed, int epoch) => unchecked((seed * 1_000_003) ^ (epoch * 7919));
}
