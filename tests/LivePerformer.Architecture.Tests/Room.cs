namespace LivePerformer.Architecture.Tests;

/// <summary>A room of the house: where its arrows may point, and which packages may live in it.</summary>
/// <param name="Arrows">Names of the rooms it may use, without the "LivePerformer." in front.</param>
/// <param name="Packages">Package names; a trailing star stands for any ending.</param>
public sealed record Room(IReadOnlyList<string> Arrows, IReadOnlyList<string> Packages)
{
    public bool Admits(string package) =>
        Packages.Any(allowed => allowed.EndsWith('*')
            ? package.StartsWith(allowed[..^1], StringComparison.OrdinalIgnoreCase)
            : package.Equals(allowed, StringComparison.OrdinalIgnoreCase));
}
