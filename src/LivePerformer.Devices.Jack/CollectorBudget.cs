using System.Runtime.InteropServices;

namespace LivePerformer.Devices.Jack;

/// <summary>While it lives, a runtime that starts learns how much it may allocate before its collector stops everybody.</summary>
/// <remarks>Control thread. The runtime in the library reads this from C's environment, of which .NET's own Environment is
/// only a copy. Afterwards it is as before, so that no program that we start inherits it. Asked for 256 MB the runtime
/// grants 128: measured, it collects after 949 pianos were loaded, and memory is taken only as it is used.</remarks>
internal sealed partial class CollectorBudget : IDisposable
{
    private const string Variable = "DOTNET_GCgen0size";
    private const string Bytes = "10000000";        // hexadecimal, as the runtime reads it

    private static readonly Lock OneAtATime = new();

    private readonly string? before;

    public CollectorBudget()
    {
        OneAtATime.Enter();
        before = Marshal.PtrToStringUTF8(GetEnvironment(Variable));
        _ = SetEnvironment(Variable, Bytes, 1);
    }

    public void Dispose()
    {
        _ = before is null ? RemoveEnvironment(Variable) : SetEnvironment(Variable, before, 1);
        OneAtATime.Exit();
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetEnvironment(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RemoveEnvironment(string name);
}
