using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LivePerformer.Core;

/// <summary>Everything that the audio callback shares with the rest of the program.</summary>
/// <remarks>Rings, settings and meters live in unmanaged memory. Each ring has one writing and one reading thread,
/// named at its declaration. Dispose after the device has stopped.</remarks>
public sealed unsafe class Stage : IDisposable
{
    private readonly StageMeters* meters;
    private readonly long* settings;
    private readonly bool owned;
    private bool disposed;

    /// <param name="capacity">How many messages each ring holds.</param>
    public Stage(int capacity = 4096)
    {
        Heard = new(capacity);
        Played = new(capacity);
        Due = new(capacity);
        Sent = new(capacity);
        meters = (StageMeters*)NativeMemory.AllocZeroed((nuint)sizeof(StageMeters));
        settings = (long*)NativeMemory.AllocZeroed(sizeof(long));
        owned = true;
        Settings = new();
    }

    private Stage(in StageMemory memory)
    {
        Heard = SpscRing<HeardEvent>.Attach(memory.Heard);
        Played = SpscRing<HeardEvent>.Attach(memory.Played);
        Due = SpscRing<DueEvent>.Attach(memory.Due);
        Sent = SpscRing<SentEvent>.Attach(memory.Sent);
        meters = (StageMeters*)memory.Meters;
        settings = (long*)memory.Settings;
    }

    ~Stage() => Release();

    /// <summary>The same stage, seen by another runtime of this process; the one that made it also frees it.</summary>
    public static Stage Attach(in StageMemory memory) => new(memory);

    /// <summary>Where it lies.</summary>
    public StageMemory Memory => new(Heard.Address, Played.Address, Due.Address, Sent.Address, (nint)meters, (nint)settings);

    /// <summary>What the human plays: callback to performer.</summary>
    public SpscRing<HeardEvent> Heard { get; }

    /// <summary>What a file plays in the human's place, in order of frames: file player to callback, which treats it
    /// exactly as if it had arrived on the MIDI input.</summary>
    public SpscRing<HeardEvent> Played { get; }

    /// <summary>What the AI plays: performer to callback.</summary>
    public SpscRing<DueEvent> Due { get; }

    /// <summary>What was played by whom: callback to recorder.</summary>
    public SpscRing<SentEvent> Sent { get; }

    /// <remarks>Any thread may read, one control thread writes; takes effect with the next block.</remarks>
    public StageSettings Settings
    {
        get => Unsafe.BitCast<long, StageSettings>(Volatile.Read(ref *settings));
        set => Volatile.Write(ref *settings, Unsafe.BitCast<StageSettings, long>(value));
    }

    /// <remarks>The audio thread writes, any thread reads.</remarks>
    public ref StageMeters Meters => ref *meters;

    public void Dispose()
    {
        Heard.Dispose();
        Played.Dispose();
        Due.Dispose();
        Sent.Dispose();
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (!owned || disposed) return;
        disposed = true;
        NativeMemory.Free(meters);
        NativeMemory.Free(settings);
    }
}
