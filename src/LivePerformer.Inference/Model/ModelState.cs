using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>All that a session remembers at one moment, kept to return to it.</summary>
public abstract class ModelState
{
    internal float[] Logits { get; } = new float[Vocabulary.Size];

    internal bool HasBelief { get; set; }
}
