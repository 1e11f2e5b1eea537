using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>What a note Transformer remembers, but for the cache, to which it only keeps the place.</summary>
internal sealed class TransformerState(int head, ArrayLoan loan) : ModelState(loan)
{
    public NoteFeatures Features { get; } = new();
    public float[] Memory { get; } = loan.Take<float>(head);
    public long Next { get; set; }
}
