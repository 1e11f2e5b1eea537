namespace LivePerformer.Install.Tests;

/// <summary>Runs of the script share PATH and the console, so they follow one another.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
