using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>All that a session remembers at one moment, kept to return to it.</summary>
public abstract class ModelState
{
    private protected ModelState(ArrayLoan loan) => Logits = loan.Take<float>(Vocabulary.Size);

    internal float[] Logits { get; }

    internal bool HasBelief { get; set; }
}
