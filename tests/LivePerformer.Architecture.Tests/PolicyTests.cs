using System.Diagnostics;

namespace LivePerformer.Architecture.Tests;

public sealed class PolicyTests
{
    static readonly string[] Files = TrackedFiles();

    [Fact]
    public void EverySilencedRuleSaysWhy() => Assert.Empty(InFiles(".editorconfig", Policy.SilencedWithoutReason));

    [Fact]
    public void EveryPragmaSaysWhy() => Assert.Empty(InFiles(".cs", Policy.PragmasWithoutReason, "tests/LivePerformer.Architecture.Tests/"));

    [Fact]
    public void EveryNoWarnSaysWhy() =>
        Assert.Empty(InFiles(".csproj", Policy.NoWarnWithoutReason).Concat(InFiles(".props", Policy.NoWarnWithoutReason)).Concat(InFiles(".targets", Policy.NoWarnWithoutReason)));

    [Fact]
    public void EveryBanSaysWhyAndWhatInstead() => Assert.Empty(InFiles("BannedSymbols.txt", Policy.BansWithoutRemedy));

    [Fact]
    public void NoFileKnowsTheMachineItWasWrittenOn() => Assert.Empty(InFiles("", Policy.MachinePaths, "tests/LivePerformer.Architecture.Tests/"));

    [Fact]
    public void NoDatasetOrBuildOutputIsTracked() =>
        Assert.DoesNotContain(Files, file => file.Split('/').Any(part => part is "bin" or "obj" or "TestResults" or "node_modules") || file.EndsWith(".shard", StringComparison.Ordinal));

    [Fact]
    public void ThereAreFilesToRead() => Assert.Contains("tests/Shared/Repo.cs", Files);

    static IEnumerable<string> InFiles(string ending, Func<string, IReadOnlyList<string>> check, string? except = null) =>
        from file in Files
        where file.EndsWith(ending, StringComparison.Ordinal) && (except is null || !file.StartsWith(except, StringComparison.Ordinal))
        let text = ReadText(file)
        where text is not null
        from wrong in check(text)
        select $"{file}:{wrong}";

    /// <summary>The text of a tracked file; null for a binary one and for one that is deleted but not yet committed.</summary>
    static string? ReadText(string file)
    {
        string path = Path.Combine(Repo.Root, file);
        if (!File.Exists(path))
        {
            return null;
        }

        string text = File.ReadAllText(path);
        return text.AsSpan(0, Math.Min(text.Length, 8_000)).Contains('\0') ? null : text;
    }

    static string[] TrackedFiles()
    {
        // safe.directory: the clone may belong to another user than the one who runs the tests.
        ProcessStartInfo start = new(Requires.Tool("git"), ["-c", "safe.directory=*", "ls-files", "-z"]) { WorkingDirectory = Repo.Root, RedirectStandardOutput = true };
        using Process git = Process.Start(start)!;
        string[] files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return files;
    }
}
