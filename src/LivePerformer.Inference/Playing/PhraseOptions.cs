namespace LivePerformer.Inference;

/// <summary>When an answer ends by itself; with nothing set it goes on until the human plays again.</summary>
/// <param name="Longest">No note begins later than this after the answer began.</param>
/// <param name="Notes">The most notes of an answer.</param>
/// <param name="EndingRest">A silence of this length ends the answer.</param>
public sealed record PhraseOptions(TimeSpan? Longest = null, int? Notes = null, TimeSpan? EndingRest = null)
{
    /// <exception cref="ModelException">An answer could not even begin.</exception>
    public void Check()
    {
        if (Longest <= TimeSpan.Zero) throw new ModelException($"An answer of {Longest!.Value.TotalSeconds} s cannot begin: choose more than 0 s, or no length.");
        if (Notes < 1) throw new ModelException($"An answer of {Notes} notes cannot begin: choose 1 or more, or no number.");
        if (EndingRest < TimeSpan.FromMilliseconds(100)) throw new ModelException("The ending rest is too short: choose 0.1 s or more, or none.");
    }
}
