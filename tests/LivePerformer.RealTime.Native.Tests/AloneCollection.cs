namespace LivePerformer.RealTime.Native.Tests;

/// <summary>The library's runtime is one for the whole process: beside other tests its collector would run for theirs.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
