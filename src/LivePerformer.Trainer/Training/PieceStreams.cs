namespace LivePerformer.Trainer;

/// <summary>Deals out the pieces of the training split, newly shuffled every epoch, to B streams that each read one piece at a time.</summary>
/// <remarks>Windows of one stream follow each other, so that the network's memory can be carried from batch to batch.</remarks>
public sealed class PieceStreams
{
    private readonly IReadOnlyList<TokenPiece> pieces;
    private readonly int seed;
    private readonly int transpose;
    private readonly PieceReader[] readers;
    private readonly int[] playing;
    private readonly int[] semitones;
    private readonly Batch batch;
    private int[] order;
    private int epoch;
    private int next;

    /// <param name="transpose">Each reading of a piece is moved by up to so many semitones, up or down; 0 leaves all where they are.</param>
    /// <exception cref="ArgumentException">No piece has two tokens.</exception>
    public PieceStreams(IReadOnlyList<TokenPiece> pieces, int streams, int length, int seed, int transpose = 0)
    {
        if (!pieces.Any(piece => piece.Tokens.Length > 1)) throw new ArgumentException("No piece has two tokens.", nameof(pieces));

        this.pieces = pieces;
        this.seed = seed;
        this.transpose = transpose;
        batch = new Batch(streams, length);
        readers = [.. Enumerable.Range(0, streams).Select(_ => new PieceReader())];
        playing = new int[streams];
        semitones = new int[streams];
        order = Shuffle();
        for (int i = 0; i < streams; i++) TakeUpNext(i);
    }

    /// <summary>Where the reading stands: enough to go on exactly there.</summary>
    /// <param name="Semitones">By how much each piece is transposed; null in checkpoints from before there was transposition.</param>
    public sealed record Place(int Epoch, int Next, int[] Pieces, int[] Positions, int[]? Semitones = null);

    public Place Where => new(epoch, next, [.. playing], [.. readers.Select(reader => reader.Position)], [.. semitones]);

    /// <summary>Goes on where an earlier run stood.</summary>
    /// <exception cref="ArgumentException">The place is not one of these pieces and streams.</exception>
    public void Seek(Place place)
    {
        if (place.Pieces.Length != readers.Length || place.Positions.Length != readers.Length || place.Semitones is { } moved && moved.Length != readers.Length
            || place.Next < 0 || place.Next > pieces.Count || place.Pieces.Any(piece => piece < 0 || piece >= pieces.Count)
            || place.Pieces.Zip(place.Positions).Any(at => at.Second < 0 || at.Second >= pieces[at.First].Tokens.Length))
            throw new ArgumentException("The place belongs to other data or another batch size.", nameof(place));

        (epoch, next) = (place.Epoch, place.Next);
        order = Shuffle();
        for (int i = 0; i < readers.Length; i++)
        {
            playing[i] = place.Pieces[i];
            semitones[i] = place.Semitones?[i] ?? 0;
            readers[i].Begin(pieces[playing[i]].Transposed(semitones[i]), place.Positions[i]);
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
            semitones[stream] = Transposition(playing[stream]);
            readers[stream].Begin(pieces[playing[stream]].Transposed(semitones[stream]));
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

    private int Transposition(int piece)
    {
#pragma warning disable CA5394 // as above: the same piece in the same epoch is always moved alike
        return transpose == 0 ? 0 : new Random(HashCode(HashCode(seed, epoch), piece + 1)).Next(-transpose, transpose + 1);
#pragma warning restore CA5394
    }

    // System.HashCode differs from process to process; this must not.
    private static int HashCode(int seed, int epoch) => unchecked((seed * 1_000_003) ^ (epoch * 7919));
}
