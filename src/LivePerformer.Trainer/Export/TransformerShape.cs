namespace LivePerformer.Trainer;

/// <summary>The sizes of a note Transformer: a trunk that takes one step a note, a head that takes one step a token.</summary>
/// <param name="Width">d: numbers a note becomes.</param>
/// <param name="Layers">L: blocks of attention and feed-forward.</param>
/// <param name="Heads">H: heads of attention; even, and a divisor of d.</param>
/// <param name="Head">M: numbers between a note's memory and the next token.</param>
public sealed record TransformerShape(int Width, int Layers, int Heads, int Head)
{
    /// <summary>D = d / H: numbers in a head of attention.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>Numbers between the two products of a feed-forward.</summary>
    public int Inner => 4 * Width;
}
