using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LivePerformer.Testing;

/// <summary>What a test needs beyond the SDK: absent, the test skips aloud, or fails where LIVEPERFORMER_REQUIRE_ALL=1 promises that everything is installed.</summary>
public static class Requires
{
    /// <summary>The environment variable that turns every skip into a failure.</summary>
    public const string RequireAllVariable = "LIVEPERFORMER_REQUIRE_ALL";

    /// <summary>The full path of an executable on PATH; without it the test ends here, naming the Debian package to install.</summary>
    public static string Tool(string executable, string? package = null) => Find(executable) ?? Missing(executable, package ?? executable);

    /// <summary>The path of fluidsynth, the reference for the piano and for MIDI to sound.</summary>
    public static string Fluidsynth() => Tool("fluidsynth");

    /// <summary>The path of sox, the reference for audio files and resampling.</summary>
    public static string Sox() => Tool("sox");

    /// <summary>The path of jackd, and with it the jack_* example clients.</summary>
    public static string Jack() => Tool("jackd", "jackd2");

    /// <summary>The path of the PipeWire daemon; the session manager must be there as well.</summary>
    public static string PipeWire()
    {
        Tool("wireplumber");
        Tool("dbus-daemon", "dbus");
        return Tool("pipewire");
    }

    /// <summary>The path of the system's python3, once it has proved that it can import the module (mido: python3-mido).</summary>
    public static string PythonModule(string module, string? package = null)
    {
        string debianPackage = package ?? "python3-" + module;
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Tool("python3", debianPackage);
        return Succeeds(python, "-c", "import " + module) ? python : Missing("python module " + module, debianPackage);
    }

    /// <summary>The path of a file outside the repository that a Debian package brings (a shared library, a SoundFont).</summary>
    public static string SystemFile(string path, string package) => File.Exists(path) ? path : Missing(path, package);

    /// <summary>Ends the test where the system is not Linux; never a failure, for no installation could mend it.</summary>
    public static void Linux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("needs Linux");
        }
    }

    /// <summary>Ends the test: skipped, or failed under LIVEPERFORMER_REQUIRE_ALL=1.</summary>
    [DoesNotReturn]
    public static string Missing(string what, string package) =>
        Missing(what, package, requireAll: Environment.GetEnvironmentVariable(RequireAllVariable) == "1");

    /// <summary>Ends the test: failed where everything is required, skipped otherwise.</summary>
    [DoesNotReturn]
    public static string Missing(string what, string package, bool requireAll)
    {
        if (requireAll)
        {
            Assert.Fail(Message(what, package));
        }

        Assert.Skip(Message(what, package));
        throw new UnreachableException();
    }

    /// <summary>One line naming the thing and the remedy.</summary>
    public static string Message(string what, string package) => $"needs {what}: apt-get install {package}";

    /// <summary>The first file of that name in the folders of a PATH (default: this process's), or null.</summary>
    public static string? Find(string executable, string? searchPath = null)
    {
        string[] names = OperatingSystem.IsWindows() ? [executable + ".exe", executable + ".cmd", executable] : [executable];
        string folders = searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "";
        return folders
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(IsExecutable);
    }

    static bool IsExecutable(string path)
    {
        const UnixFileMode anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & anyExecute) != 0);
    }

    static bool Succeeds(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"cannot start {file}");
        process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
