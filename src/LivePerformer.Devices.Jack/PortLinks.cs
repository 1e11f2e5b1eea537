namespace LivePerformer.Devices.Jack;

/// <summary>One of our ports for MIDI or the microphone, and who is behind it.</summary>
/// <param name="Name">Without the client's.</param>
/// <param name="Connected">Names of ports.</param>
/// <param name="Lost">Of those that went away, and are connected again when they come back.</param>
public sealed record PortLinks(string Name, bool IsInput, IReadOnlyList<string> Connected, IReadOnlyList<string> Lost);
