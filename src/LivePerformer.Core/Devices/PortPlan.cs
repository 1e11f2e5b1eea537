namespace LivePerformer.Core;

/// <summary>A MIDI port of our own, and what it is to be connected with.</summary>
/// <param name="Name">Our own port's name: "keys".</param>
/// <param name="Connect">Parts of names or aliases of other ports, upper and lower case alike: each that matches is
/// connected, whether it exists or appears later.</param>
public sealed record PortPlan(string Name, IReadOnlyList<string> Connect);
