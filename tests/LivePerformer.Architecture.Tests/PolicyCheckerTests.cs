namespace LivePerformer.Architecture.Tests;

/// <summary>The policy's checks themselves, on lines that are wrong on purpose.</summary>
public sealed class PolicyCheckerTests
{
    [Theory]
    [InlineData("dotnet_diagnostic.CA1000.severity = none", 1)]
    [InlineData("dotnet_diagnostic.CA1000.severity = suggestion  # because", 1)]
    [InlineData("dotnet_analyzer_diagnostic.category-Style.severity = silent", 1)]
    [InlineData("dotnet_diagnostic.CA1000.severity = none  # a ring is made by its own type", 0)]
    [InlineData("dotnet_diagnostic.CA1000.severity = error", 0)]
    public void SilencedRule(string line, int wrong) => Assert.Equal(wrong, Policy.SilencedWithoutReason("root = true\n" + line + "\n").Count);

    [Theory]
    [InlineData("#pragma warning disable RS0030", 1)]
    [InlineData("    #pragma warning disable RS0030 // there is no card to wait for", 0)]
    [InlineData("#pragma warning restore RS0030", 0)]
    [InlineData("[SuppressMessage(\"Design\", \"CA1000\")]", 1)]
    [InlineData("[SuppressMessage(\"Design\", \"CA1000\", Justification = \"a ring is made by its own type\")]", 0)]
    public void Pragma(string line, int wrong) => Assert.Equal(wrong, Policy.PragmasWithoutReason(line).Count);

    [Theory]
    [InlineData("<NoWarn>$(NoWarn);CS1591</NoWarn>", 1)]
    [InlineData("<NoWarn>$(NoWarn);CS1591</NoWarn> <!-- generated code has no summaries -->", 0)]
    public void NoWarn(string line, int wrong) => Assert.Equal(wrong, Policy.NoWarnWithoutReason(line).Count);

    [Theory]
    [InlineData("P:System.DateTime.Now;", 1)]
    [InlineData("P:System.DateTime.Now;jumps when the clock is set", 1)]
    [InlineData("P:System.DateTime.Now;jumps when the clock is set; use IClock", 0)]
    [InlineData("// a comment", 0)]
    public void Ban(string line, int wrong) => Assert.Equal(wrong, Policy.BansWithoutRemedy(line).Count);

    [Theory]
    [InlineData("see /root/notes.txt", 1)]
    [InlineData("\"/work/data\"", 1)]
    [InlineData("/tmp/x", 1)]
    [InlineData(@"C:\Users\someone", 1)]
    [InlineData("https://example.org/work/", 0)]
    [InlineData("./tmp/x", 0)]
    [InlineData("/usr/lib/jack", 0)]
    public void MachinePath(string line, int wrong) => Assert.Equal(wrong, Policy.MachinePaths(line).Count);
}
