using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>The callback as JACK sees it, in whichever form: functions, and the argument that they are called with.</summary>
/// <remarks>Control thread; Dispose when no callback runs any more.</remarks>
internal sealed unsafe class JackCallback(JackFunctions functions, nint argument, NativeCallback? library = null) : IDisposable
{
    private bool disposed;

    public JackFunctions Functions => functions;

    public nint Argument => argument;

    /// <summary>Gets another preset ready while the callback plays.</summary>
    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    public void Load(int slot, SlotSetup setup)
    {
        if (library is not null)
            library.Load(argument, slot, setup);
        else
            ((StageProcessor)JackLine.Of(argument).Processor).Load(slot, setup);
    }

    public void FinishUnheard() => functions.Finish(argument);

    /// <summary>It goes on in another server's graph.</summary>
    public void Rewire(JackWiring wiring) => functions.Rewire(&wiring, argument);

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        functions.Destroy(argument);
    }
}

/// <summary>Either form's functions, which do the same.</summary>
internal unsafe struct JackFunctions
{
    public delegate* unmanaged[Cdecl]<uint, nint, int> Process;
    public delegate* unmanaged[Cdecl]<nint, int> Xrun;
    public delegate* unmanaged[Cdecl]<nint, void> Shutdown;
    public delegate* unmanaged[Cdecl]<nint, void> Finish;
    public delegate* unmanaged[Cdecl]<JackWiring*, nint, void> Rewire;
    public delegate* unmanaged[Cdecl]<nint, void> Destroy;
}
