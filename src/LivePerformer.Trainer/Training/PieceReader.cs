using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Reads one piece from its beginning, window by window, keeping the keyboard's state beside the tokens.</summary>
public sealed class PieceReader
{
    private readonly KeyFeatures keyboard = new();
    private ushort[] tokens = [];

    /// <summary>How many tokens have been read; the next window begins there.</summary>
    public int Position { get; private set; }

    /// <summary>Whether no token is left that has a successor to guess.</summary>
    public bool IsFinished => Position >= tokens.Length - 1;

    /// <summary>Takes up a piece and reads silently to a position.</summary>
    public void Begin(ushort[] piece, int position = 0)
    {
        tokens = piece;
        keyboard.Reset();
        for (int i = 0; i < position; i++) keyboard.Advance(piece[i]);
        Position = position;
    }

    /// <summary>Fills row <paramref name="row"/> of a batch with the next window; what lies behind the piece's end is not scored.</summary>
    public void Fill(Batch batch, int row)
    {
        int count = Math.Clamp(tokens.Length - 1 - Position, 0, batch.Length), at = row * batch.Length;
        batch.Continues[row] = Position > 0 ? 1 : 0;
        for (int t = 0; t < count; t++)
        {
            int token = tokens[Position + t];
            keyboard.Advance(token);
            keyboard.Write(batch.Keyboard.AsSpan((at + t) * LstmShape.KeyFeatures, LstmShape.KeyFeatures));
            batch.Tokens[at + t] = token;
            batch.Targets[at + t] = tokens[Position + t + 1];
        }
        batch.Tokens.AsSpan(at + count, batch.Length - count).Clear();
        batch.Targets.AsSpan(at + count, batch.Length - count).Fill(Batch.Nothing);
        batch.Keyboard.AsSpan((at + count) * LstmShape.KeyFeatures, (batch.Length - count) * LstmShape.KeyFeatures).Clear();
        batch.Scored += count;
        Position += count;
    }
}
