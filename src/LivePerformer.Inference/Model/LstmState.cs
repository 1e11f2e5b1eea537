using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>All that a session remembers at one moment, kept to return to it.</summary>
public sealed class LstmState
{
    internal LstmState(int memory)
    {
        H = new float[memory];
        C = new float[memory];
    }

    internal float[] H { get; }
    internal float[] C { get; }
    internal float[] Logits { get; } = new float[LstmContract.Vocabulary];
    internal KeyFeatures Keys { get; } = new();
    internal bool HasBelief { get; set; }
}
