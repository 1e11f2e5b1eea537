using System.Reflection;
using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>Finds libjack, whoever provides it, and keeps it quiet: what it has to say goes into our own messages.</summary>
internal static unsafe class JackLibrary
{
    private const string PipeWireFolder = "pipewire-0.3/jack";

    private static string lastError = "";
    private static nint handle;

    static JackLibrary()
    {
        NativeLibrary.SetDllImportResolver(typeof(JackLibrary).Assembly, Resolve);
        Native.jack_set_error_function(&OnError);
        Native.jack_set_info_function(&OnInfo);
    }

    /// <summary>What libjack complained about last.</summary>
    public static string LastError
    {
        get => Volatile.Read(ref lastError);
        set => Volatile.Write(ref lastError, value);
    }

    /// <summary>What the process callback calls, out of the very library that calls it.</summary>
    public static JackCalls Calls => JackCalls.Of(handle);

    /// <exception cref="DeviceException">There is no libjack on this machine.</exception>
    public static void Load()
    {
        try
        {
            System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(JackLibrary).TypeHandle);
        }
        catch (TypeInitializationException e) when (e.InnerException is DllNotFoundException)
        {
            throw new DeviceException(
                DeviceFault.Unavailable,
                "JACK is not installed on this machine. On Debian or Ubuntu: apt-get install jackd2 (or pipewire-jack, and start with pw-jack).");
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Native.Library) return 0;
        foreach (string candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out handle)) return handle;
        }

        return 0;
    }

    private static IEnumerable<string> Candidates()
    {
        if (OperatingSystem.IsWindows()) return ["libjack64.dll", "libjack.dll"];
        if (OperatingSystem.IsMacOS()) return ["libjack.0.dylib", "/opt/homebrew/lib/libjack.dylib", "/usr/local/lib/libjack.dylib"];

        // PipeWire's own libjack lies beside the search path unless pw-jack puts it there
        IEnumerable<string> folders = Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*") : [];
        return ["libjack.so.0", .. folders.Append("/usr/lib64").Select(folder => $"{folder}/{PipeWireFolder}/libjack.so.0")];
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void OnError(byte* message) => LastError = Marshal.PtrToStringUTF8((nint)message) ?? "";

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void OnInfo(byte* message)
    {
    }
}
