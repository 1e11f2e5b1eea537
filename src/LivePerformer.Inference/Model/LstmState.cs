using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>What an LSTM remembers: its hidden and cell state, (L, 1, H) each, and the keys.</summary>
internal sealed class LstmState(int memory) : ModelState
{
    public float[] H { get; } = new float[memory];
    public float[] C { get; } = new float[memory];
    public KeyFeatures Keys { get; } = new();
}
