using System.Runtime.InteropServices;
using System.Text;
using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>The library beside the program in which the callback has a runtime of its own, so that it never waits for our collector.</summary>
/// <remarks>Control thread. Once loaded it stays: a NativeAOT runtime cannot be unloaded.</remarks>
public sealed unsafe class NativeCallback
{
    private const string FileName = "LivePerformer.RealTime.Native.so";
    private const string Remedy = "Build again where clang or gcc is installed (apt-get install clang), or use --callback managed.";
    private const int TextBytes = 1024;

    private readonly delegate* unmanaged[Cdecl]<JackOrder*, byte*, int, nint> create;
    private readonly JackFunctions functions;

    private NativeCallback(string path, nint library)
    {
        Path = path;
        create = (delegate* unmanaged[Cdecl]<JackOrder*, byte*, int, nint>)NativeLibrary.GetExport(library, "liveperformer_create");
        functions = new()
        {
            Process = (delegate* unmanaged[Cdecl]<uint, nint, int>)NativeLibrary.GetExport(library, "liveperformer_process"),
            Xrun = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "liveperformer_xrun"),
            Shutdown = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "liveperformer_shutdown"),
            Finish = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "liveperformer_finish"),
            Rewire = (delegate* unmanaged[Cdecl]<JackWiring*, nint, void>)NativeLibrary.GetExport(library, "liveperformer_rewire"),
            Destroy = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "liveperformer_destroy"),
        };
    }

    /// <summary>Where the build puts it.</summary>
    public static string DefaultPath { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, FileName);

    public string Path { get; }

    /// <exception cref="LivePerformerException">It is absent, does not load, or is of another build than this program.</exception>
    public static NativeCallback Load(string path)
    {
        if (!File.Exists(path)) throw new LivePerformerException($"There is no callback library '{path}'. {Remedy}");
        try
        {
            nint library = NativeLibrary.Load(path);
            var writeBuildId = (delegate* unmanaged[Cdecl]<byte*, int, void>)NativeLibrary.GetExport(library, "liveperformer_build_id");
            byte* text = stackalloc byte[TextBytes];
            writeBuildId(text, TextBytes);
            if (Marshal.PtrToStringUTF8((nint)text) == BuildId.Current) return new(path, library);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new LivePerformerException($"The callback library '{path}' does not load: {fault.Message.ReplaceLineEndings(" ")} {Remedy}", fault);
        }

        throw new LivePerformerException($"The callback library '{path}' is of another build than this program. {Remedy}");
    }

    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    internal JackCallback Make(StageSetup setup, in JackWiring wiring)
    {
        byte* error = stackalloc byte[TextBytes];
        fixed (byte* piano = setup.Piano is null ? null : Encoding.UTF8.GetBytes(setup.Piano + '\0'))
        {
            var order = new JackOrder
            {
                Stage = setup.Stage.Memory,
                Wiring = wiring,
                Piano = piano,
                Planned = setup.Planned,
                Sign = setup.Sign,
                Tap = setup.Tap,
                SparesHeldKeys = setup.SparesHeldKeys ? (byte)1 : (byte)0,
            };
            nint line = create(&order, error, TextBytes);
            return line != 0 ? new(functions, line) : throw new LivePerformerException(Marshal.PtrToStringUTF8((nint)error)!);
        }
    }
}
