namespace LivePerformer.Inference;

/// <summary>How the improviser plays.</summary>
public sealed record ImproviserOptions
{
    public SamplerOptions Sampling { get; init; } = new();

    public PlayLimits Limits { get; init; } = new();

    public PhraseOptions Phrase { get; init; } = new();

    /// <summary>Where the music may go when it begins; <see cref="Improviser.Steering"/> changes it while it plays.</summary>
    public Steering Steering { get; init; } = new();

    /// <summary>Both play at once: what the human does within our turn takes its true place in the row, keys and pedal,
    /// also where we had written on. Else our turn is ours alone, and the row goes on where the writing stands.</summary>
    public bool Together { get; init; }

    /// <exception cref="ModelException">Something makes no sense.</exception>
    public void Check()
    {
        Sampling.Check();
        Limits.Check();
        Phrase.Check();
        Steering.Check();
    }
}
