namespace LivePerformer.Trainer;

/// <summary>How well some tokens were guessed.</summary>
/// <param name="Nats">Their cost.</param>
/// <param name="Hits">How many of them were thought the likeliest.</param>
internal readonly record struct Guesses(double Nats, long Hits)
{
    public static Guesses operator +(Guesses one, Guesses other) => new(one.Nats + other.Nats, one.Hits + other.Hits);
}
