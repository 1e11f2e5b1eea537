namespace LivePerformer.Inference;

/// <summary>How the improviser plays.</summary>
public sealed record ImproviserOptions
{
    public SamplerOptions Sampling { get; init; } = new();

    public PlayLimits Limits { get; init; } = new();

    public PhraseOptions Phrase { get; init; } = new();

    /// <summary>Added to the velocity of every note that leaves, -126 to 126; the model itself does not learn of it.</summary>
    public int VelocityOffset { get; init; }

    /// <summary>Taken from the logit of a pitch for each of its strikes beyond half of the last sixteen; 0 lets it repeat.</summary>
    public float RepetitionGuard { get; init; } = 0.5f;

    /// <exception cref="ModelException">Something makes no sense.</exception>
    public void Check()
    {
        Sampling.Check();
        Limits.Check();
        Phrase.Check();
        if (VelocityOffset is < -126 or > 126) throw new ModelException($"A velocity offset of {VelocityOffset} is out of range: choose -126 to 126.");
        if (!(RepetitionGuard is >= 0 and <= 100)) throw new ModelException($"A repetition guard of {RepetitionGuard} is out of range: choose 0 to 100.");
    }
}
