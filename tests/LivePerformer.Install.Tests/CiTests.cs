namespace LivePerformer.Install.Tests;

/// <summary>.ci/run on a small repository of its own; dotnet and apt-get only write down their arguments.</summary>
public sealed class CiTests : IDisposable
{
    const string Passed = "Passed!  - Failed:     0, Passed:    22, Skipped:     0, Total:    22, Duration: 10 s - A.Tests.dll (net10.0)";
    const string Failed = "Failed!  - Failed:     2, Passed:    62, Skipped:     0, Total:    64, Duration: 217 ms - B.Tests.dll (net10.0)";
    const string Skipping = "Passed!  - Failed:     0, Passed:     4, Skipped:     1, Total:     5, Duration: 1 m 2 s - B.Tests.dll (net10.0)";
    const string Empty = "No test is available in B.Tests.dll. Make sure that test discoverer & executors are registered.";

    readonly Bench bench = new(":/usr/bin:/bin", ".ci/run", ".ci/count-tests");

    public CiTests()
    {
        File.WriteAllText(bench.InFolder("README.md"), "# Title\n\n```\ndotnet run --project x\ndotnet test -c Release\n```\n");
        foreach (string project in new[] { "A", "B" })
        {
            Directory.CreateDirectory(bench.InFolder($"tests/{project}.Tests"));
            File.WriteAllText(bench.InFolder($"tests/{project}.Tests/{project}.Tests.csproj"), "<Project />");
        }

        bench.Add("apt-get");
        bench.Add("dpkg-query", "echo 'install ok installed'");
        bench.Add("sleep");
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public void SumsOverProjectsAndEndsWithThePlainLine()
    {
        ScriptRun run = Run(0, Passed, Passed);

        Assert.Equal("44 passed, 0 failed", run.Output[^1]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["dotnet restore", "dotnet build -c Release --no-restore -warnaserror", "dotnet test -c Release"], bench.Calls.Where(call => call.StartsWith("dotnet", StringComparison.Ordinal)));
    }

    [Fact]
    public void FailedTestsFailTheRun()
    {
        ScriptRun run = Run(1, Passed, Failed);

        Assert.Equal("84 passed, 2 failed", run.Output[^1]);
        Assert.NotEqual(0, run.ExitCode);
    }

    [Fact]
    public void SkippedTestsFailTheRun() => AssertFailure(Run(0, Passed, Skipping), "26 passed, 0 failed", "ci: 1 tests were skipped");

    [Fact]
    public void ProjectWithoutTestsIsNoFailure()
    {
        ScriptRun run = Run(0, Passed, Empty);

        Assert.Equal("22 passed, 0 failed", run.Output[^1]);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void ProjectThatNeverReportedFailsTheRun() => AssertFailure(Run(0, Passed), "22 passed, 0 failed", "ci: only 1 of 2 test projects reported");

    [Fact]
    public void RunWithoutTestsFails() => AssertFailure(Run(0, Empty, Empty), "0 passed, 0 failed", "ci: no test ran");

    [Fact]
    public void CrashedTestHostFailsTheRun() =>
        AssertFailure(Run(1, Passed, "The active test run was aborted."), "22 passed, 0 failed", "ci: 'dotnet test -c Release' ended with exit code 1 though no test was counted as failed");

    /// <summary>Seen once: the process of a test project died, and the rest of its tests were not missed.</summary>
    [Fact]
    public void TestProcessThatDiesInTheMiddleFailsTheRunThoughItsTestsPassed() => AssertFailure(
        Run(0, Passed, "[xUnit.net 00:01:43.64]     [FATAL ERROR] Xunit.Sdk.TestPipelineException", Passed), "44 passed, 0 failed", "ci: 1 test processes ended in the middle");

    [Fact]
    public void EverythingIsRequiredOfTheTests()
    {
        Dotnet("if [ \"$1\" = test ]; then echo \"required: $LIVEPERFORMER_REQUIRE_ALL\"; fi");
        Assert.Contains("required: 1", bench.Execute(".ci/run").Output);
    }

    [Fact]
    public void FailingBuildRunsNoTest()
    {
        Dotnet("if [ \"$1\" = build ]; then exit 1; fi");
        AssertFailure(bench.Execute(".ci/run"), "0 passed, 0 failed", "ci: dotnet build failed");
        Assert.DoesNotContain(bench.Calls, call => call.StartsWith("dotnet test", StringComparison.Ordinal));
    }

    [Fact]
    public void FailingRestoreIsTriedThreeTimes()
    {
        Dotnet("if [ \"$1\" = restore ]; then exit 1; fi");
        AssertFailure(bench.Execute(".ci/run"), "0 passed, 0 failed", "ci: dotnet restore failed");
        Assert.Equal(3, bench.Calls.Count(call => call == "dotnet restore"));
    }

    [Fact]
    public void ReadmeWithoutTestCommandFails()
    {
        File.WriteAllText(bench.InFolder("README.md"), "# Title\nRun the tests.\n");
        AssertFailure(Run(0, Passed, Passed), "0 passed, 0 failed", "ci: README.md has no line that begins with 'dotnet test'");
        Assert.Empty(bench.Calls);
    }

    [Fact]
    public void MissingToolsAreInstalledInOneGo()
    {
        bench.Add("dpkg-query", "case $3 in sox|jackd2) exit 1;; *) echo 'install ok installed';; esac");
        Assert.Equal(0, Run(0, Passed, Passed).ExitCode);
        Assert.Equal(
            ["update", "install -y --no-install-recommends jackd2 sox"],
            bench.Calls.Where(call => call.StartsWith("apt-get", StringComparison.Ordinal)).Select(call => call[(call.IndexOf(" -q ", StringComparison.Ordinal) + 4)..]));
    }

    [Fact]
    public void CountReadsOnlyResultLines() =>
        Assert.Equal(["2 66 2 1"], bench.Execute(".ci/count-tests", $"Restored.\n{Failed}\nFailed: 9, Passed: 9, Skipped: 9\n  {Skipping}\n").Output);

    [Fact]
    public void CountOfNothingIsZero() => Assert.Equal(["0 0 0 0"], bench.Execute(".ci/count-tests").Output);

    ScriptRun Run(int exitCode, params string[] testOutput)
    {
        File.WriteAllLines(bench.InFolder("said"), testOutput);
        Dotnet($"if [ \"$1\" = test ]; then cat said; exit {exitCode}; fi");
        return bench.Execute(".ci/run");
    }

    void Dotnet(string then) => bench.Add("dotnet", then + "\nexit 0");

    static void AssertFailure(ScriptRun run, string lastLine, string reason)
    {
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(lastLine, run.Output[^1]);
        Assert.Equal(reason, run.Error[^1]);
    }
}
