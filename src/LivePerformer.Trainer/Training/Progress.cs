namespace LivePerformer.Trainer;

/// <summary>How far a run has come: saved in every checkpoint.</summary>
public sealed record Progress
{
    public int Steps { get; init; }
    public long Tokens { get; init; }

    /// <summary>Seconds spent training, over all resumptions.</summary>
    public double Seconds { get; init; }

    /// <summary>When the last validation was, in trained seconds.</summary>
    public double ValidatedAt { get; init; }

    /// <summary>Lowest validation loss so far, nats per token.</summary>
    public double Best { get; init; } = double.PositiveInfinity;

    /// <summary>Validations since then.</summary>
    public int SinceBest { get; init; }
}
