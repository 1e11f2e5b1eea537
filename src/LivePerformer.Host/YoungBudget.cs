using System.Runtime.InteropServices;

namespace LivePerformer.Host;

/// <summary>How much the collector lets young objects grow before it stops everybody, the callback in process included: 64 MB.</summary>
/// <remarks>.NET 10 reads this number from its environment alone, once, as it starts: a key in runtimeconfig.json has no
/// effect (measured: as many collections with it as without).</remarks>
internal static partial class YoungBudget
{
    private const string Variable = "DOTNET_GCgen0size";
    private const string Bytes = "4000000";     // hexadecimal, as the runtime reads it

    public static bool IsSet => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Begins the program anew, as the same process with the same arguments, if it lacks the budget.</summary>
    /// <remarks>Before anything is opened. Where that is not possible, it simply goes on.</remarks>
    public static void Ensure()
    {
        if (IsSet || !OperatingSystem.IsLinux()) return;

        string[] arguments = File.ReadAllText("/proc/self/cmdline").Split('\0')[..^1];
        if (SetEnvironment(Variable, Bytes, 1) == 0) _ = Execute("/proc/self/exe", [.. arguments, null]);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Execute(string path, string?[] arguments);
}
