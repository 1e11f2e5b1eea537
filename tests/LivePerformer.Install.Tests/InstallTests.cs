using System.Management.Automation.Language;

namespace LivePerformer.Install.Tests;

/// <summary>install.ps1, run for real in a hosted PowerShell engine; the tools it calls only write down their arguments.</summary>
[Collection(nameof(Alone))]
public sealed class InstallTests : IDisposable
{
    readonly Bench bench = new("", "install.ps1", "global.json", "LivePerformer.sln");

    public void Dispose() => bench.Dispose();

    [Fact]
    public void ScriptParsesAndIsPlainAscii()
    {
        string path = Path.Combine(Repo.Root, "install.ps1");
        Parser.ParseFile(path, out _, out ParseError[] errors);
        Assert.Empty(errors);

        // Windows PowerShell 5.1 reads a file without a byte order mark in the local code page.
        Assert.All(File.ReadAllBytes(path), value => Assert.InRange(value, 1, 126));
    }

    [Fact]
    public void RootOnDebianInstallsRestoresAndBuildsInThisOrder()
    {
        bench.AddDebian(user: 0, sudo: false);
        ScriptRun run = bench.Install();

        Assert.Empty(run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "dotnet --list-sdks",
                "dpkg-query -W -f=${Status} jackd2",
                "dpkg-query -W -f=${Status} clang",
                "dpkg-query -W -f=${Status} zlib1g-dev",
                "id -u",
                "apt-get update",
                "apt-get install -y --no-install-recommends jackd2 clang zlib1g-dev",
                $"dotnet restore {bench.Solution}",
                $"dotnet build {bench.Solution} -c Release --no-restore --nologo",
            ],
            bench.Calls);
        Assert.Equal(
            [
                "LivePerformer is installed:",
                "SDK      10.0.100 (global.json asks for 10.0.100 or a newer 10.0)",
                "native   installed jackd2 clang zlib1g-dev",
                $"restore  restored {bench.Solution}",
                $"build    built, Release: {bench.Solution}",
                "README.md says how to make the first sound.",
            ],
            run.Output.TakeLast(6));
    }

    [Fact]
    public void WhatIfChangesNothingAndNamesEveryStep()
    {
        bench.AddDebian(user: 1000, sudo: true);
        ScriptRun run = bench.Install(("WhatIf", true));

        Assert.Empty(run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.All(bench.Calls, call => Assert.True(call is "dotnet --list-sdks" or "id -u" || call.StartsWith("dpkg-query -W ", StringComparison.Ordinal), call));
        Assert.Equal(
            [
                "would run: sudo DEBIAN_FRONTEND=noninteractive apt-get update",
                "would run: sudo DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends jackd2 clang zlib1g-dev",
                $"would run: dotnet restore {bench.Solution}",
                $"would run: dotnet build {bench.Solution} -c Release --no-restore --nologo",
            ],
            run.Output.Where(line => line.StartsWith("would run", StringComparison.Ordinal)));
        Assert.Contains("Nothing was changed. LivePerformer would be installed so:", run.Output);
    }

    [Fact]
    public void OtherUsersGoThroughSudo()
    {
        bench.AddDebian(user: 1000, sudo: true);
        Assert.Equal(0, bench.Install().ExitCode);
        Assert.Equal(
            [
                "sudo DEBIAN_FRONTEND=noninteractive apt-get update",
                "sudo DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends jackd2 clang zlib1g-dev",
            ],
            bench.Calls.Where(call => call.Contains("apt-get", StringComparison.Ordinal)));
    }

    [Fact]
    public void WithoutRightsItSaysWhatToRunAndStillBuilds()
    {
        bench.AddDebian(user: 1000, sudo: false);
        ScriptRun run = bench.Install();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("native   left to you, as root: apt-get install -y --no-install-recommends jackd2 clang zlib1g-dev", run.Output);
        Assert.DoesNotContain(bench.Calls, call => call.StartsWith("apt-get", StringComparison.Ordinal));
        Assert.Equal($"dotnet build {bench.Solution} -c Release --no-restore --nologo", bench.Calls[^1]);
    }

    [Fact]
    public void WherePipeWireRunsItsJackLibraryIsTaken()
    {
        bench.AddDebian(user: 0, sudo: false);
        bench.StartPipeWire();
        Assert.Equal(0, bench.Install().ExitCode);
        Assert.Contains("apt-get install -y --no-install-recommends pipewire-jack clang zlib1g-dev", bench.Calls);
    }

    [Fact]
    public void OnlyMissingPackagesAreInstalled()
    {
        bench.AddDebian(user: 0, sudo: false);
        bench.Add("dpkg-query", "if [ \"$3\" = jackd2 ]; then exit 1; fi; echo \"install ok installed\"");
        Assert.Equal(0, bench.Install().ExitCode);
        Assert.Contains("apt-get install -y --no-install-recommends jackd2", bench.Calls);
    }

    [Fact]
    public void NothingIsInstalledWhereEverythingIsThere()
    {
        bench.AddDebian(user: 1000, sudo: true);
        bench.Add("dpkg-query", "echo \"install ok installed\"");
        ScriptRun run = bench.Install();

        Assert.Contains("native   already there: jackd2 clang zlib1g-dev", run.Output);
        Assert.DoesNotContain(bench.Calls, call => call.Contains("apt-get", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dnf", "dnf install -y jack-audio-connection-kit clang zlib-devel")]
    [InlineData("pacman", "pacman -S --needed --noconfirm jack2 clang zlib")]
    [InlineData("zypper", "zypper --non-interactive install jack clang zlib-devel")]
    public void OtherDistributionsHaveTheirOwnNames(string manager, string expected)
    {
        bench.Add("dotnet", "if [ \"$1\" = --list-sdks ]; then echo \"10.0.401 [/usr/lib/dotnet/sdk]\"; fi");
        bench.Add("id", "echo 0");
        bench.Add("rpm", "exit 1");
        bench.Add(manager, "if [ \"$1\" = -Q ]; then exit 1; fi");
        Assert.Equal(0, bench.Install().ExitCode);
        Assert.Contains(expected, bench.Calls);
    }

    [Fact]
    public void UnknownDistributionIsToldWhatItNeedsAndStillBuilds()
    {
        bench.Add("dotnet", "if [ \"$1\" = --list-sdks ]; then echo \"10.0.401 [/usr/lib/dotnet/sdk]\"; fi");
        ScriptRun run = bench.Install();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Output, line => line.StartsWith("native   left to you: install JACK", StringComparison.Ordinal));
        Assert.Equal($"dotnet build {bench.Solution} -c Release --no-restore --nologo", bench.Calls[^1]);
    }

    [Fact]
    public void MacInstallsJackThroughHomebrew()
    {
        bench.Pretend("OSX");
        bench.AddDebian(user: 501, sudo: true);
        bench.Add("brew", "if [ \"$1\" = list ]; then exit 1; fi");
        bench.Add("xcode-select", "exit 2");
        ScriptRun run = bench.Install();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["dotnet --list-sdks", "brew list --versions jack", "brew install jack", "xcode-select -p"], bench.Calls.Take(4));
        Assert.Contains("native   left to you: the Xcode command-line tools; run: xcode-select --install", run.Output);
    }

    [Fact]
    public void MacThatHasEverythingInstallsNothing()
    {
        bench.Pretend("OSX");
        bench.AddDebian(user: 501, sudo: true);
        bench.Add("brew", "echo \"jack 1.9.22\"");
        bench.Add("xcode-select", "echo /Library/Developer/CommandLineTools");
        ScriptRun run = bench.Install();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("native   already there: jack", run.Output);
        Assert.DoesNotContain(run.Output, line => line.Contains("left to you", StringComparison.Ordinal));
        Assert.DoesNotContain("brew install jack", bench.Calls);
    }

    [Fact]
    public void WindowsNamesTheToolchainAndTheVirtualPort()
    {
        bench.Pretend("WINDOWS");
        bench.AddDebian(user: 1000, sudo: true);
        ScriptRun run = bench.Install();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Output, line => line.Contains("winget install Microsoft.VisualStudio.2022.BuildTools", StringComparison.Ordinal));
        Assert.Contains(run.Output, line => line.Contains("loopMIDI", StringComparison.Ordinal));
        Assert.All(bench.Calls, call => Assert.StartsWith("dotnet ", call, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WINDOWS", "run: winget install Microsoft.DotNet.SDK.10")]
    [InlineData("OSX", "run: brew install dotnet-sdk, or see https://dot.net/download")]
    public void RemedyForTheSdkFitsTheSystem(string system, string remedy)
    {
        bench.Pretend(system);
        AssertFailure(bench.Install(), $"install: SDK: no dotnet on PATH, the .NET SDK 10.0.100 or newer is needed; {remedy}");
    }

    [Fact]
    public void SkipNativeLeavesTheSystemAlone()
    {
        bench.AddDebian(user: 0, sudo: true);
        ScriptRun run = bench.Install(("SkipNative", true));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("native   skipped", run.Output);
        Assert.All(bench.Calls, call => Assert.StartsWith("dotnet ", call, StringComparison.Ordinal));
    }

    [Fact]
    public void MissingDotnetIsOneClearLine()
    {
        ScriptRun run = bench.Install();
        AssertFailure(run, "install: SDK: no dotnet on PATH, the .NET SDK 10.0.100 or newer is needed; see https://learn.microsoft.com/dotnet/core/install/linux");
        Assert.Empty(bench.Calls);
    }

    [Theory]
    [InlineData("echo \"8.0.404 [/usr/share/dotnet/sdk]\"; echo \"9.0.300 [/usr/share/dotnet/sdk]\"", "8.0.404, 9.0.300")]
    [InlineData("echo \"11.0.100 [/usr/share/dotnet/sdk]\"", "11.0.100")]
    [InlineData("true", "none")]
    [InlineData("exit 1", "none")]
    public void UnfitSdkIsOneClearLine(string listSdks, string found)
    {
        bench.Add("dotnet", listSdks);
        ScriptRun run = bench.Install();
        AssertFailure(run, $"install: SDK: the .NET SDK 10.0.100 or a newer 10.0 is needed, installed: {found}; see https://learn.microsoft.com/dotnet/core/install/linux");
        Assert.Equal(["dotnet --list-sdks"], bench.Calls);
    }

    [Fact]
    public void FailingRestoreIsOneClearLineAndNothingIsBuilt()
    {
        bench.AddDebian(user: 0, sudo: false);
        bench.Add("dotnet", "case \"$1\" in --list-sdks) echo \"10.0.100 [/sdk]\";; restore) echo \"NU1301: no feed\" >&2; exit 7;; esac");
        ScriptRun run = bench.Install(("SkipNative", true));

        AssertFailure(run, $"install: restore failed: 'dotnet restore {bench.Solution}' ended with exit code 7; see the lines above; packages come from nuget.org, so check the network");
        Assert.Contains("NU1301: no feed", run.Output);
        Assert.DoesNotContain(bench.Calls, call => call.StartsWith("dotnet build", StringComparison.Ordinal));
        Assert.DoesNotContain("LivePerformer is installed:", run.Output);
    }

    [Fact]
    public void FailingAptStopsBeforeTheBuild()
    {
        bench.AddDebian(user: 0, sudo: false);
        bench.Add("apt-get", "if [ \"$1\" = install ]; then exit 100; fi");
        ScriptRun run = bench.Install();

        AssertFailure(run, "install: native failed: 'apt-get install -y --no-install-recommends jackd2 clang zlib1g-dev' ended with exit code 100; mend it, or build without native parts: ./install.ps1 -SkipNative");
        Assert.DoesNotContain(bench.Calls, call => call.StartsWith("dotnet restore", StringComparison.Ordinal));
    }

    [Fact]
    public void UnknownProjectIsOneClearLine()
    {
        bench.AddDebian(user: 0, sudo: false);
        string project = bench.InFolder("nowhere.csproj");
        AssertFailure(bench.Install(("SkipNative", true), ("Project", project)), $"install: build: no {project}; give -Project an existing .csproj or .sln");
    }

    static void AssertFailure(ScriptRun run, string line)
    {
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal([line], run.Error);
    }
}
