using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LivePerformer.Host.Tests;

/// <summary>Patterns of addresses, and against liblo.</summary>
public class OscPatternTests
{
    [Theory]
    [InlineData("/a/veto", "/a/veto", true)]
    [InlineData("/a/veto", "/a/vet", false)]
    [InlineData("/a/vet", "/a/veto", false)]
    [InlineData("/a/v?to", "/a/veto", true)]
    [InlineData("/a?veto", "/a/veto", false)]
    [InlineData("/*/veto", "/a/veto", true)]
    [InlineData("/*", "/a/veto", false)]            // a star stays within its part
    [InlineData("/a/*to*", "/a/veto", true)]
    [InlineData("/a/t*o*", "/a/veto", false)]
    [InlineData("/a/[u-w]eto", "/a/veto", true)]
    [InlineData("/a/[!u-w]eto", "/a/veto", false)]
    [InlineData("/a/[!x]eto", "/a/veto", true)]
    [InlineData("/a/[ev]eto", "/a/veto", true)]
    [InlineData("/a/[v-]eto", "/a/-eto", true)]     // a hyphen at the end is one
    [InlineData("/a/{stop,veto}", "/a/veto", true)]
    [InlineData("/a/{stop,vet}", "/a/veto", false)]
    [InlineData("/a/{v,ve}to", "/a/veto", true)]    // not the first that fits
    [InlineData("//veto", "/a/b/veto", true)]       // OSC 1.1
    [InlineData("//veto", "/veto", true)]
    [InlineData("/a//veto", "/b/c/veto", false)]
    [InlineData("/a/[veto", "/a/veto", false)]
    [InlineData("/a/{veto", "/a/veto", false)]
    [InlineData("/a/veto]", "/a/veto", false)]
    [InlineData("", "/a/veto", false)]
    public void PatternMatchesAddress(string pattern, string address, bool matches) => Assert.Equal(matches, OscPattern.Matches(pattern, address));

    /// <remarks>One part and no star: liblo's passes a slash, and finds nothing beside braces that need another try.</remarks>
    [Property(MaxTest = 5_000)]
    public Property MatchesAsLibloDoes() => Prop.ForAll(
        Of("a", "b", "c", "?", "[ab]", "[!a]", "[a-c]", "[!b-c]", "{ab,bc}", "{a,b}"), Of("a", "b", "c", "d"),
        (pattern, address) => OscPattern.Matches(pattern, address) == Liblo.Matches(pattern, address));

    [Property(MaxTest = 10_000)]
    public Property MatchesAsARegularExpressionDoes() => Prop.ForAll(
        Of("a", "b", "/c", "*", "?", "[ab]", "[!a]", "[a-c]", "{ab,bc}", "{a,bc,}"), Of("a", "b", "c", "/c"),
        (pattern, address) => OscPattern.Matches(pattern, address) == Regex.IsMatch(address, Expression(pattern)));

    [Fact]
    public void NoPatternTakesLong()
    {
        // a matcher that goes back would try about 60 over 30 ways
        string stars = "/" + string.Concat(Enumerable.Repeat("*a", 30)) + "b", address = "/" + new string('a', 61);
        Assert.False(OscPattern.Matches(stars, address));
        Assert.True(OscPattern.Matches(stars[..^1], address));
    }

    private static Arbitrary<string> Of(params string[] parts) => Gen.Elements(parts).ArrayOf().Select(chosen => "/" + string.Concat(chosen.Take(7))).Where(text => !text.Contains("//", StringComparison.Ordinal)).ToArbitrary();

    private static string Expression(string pattern) => "^" + Regex.Replace(
        pattern.Replace("[!", "[^/", StringComparison.Ordinal), @"\*|\?|\{([^}]*)\}", found => found.Value switch { "*" => "[^/]*", "?" => "[^/]", _ => $"(?:{found.Groups[1].Value.Replace(',', '|')})" }) + "$";
}
