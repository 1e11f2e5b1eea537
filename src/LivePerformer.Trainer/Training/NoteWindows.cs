namespace LivePerformer.Trainer;

/// <summary>Deals out windows of T notes of the training split: every epoch each piece, newly transposed, is cut from a new
/// place on, and all windows are shuffled.</summary>
public sealed class NoteWindows
{
    private readonly IReadOnlyList<TokenPiece> pieces;
    private readonly int seed;
    private readonly int transpose;
    private readonly NoteBatch batch;
    private readonly (int Piece, int Row)[] dealt;
    private (int Piece, int Row)[] order;
    private int epoch;
    private int next;

    /// <param name="transpose">Each reading of a piece is moved by up to so many semitones, up or down.</param>
    /// <exception cref="ArgumentException">No piece has two tokens.</exception>
    public NoteWindows(IReadOnlyList<TokenPiece> pieces, int windows, int length, int headWidth, int seed, int transpose)
    {
        if (!pieces.Any(piece => piece.Tokens.Length > 1)) throw new ArgumentException("No piece has two tokens.", nameof(pieces));

        this.pieces = pieces;
        this.seed = seed;
        this.transpose = transpose;
        batch = new NoteBatch(windows, length, headWidth);
        dealt = new (int, int)[windows];
        order = Cut();
    }

    /// <summary>Windows that together guess every row of a piece once: they overlap by half, so that each row but those of the
    /// beginning has half a window before it.</summary>
    /// <returns>First row of each window, and the row from which on it guesses.</returns>
    public static IEnumerable<(int Row, int From)> Cover(int rows, int length)
    {
        int past = length / 2;
        yield return (0, 0);
        for (int from = length; from < rows; from += length - past) yield return (from - past, from);
    }

    /// <summary>Where the reading stands: enough to go on exactly there.</summary>
    public sealed record Place(int Epoch, int Next);

    public Place Where => new(epoch, next);

    /// <exception cref="ArgumentException">The place is not one of these pieces.</exception>
    public void Seek(Place place)
    {
        epoch = place.Epoch;
        order = Cut();
        next = place.Next >= 0 && place.Next <= order.Length ? place.Next
            : throw new ArgumentException($"window {place.Next} of {order.Length}: the place belongs to other data", nameof(place));
    }

    /// <summary>Which windows <see cref="Next"/> dealt out last: the piece of each, and its first row.</summary>
    public IReadOnlyList<(int Piece, int Row)> Dealt => dealt;

    /// <summary>The next windows; the same arrays each time.</summary>
    public NoteBatch Next()
    {
        for (int window = 0; window < batch.Windows; window++)
        {
            if (next == order.Length)
            {
                epoch++;
                next = 0;
                order = Cut();
            }

            (int piece, int row) = dealt[window] = order[next++];
            batch.Fill(window, pieces[piece].Transposed(Semitones(piece)), row);
        }

        return batch;
    }

#pragma warning disable CA5394 // a seeded order is what makes a run repeatable; nothing here is secret
    // The first window of a piece begins at its start, the second at a place drawn by lot within it, the others follow each
    // other. So a token is guessed once an epoch; twice where the first two overlap; and not at all in a piece's last row
    // where a window would begin with it.
    private (int Piece, int Row)[] Cut()
    {
        var chance = new Random(unchecked((seed * 1_000_003) ^ (epoch * 7919)));
        var windows = new List<(int, int)>();
        for (int piece = 0; piece < pieces.Count; piece++)
        {
            int rows = pieces[piece].Notes + 1, length = batch.Length;
            int offset = chance.Next(length);
            if (pieces[piece].Tokens.Length < 2) continue;

            windows.Add((piece, 0));
            for (int row = length - offset; row < rows - 1; row += length) windows.Add((piece, row));
        }

        var shuffled = windows.ToArray();
        chance.Shuffle(shuffled);
        return shuffled;
    }

    private int Semitones(int piece) => transpose == 0 ? 0
        : new Random(unchecked((seed * 1_000_003) ^ (epoch * 7919) ^ ((piece + 1) * 104_729))).Next(-transpose, transpose + 1);
#pragma warning restore CA5394
}
