namespace LivePerformer.Trainer;

/// <summary>A point of a fine-tuning's curve.</summary>
/// <param name="Minutes">Minutes trained.</param>
/// <param name="Train">Training loss of late, nats per token; null before the first step.</param>
/// <param name="HeldOut">Loss on the files that say when to stop.</param>
internal readonly record struct FinetuningPoint(double Minutes, double? Train, double HeldOut);
