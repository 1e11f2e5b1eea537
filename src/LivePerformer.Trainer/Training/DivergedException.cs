using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The loss is no number any more: this plan does not train, another may.</summary>
public sealed class DivergedException(string message) : LivePerformerException(message);
