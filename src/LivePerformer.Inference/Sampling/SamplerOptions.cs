namespace LivePerformer.Inference;

/// <summary>How boldly the next token is chosen.</summary>
/// <param name="Temperature">1 as the model believes, less is safer, 0 always the likeliest.</param>
/// <param name="TopP">Only the likeliest tokens that together hold this share of belief may come; 1 lets all come.</param>
/// <param name="Seed">The same seed on the same belief chooses the same.</param>
public sealed record SamplerOptions(double Temperature = 1.0, double TopP = 0.95, ulong Seed = 1)
{
    /// <exception cref="ModelException">A value makes no sense.</exception>
    public void Check()
    {
        if (!(Temperature is >= 0 and <= 10)) throw new ModelException($"Temperature {Temperature} is out of range: choose 0 to 10, 1 is the model as it learned.");
        if (!(TopP is > 0 and <= 1)) throw new ModelException($"Top-p {TopP} is out of range: choose more than 0, at most 1.");
    }
}
