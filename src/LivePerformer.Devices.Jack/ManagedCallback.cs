using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>The callback in process: entering it may wait for our collector.</summary>
internal static unsafe class ManagedCallback
{
    private static readonly JackFunctions Functions = new()
    {
        Process = &Process,
        Xrun = &CountXrun,
        Shutdown = &Lose,
        Finish = &Finish,
        Rewire = &Rewire,
        Destroy = &Destroy,
    };

    public static JackCallback Of(IAudioProcessor processor, in JackWiring wiring) => new(Functions, new JackLine(processor, wiring).Argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Process(uint frames, nint line)
    {
        JackLine.Of(line).Process(frames);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CountXrun(nint line)
    {
        JackLine.Of(line).CountXrun();
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Lose(nint line) => JackLine.Of(line).Lose();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Finish(nint line) => JackLine.Of(line).FinishUnheard();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Rewire(JackWiring* wiring, nint line) => JackLine.Of(line).Rewire(*wiring);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(nint line) => JackLine.Of(line).Dispose();
}
