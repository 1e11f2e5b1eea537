namespace LivePerformer.Host;

/// <summary>What somebody at the page wants to be played next: a preset or a set list, by its name.</summary>
internal sealed record WantedPerformance(string? Preset = null, string? SetList = null);
