namespace LivePerformer.Devices.Jack;

/// <summary>Somebody's port: its whole name, "client:port", and what else it is called (often the hardware's name).</summary>
public sealed record JackPort(string Name, IReadOnlyList<string> Aliases)
{
    /// <summary>The port with this name or alias, else the first of which it is a part; upper and lower case are one.</summary>
    public static JackPort? Find(IReadOnlyList<JackPort> ports, string name) =>
        ports.FirstOrDefault(port => port.Name == name)
        ?? ports.FirstOrDefault(port => port.Names.Any(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)))
        ?? ports.FirstOrDefault(port => port.Names.Any(known => known.Contains(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether the text is part of its name or of an alias; upper and lower case are one.</summary>
    public bool Matches(string part) => Names.Any(known => known.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is that port come back: of its very name, and no other hardware that was given its number.</summary>
    public bool IsAgain(JackPort gone) =>
        Name == gone.Name && (Aliases.Count == 0 || gone.Aliases.Count == 0 || Aliases.Intersect(gone.Aliases).Any());

    public override string ToString() => Aliases.Count == 0 ? Name : $"{Name} ({string.Join(", ", Aliases)})";

    private IEnumerable<string> Names => Aliases.Prepend(Name);
}
