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
    public void ThereAreFilesToReadWithGitOrWithout()
    {
        Assert.Contains("tests/Shared/Repo.cs", Files);
        Assert.Contains("tests/Shared/Repo.cs", Walk(new DirectoryInfo(Repo.Root)));
    }

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

    /// <summary>What git tracks; in a copy without git, every file outside the folders that a build fills.</summary>
    static string[] TrackedFiles() =>
        Path.Exists(Path.Combine(Repo.Root, ".git")) && Requires.Find("git") is { } git ? AskGit(git) : Walk(new DirectoryInfo(Repo.Root)).ToArray();

    static string[] AskGit(string git)
    {
        // safe.directory: the clone may belong to another user than the one who runs the tests.
        ProcessStartInfo start = new(git, ["-c", "safe.directory=*", "ls-files", "-z"]) { WorkingDirectory = Repo.Root, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string[] files = process.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? files : throw new InvalidOperationException($"git ls-files ended with exit code {process.ExitCode}");
    }

    static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => Path.GetRelativePath(Repo.Root, file.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(child => child.Name is not ("bin" or "obj" or ".git" or ".vs" or "TestResults")).SelectMany(Walk));
}
