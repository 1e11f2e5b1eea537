namespace LivePerformer.Host.Tests;

/// <summary>Tests with a sound server of their own: alone, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SoundServers
{
    public const string Name = "sound servers";
}
