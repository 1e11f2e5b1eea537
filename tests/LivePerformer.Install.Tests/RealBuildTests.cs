using System.Diagnostics;

namespace LivePerformer.Install.Tests;

/// <summary>install.ps1 with the machine's own dotnet, on a project small enough for a test.</summary>
[Collection(nameof(Alone))]
public sealed class RealBuildTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-build-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void TinyProgramIsRestoredBuiltAndRuns()
    {
        string project = Write("return 42;");
        ScriptRun run = ScriptRun.Start(Path.Combine(Repo.Root, "install.ps1"), Quiet, ("SkipNative", true), ("Project", project));

        Assert.Empty(run.Error);
        Assert.Equal(0, run.ExitCode);
        using Process tiny = Process.Start(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [Built])!;
        tiny.WaitForExit();
        Assert.Equal(42, tiny.ExitCode);
    }

    [Fact]
    public void WhatIfOnThisMachineNamesTheBuild()
    {
        ScriptRun run = ScriptRun.Start(Path.Combine(Repo.Root, "install.ps1"), Quiet, ("WhatIf", true));

        Assert.Empty(run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"would run: dotnet build {Path.Combine(Repo.Root, "LivePerformer.sln")} -c Release --no-restore --nologo", run.Output);
    }

    [Fact]
    public void ProgramThatDoesNotCompileFailsTheRun()
    {
        string project = Write("return forty-two;");
        ScriptRun run = ScriptRun.Start(Path.Combine(Repo.Root, "install.ps1"), Quiet, ("SkipNative", true), ("Project", project));

        Assert.NotEqual(0, run.ExitCode);
        Assert.StartsWith("install: build failed: 'dotnet build ", Assert.Single(run.Error), StringComparison.Ordinal);
        Assert.Contains(run.Output, line => line.Contains("error CS0103", StringComparison.Ordinal));
        Assert.False(File.Exists(Built));
    }

    // The build server of another build must not be waited for, nor ours left behind; msbuild's own variables of the enclosing `dotnet test` must not leak in.
    static Dictionary<string, string?> Quiet => new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
    };

    string Built => Path.Combine(folder.FullName, "out", "tiny.dll");

    string Write(string program)
    {
        string project = Path.Combine(folder.FullName, "tiny.csproj");
        File.WriteAllText(project, """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <OutputPath>out/</OutputPath>
                <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder.FullName, "Program.cs"), program);
        return project;
    }
}
