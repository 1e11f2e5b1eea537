using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LivePerformer.Core;

namespace LivePerformer.RealTime.Native;

/// <summary>What the library offers: a callback made to order, and the functions that JACK calls.</summary>
/// <remarks>The library stays loaded until the process ends: a NativeAOT runtime cannot be unloaded. An order must come
/// from the same build, so <see cref="WriteBuildId"/> is asked first.</remarks>
internal static unsafe class Exports
{
    /// <summary>Of which build this is; see <see cref="BuildId"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "liveperformer_build_id", CallConvs = [typeof(CallConvCdecl)])]
    public static void WriteBuildId(byte* text, int size) => Write(BuildId.Current, text, size);

    /// <summary>The callback's argument; 0, and a line for people, where it cannot be made.</summary>
    [UnmanagedCallersOnly(EntryPoint = "liveperformer_create", CallConvs = [typeof(CallConvCdecl)])]
    public static nint Create(JackOrder* order, byte* error, int errorSize)
    {
        try
        {
            StageProcessor processor = Setup(*order).Build(order->Wiring.SampleRate);
            return new JackLine(processor, order->Wiring).Argument;
        }
#pragma warning disable CA1031 // an exception that leaves the library ends the process
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Write(fault.Message, error, errorSize);
            return 0;
        }
    }

    /// <summary>Gets another preset ready while the callback plays; 0 and a line for people where that cannot be.</summary>
    /// <remarks>Control thread.</remarks>
    [UnmanagedCallersOnly(EntryPoint = "liveperformer_load", CallConvs = [typeof(CallConvCdecl)])]
    public static int Load(nint line, int slot, SlotOrder* order, byte* error, int errorSize)
    {
        try
        {
            ((StageProcessor)JackLine.Of(line).Processor).Load(slot, order->Setup);
            return 1;
        }
#pragma warning disable CA1031 // an exception that leaves the library ends the process
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Write(fault.Message, error, errorSize);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "liveperformer_process", CallConvs = [typeof(CallConvCdecl)])]
    public static int Process(uint frames, nint line)
    {
        JackLine.Of(line).Process(frames);
        return 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "liveperformer_xrun", CallConvs = [typeof(CallConvCdecl)])]
    public static int CountXrun(nint line)
    {
        JackLine.Of(line).CountXrun();
        return 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "liveperformer_shutdown", CallConvs = [typeof(CallConvCdecl)])]
    public static void Lose(nint line) => JackLine.Of(line).Lose();

    [UnmanagedCallersOnly(EntryPoint = "liveperformer_finish", CallConvs = [typeof(CallConvCdecl)])]
    public static void Finish(nint line) => JackLine.Of(line).FinishUnheard();

    [UnmanagedCallersOnly(EntryPoint = "liveperformer_rewire", CallConvs = [typeof(CallConvCdecl)])]
    public static void Rewire(JackWiring* wiring, nint line) => JackLine.Of(line).Rewire(*wiring);

    [UnmanagedCallersOnly(EntryPoint = "liveperformer_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static void Destroy(nint line) => JackLine.Of(line).Dispose();

    /// <summary>Loads a piano ahead of time, also while callbacks run; 0, and a line for people, where it cannot be played.</summary>
    [UnmanagedCallersOnly(EntryPoint = "liveperformer_preload", CallConvs = [typeof(CallConvCdecl)])]
    public static int Preload(byte* piano, byte* error, int errorSize)
    {
        try
        {
            FontShelf.Shared.Preload(Marshal.PtrToStringUTF8((nint)piano)!);
            return 1;
        }
#pragma warning disable CA1031 // an exception that leaves the library ends the process
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Write(fault.Message, error, errorSize);
            return 0;
        }
    }

    /// <summary>How often the collector of this runtime ran: the youngest generation's count, for older ones never go alone.</summary>
    [UnmanagedCallersOnly(EntryPoint = "liveperformer_collections", CallConvs = [typeof(CallConvCdecl)])]
    public static int CountCollections() => GC.CollectionCount(0);

    private static StageSetup Setup(in JackOrder order) => new(Stage.Attach(order.Stage))
    {
        First = order.First.Setup,
        Outputs = order.Outputs,
        Planned = order.Planned,
    };

    /// <summary>As much of the text as fits, with a zero behind it.</summary>
    private static void Write(string text, byte* target, int size)
    {
        int written = 0;
        if (size > 1) Encoding.UTF8.GetEncoder().Convert(text, new Span<byte>(target, size - 1), flush: true, out _, out written, out _);
        if (size > 0) target[written] = 0;
    }
}
