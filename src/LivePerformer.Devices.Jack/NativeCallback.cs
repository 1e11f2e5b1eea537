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
    private readonly delegate* unmanaged[Cdecl]<nint, int, SlotOrder*, byte*, int, int> load;
    private readonly delegate* unmanaged[Cdecl]<byte*, byte*, int, int> preload;
    private readonly delegate* unmanaged[Cdecl]<int> countCollections;
    private readonly JackFunctions functions;

    private NativeCallback(string path, nint library)
    {
        Path = path;
        create = (delegate* unmanaged[Cdecl]<JackOrder*, byte*, int, nint>)NativeLibrary.GetExport(library, "liveperformer_create");
        load = (delegate* unmanaged[Cdecl]<nint, int, SlotOrder*, byte*, int, int>)NativeLibrary.GetExport(library, "liveperformer_load");
        preload = (delegate* unmanaged[Cdecl]<byte*, byte*, int, int>)NativeLibrary.GetExport(library, "liveperformer_preload");
        countCollections = (delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(library, "liveperformer_collections");
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

    /// <summary>How often the library's own collector ran, and every callback in it waited.</summary>
    public int Collections => countCollections();

    /// <exception cref="LivePerformerException">It is absent, does not load, or is of another build than this program.</exception>
    public static NativeCallback Load(string path)
    {
        if (!File.Exists(path)) throw new LivePerformerException($"There is no callback library '{path}'. {Remedy}");
        try
        {
            using var budget = new CollectorBudget();       // read when the first function is called
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

    /// <summary>Loads a piano into the library ahead of time, also while it plays: whoever orders it later has it at once.</summary>
    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    public void Preload(string piano)
    {
        byte* error = stackalloc byte[TextBytes];
        fixed (byte* path = Encoding.UTF8.GetBytes(piano + '\0'))
        {
            if (preload(path, error, TextBytes) == 0) throw new LivePerformerException(Marshal.PtrToStringUTF8((nint)error)!);
        }
    }

    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    internal JackCallback Make(StageSetup setup, in JackWiring wiring)
    {
        byte* error = stackalloc byte[TextBytes];
        fixed (byte* piano = Zeroed(setup.First.Piano))
        fixed (Route* routes = setup.First.Routes.ToArray())
        {
            var order = new JackOrder
            {
                Stage = setup.Stage.Memory,
                Wiring = wiring,
                First = Order(setup.First, piano, routes),
                Outputs = setup.Outputs,
                Planned = setup.Planned,
            };
            nint line = create(&order, error, TextBytes);
            return line != 0 ? new(functions, line, this) : throw new LivePerformerException(Marshal.PtrToStringUTF8((nint)error)!);
        }
    }

    /// <summary>Gets another preset ready while the callback plays.</summary>
    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    internal void Load(nint line, int slot, SlotSetup setup)
    {
        byte* error = stackalloc byte[TextBytes];
        fixed (byte* piano = Zeroed(setup.Piano))
        fixed (Route* routes = setup.Routes.ToArray())
        {
            SlotOrder order = Order(setup, piano, routes);
            if (load(line, slot, &order, error, TextBytes) == 0) throw new LivePerformerException(Marshal.PtrToStringUTF8((nint)error)!);
        }
    }

    private static SlotOrder Order(SlotSetup setup, byte* piano, Route* routes) => new()
    {
        Piano = piano,
        Routes = routes,
        RouteCount = setup.Routes.Count,
        Sign = setup.Sign,
        Tap = setup.Tap,
        SparesHeldKeys = setup.SparesHeldKeys ? (byte)1 : (byte)0,
        AiOutput = setup.AiOutput,
    };

    private static byte[]? Zeroed(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + '\0');
}
