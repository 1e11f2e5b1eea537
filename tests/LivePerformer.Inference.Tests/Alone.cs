namespace LivePerformer.Inference.Tests;

/// <summary>Tests that read the allocation counter: other tests beside them would disturb it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
