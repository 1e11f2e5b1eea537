namespace LivePerformer.Trainer;

/// <summary>How well something was guessed.</summary>
/// <param name="Nats">Its cost.</param>
/// <param name="Hits">How often the guess was right: tokens that were thought the likeliest.</param>
/// <param name="Of">Of how many; 0: of all that was scored.</param>
internal readonly record struct Guesses(double Nats, long Hits, long Of = 0)
{
    public static Guesses operator +(Guesses one, Guesses other) => new(one.Nats + other.Nats, one.Hits + other.Hits, one.Of + other.Of);
}
