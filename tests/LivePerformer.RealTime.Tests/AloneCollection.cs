namespace LivePerformer.RealTime.Tests;

/// <summary>Allocation tests run alone: beside parallel tests the counter was seen to jump.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
