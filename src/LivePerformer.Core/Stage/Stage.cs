using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LivePerformer.Core;

/// <summary>Everything that the audio callback shares with the rest of the program.</summary>
/// <remarks>Rings, settings and meters live in unmanaged memory. Each ring has one writing and one reading thread,
/// named at its declaration. Dispose after the device has stopped.</remarks>
public sealed unsafe class Stage : IDisposable
{
    private readonly StageMeters* meters;
    private readonly long* settings;        // a slot each
    private readonly int* busy;             // likewise; behind them how often there was a panic
    private readonly bool owned;
    private bool disposed;

    /// <summary>How many presets may lie ready in the callback, sound, or ring out at the same time.</summary>
    public const int Slots = 8;

    /// <summary>As the input of what was touched: it leaves on the first output; one more, on the second.</summary>
    public const byte Trial = 128;

    /// <summary>Likewise: the built-in instrument plays it.</summary>
    public const byte TrialOfInstrument = 255;

    private const int SoundBlocks = 1024;       // 2.7 s at 48 kHz

    private const int Free = 0, Reserved = 1, Playing = 2;

    /// <param name="capacity">How many messages each ring holds.</param>
    public Stage(int capacity = 4096)
    {
        Heard = new(capacity);
        Played = new(capacity);
        Touched = new(capacity);
        Due = new(capacity);
        Sent = new(capacity);
        Sound = new(SoundBlocks);
        Transcribed = new(capacity);
        Sounding = new(capacity);
        meters = (StageMeters*)NativeMemory.AllocZeroed((nuint)sizeof(StageMeters));
        settings = (long*)NativeMemory.AllocZeroed(Slots, sizeof(long));
        busy = (int*)NativeMemory.AllocZeroed(Slots + 1, sizeof(int));
        owned = true;
        for (int slot = 0; slot < Slots; slot++) Set(slot, new());
    }

    private Stage(in StageMemory memory)
    {
        Heard = SpscRing<HeardEvent>.Attach(memory.Heard);
        Played = SpscRing<HeardEvent>.Attach(memory.Played);
        Touched = SpscRing<HeardEvent>.Attach(memory.Touched);
        Due = SpscRing<DueEvent>.Attach(memory.Due);
        Sent = SpscRing<SentEvent>.Attach(memory.Sent);
        Sound = SpscRing<MicrophoneSound>.Attach(memory.Sound);
        Transcribed = SpscRing<HeardEvent>.Attach(memory.Transcribed);
        Sounding = SpscRing<HeardEvent>.Attach(memory.Sounding);
        meters = (StageMeters*)memory.Meters;
        settings = (long*)memory.Settings;
        busy = (int*)memory.Busy;
    }

    ~Stage() => Release();

    /// <summary>The same stage, seen by another runtime of this process; the one that made it also frees it.</summary>
    public static Stage Attach(in StageMemory memory) => new(memory);

    /// <summary>Where it lies.</summary>
    public StageMemory Memory => new(
        Heard.Address, Played.Address, Touched.Address, Due.Address, Sent.Address, (nint)meters, (nint)settings, (nint)busy, Sound.Address, Transcribed.Address, Sounding.Address);

    /// <summary>What the human plays: callback to performer.</summary>
    public SpscRing<HeardEvent> Heard { get; }

    /// <summary>What a file plays in the human's place, in order of frames: file player to callback, which treats it
    /// exactly as if it had arrived on the MIDI input.</summary>
    public SpscRing<HeardEvent> Played { get; }

    /// <summary>What the human plays on keys that no device has, those of the page: the page to the callback, where it is
    /// heard as if it arrived on the MIDI input with the next block. On the input <see cref="Trial"/> and above it is heard by
    /// nobody, but leaves on an output to try it.</summary>
    public SpscRing<HeardEvent> Touched { get; }

    /// <summary>What the AI plays: performer to callback.</summary>
    public SpscRing<DueEvent> Due { get; }

    /// <summary>What was played by whom: callback to recorder.</summary>
    public SpscRing<SentEvent> Sent { get; }

    /// <summary>What the microphone hears: callback to listener. What finds it full is counted as lost.</summary>
    public SpscRing<MicrophoneSound> Sound { get; }

    /// <summary>What was found in it: listener to callback, which hears it with its next block, and leaves each message the
    /// frame at which it sounded.</summary>
    public SpscRing<HeardEvent> Transcribed { get; }

    /// <summary>The notes that go to an instrument, and the frames at which they begin to sound there: callback to listener,
    /// as long as there is a microphone that may hear them.</summary>
    public SpscRing<HeardEvent> Sounding { get; }

    /// <summary>The switches of the first slot.</summary>
    /// <remarks>Any thread may read, one control thread writes; takes effect with the next block.</remarks>
    public StageSettings Settings
    {
        get => SettingsOf(0);
        set => Set(0, value);
    }

    /// <remarks>Any thread.</remarks>
    public StageSettings SettingsOf(int slot) => Unsafe.BitCast<long, StageSettings>(Volatile.Read(ref settings[slot]));

    /// <remarks>One control thread; takes effect with the next block.</remarks>
    public void Set(int slot, StageSettings wanted) => Volatile.Write(ref settings[slot], Unsafe.BitCast<StageSettings, long>(wanted));

    /// <summary>Whether something is being loaded into the slot, lies ready in it, plays, or rings out.</summary>
    /// <remarks>Any thread.</remarks>
    public bool IsBusy(int slot) => Volatile.Read(ref busy[slot]) != Free;

    /// <summary>Something will be loaded into the slot, which is free.</summary>
    /// <remarks>Control thread.</remarks>
    public void Reserve(int slot) => Volatile.Write(ref busy[slot], Reserved);

    /// <summary>What lies in the slot is not wanted after all; where the callback plays it already, it stays until it has rung out.</summary>
    /// <remarks>Control thread.</remarks>
    public void Release(int slot) => Interlocked.CompareExchange(ref busy[slot], Free, Reserved);

    /// <summary>The callback plays from the slot, or nothing of it sounds any more.</summary>
    /// <remarks>Audio thread.</remarks>
    public void SetPlaying(int slot, bool isPlaying) => Volatile.Write(ref busy[slot], isPlaying ? Playing : Free);

    /// <summary>How often all notes were asked to end: should the performer not see to it at once, the callback does.</summary>
    /// <remarks>Any thread.</remarks>
    public int Panics => Volatile.Read(ref busy[Slots]);

    /// <inheritdoc cref="Panics"/>
    public void Panic() => Interlocked.Increment(ref busy[Slots]);

    /// <remarks>The audio thread writes, any thread reads.</remarks>
    public ref StageMeters Meters => ref *meters;

    public void Dispose()
    {
        Heard.Dispose();
        Played.Dispose();
        Touched.Dispose();
        Due.Dispose();
        Sent.Dispose();
        Sound.Dispose();
        Transcribed.Dispose();
        Sounding.Dispose();
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (!owned || disposed) return;
        disposed = true;
        NativeMemory.Free(meters);
        NativeMemory.Free(settings);
        NativeMemory.Free(busy);
    }
}
