namespace LivePerformer.Install.Tests;

/// <summary>A PATH of its own whose tools only write down how they were called, beside a copy of install.ps1 and global.json.</summary>
public sealed class Bench : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-install-");
    readonly Dictionary<string, string?> environment = [];

    public Bench()
    {
        Requires.Linux();
        foreach (string file in new[] { "install.ps1", "global.json", "LivePerformer.sln" })
        {
            File.Copy(Path.Combine(Repo.Root, file), InFolder(file));
        }

        folder.CreateSubdirectory("bin");
        environment["PATH"] = InFolder("bin");
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

    public ScriptRun Install(params (string Name, object Value)[] parameters) => ScriptRun.Start(InFolder("install.ps1"), environment, parameters);

    public void Dispose() => folder.Delete(recursive: true);
}
