using System.Diagnostics;
using System.Management.Automation.Language;

namespace LivePerformer.Install.Tests;

/// <summary>A folder with copies of the repository's scripts, and a PATH of its own whose tools only write down how they were called.</summary>
public sealed class Bench : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-install-");
    readonly Dictionary<string, string?> environment = [];

    /// <param name="morePath">Folders with genuine tools, after the stand-ins; empty for none.</param>
    /// <param name="files">What to copy, named from the repository's root.</param>
    public Bench(string morePath, params string[] files)
    {
        Requires.Linux();
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(InFolder(file))!);
            File.Copy(Path.Combine(Repo.Root, file), InFolder(file));
        }

        folder.CreateSubdirectory("bin");
        environment["PATH"] = InFolder("bin") + morePath;
        environment["XDG_RUNTIME_DIR"] = InFolder("runtime");
        environment["CALLS"] = InFolder("calls");
        environment["DEBIAN_FRONTEND"] = null;
    }

    /// <summary>Every call of every tool, in order, with its arguments.</summary>
    public IReadOnlyList<string> Calls => File.Exists(InFolder("calls")) ? File.ReadAllLines(InFolder("calls")) : [];

    /// <summary>The solution that the script builds when no other project is named.</summary>
    public string Solution => InFolder("LivePerformer.sln");

    public string InFolder(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Puts a tool on the PATH: it writes down its call, then runs this line of shell.</summary>
    public void Add(string tool, string then = "exit 0")
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("the stand-ins are shell scripts");
        }

        string path = Path.Combine(InFolder("bin"), tool);
        File.WriteAllText(path, $"#!/bin/sh\necho \"{tool} $*\" >> \"$CALLS\"\n{then}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>An ordinary Debian without our packages: a fitting SDK, apt-get, and this user.</summary>
    public void AddDebian(int user, bool sudo)
    {
        Add("dotnet", """if [ "$1" = --list-sdks ]; then echo "8.0.404 [/usr/share/dotnet/sdk]"; echo "10.0.100 [/usr/share/dotnet/sdk]"; fi""");
        Add("apt-get");
        Add("dpkg-query", "exit 1");
        Add("id", $"echo {user}");
        if (sudo)
        {
            Add("sudo");
        }
    }

    public void StartPipeWire()
    {
        folder.CreateSubdirectory("runtime");
        File.WriteAllText(InFolder("runtime/pipewire-0"), "");
    }

    /// <summary>Makes the copied install.ps1 believe that it runs on this system (WINDOWS, OSX): only its Test-System is replaced.</summary>
    public void Pretend(string system)
    {
        string path = InFolder("install.ps1");
        ScriptBlockAst script = Parser.ParseFile(path, out _, out _);
        IScriptExtent test = script.Find(node => node is FunctionDefinitionAst { Name: "Test-System" }, searchNestedScriptBlocks: true).Extent;
        string text = File.ReadAllText(path);
        File.WriteAllText(path, $"{text[..test.StartOffset]}function Test-System([string]$name) {{ $name -eq '{system}' }}{text[test.EndOffset..]}");
    }

    /// <summary>Runs a copied program in the folder; standard output, standard error and the exit code.</summary>
    public ScriptRun Execute(string program, string input = "")
    {
        ProcessStartInfo start = new(InFolder(program)) { WorkingDirectory = folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ScriptRun(process.ExitCode, ScriptRun.Lines(output), ScriptRun.Lines(error.GetAwaiter().GetResult()));
    }

    /// <summary>Runs install.ps1 with these parameters.</summary>
    public ScriptRun Install(params (string Name, object Value)[] parameters) => ScriptRun.Start(InFolder("install.ps1"), environment, parameters);

    public void Dispose() => folder.Delete(recursive: true);
}
