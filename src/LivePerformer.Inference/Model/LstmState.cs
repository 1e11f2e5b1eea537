using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>What an LSTM remembers: its hidden and cell state, (L, 1, H) each, and the keys.</summary>
internal sealed class LstmState(int memory, ArrayLoan loan) : ModelState(loan)
{
    public float[] H { get; } = loan.Take<float>(memory);
    public float[] C { get; } = loan.Take<float>(memory);
    public KeyFeatures Keys { get; } = new();
}
