namespace LivePerformer.Inference;

/// <summary>How surprising a row of tokens was: nats in all, and how many tokens there were.</summary>
public readonly record struct Score(double Nats, long Tokens)
{
    public double NatsPerToken => Tokens == 0 ? 0 : Nats / Tokens;

    public static Score operator +(Score one, Score other) => new(one.Nats + other.Nats, one.Tokens + other.Tokens);
}
