using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>How a model is made to play on: how many pieces, after how much of each, how long, how boldly.</summary>
public sealed record GenerationPlan
{
    public required int Pieces { get; init; }

    /// <summary>How much of each test piece the model hears.</summary>
    public double PromptSeconds { get; init; } = 10;

    /// <summary>How long it then plays on.</summary>
    public double Seconds { get; init; } = 30;

    public double Temperature { get; init; } = 1;
    public double TopP { get; init; } = 0.95;

    /// <summary>Of the first piece; each further one has the next.</summary>
    public ulong Seed { get; init; } = 1;

    /// <exception cref="LivePerformerException">A number makes no sense.</exception>
    public void Check()
    {
        if (Pieces < 1) throw new LivePerformerException($"--generate {Pieces}: choose 1 piece or more; overlap areas need 3.");
        if (!(PromptSeconds is >= 0.1 and <= 600)) throw new LivePerformerException($"--prompt-seconds {PromptSeconds}: choose 0.1 to 600.");
        if (!(Seconds is >= 1 and <= 600)) throw new LivePerformerException($"--seconds {Seconds}: choose 1 to 600.");
        new Inference.SamplerOptions(Temperature, TopP, Seed).Check();
    }
}
