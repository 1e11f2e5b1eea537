using Xunit.Sdk;

namespace LivePerformer.Architecture.Tests;

/// <summary>The shared helpers that decide whether a test may skip.</summary>
public sealed class RequiresTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void MissingToolSkipsAloud()
    {
        string? reason = null;
        try
        {
            Requires.Missing("fluidsynth", "fluidsynth", requireAll: false);
        }
        catch (SkipException skip)      // Assert.Throws would let it through and skip this test as well
        {
            reason = skip.Message;
        }

        Assert.EndsWith("needs fluidsynth: apt-get install fluidsynth", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingToolFailsWhereEverythingIsPromised()
    {
        FailException failure = Assert.Throws<FailException>(() => Requires.Missing("jackd", "jackd2", requireAll: true));
        Assert.Contains("needs jackd: apt-get install jackd2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToolIsFoundOnThePathOnlyIfItCanRun()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix file modes");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string tool = Path.Combine(folder.FullName, "no-such-tool-elsewhere");
        File.WriteAllText(tool, "#!/bin/sh\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Null(Requires.Find("no-such-tool-elsewhere", folder.FullName));

        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(tool, Requires.Find("no-such-tool-elsewhere", "/nowhere:" + folder.FullName));
    }

    [Fact]
    public void RootIsFoundFromBelowAndRefusedElsewhere()
    {
        Assert.Equal(Repo.Root, Repo.FindRoot(Path.Combine(Repo.Root, "tests", "Shared")));
        Assert.Throws<DirectoryNotFoundException>(() => Repo.FindRoot(folder.FullName));
        Assert.Throws<FileNotFoundException>(() => Repo.Fixture("no/such/fixture"));
    }
}
