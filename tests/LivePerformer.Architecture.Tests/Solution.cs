using System.Text.RegularExpressions;

namespace LivePerformer.Architecture.Tests;

/// <summary>A solution file, read for the projects it lists.</summary>
public static partial class Solution
{
    /// <summary>Paths of the listed projects, with forward slashes.</summary>
    public static IReadOnlyList<string> Projects(string text) => [.. Entry().Matches(text).Select(match => match.Groups[1].Value.Replace('\\', '/'))];

    [GeneratedRegex("""^Project\("\{[^"]+\}"\) = "[^"]+", "([^"]+\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
