namespace LivePerformer.Core;

/// <summary>A MIDI port of our own, and with what it shall be connected by itself.</summary>
/// <param name="Name">Without the client's.</param>
/// <param name="Connect">Parts of the names or aliases of other ports.</param>
public sealed record PortPlan(string Name, IReadOnlyList<string> Connect);
