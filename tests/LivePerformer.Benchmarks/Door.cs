using System.Diagnostics;
using System.Runtime.InteropServices;
using LivePerformer.Devices.Jack;

namespace LivePerformer.Benchmarks;

/// <summary>Stands between JACK and the callback and notes when it came, when it was let in and when it was done: door.c.</summary>
internal sealed unsafe class Door
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public nint Process, Argument;
        public long* Entered, Called;
        public int* Waits, Whole;
        public long Capacity, Count;
    }

    private static readonly Lazy<nint> Library = new(Compile);

    private readonly Memory* memory = (Memory*)NativeMemory.AllocZeroed((nuint)sizeof(Memory));

    /// <param name="capacity">How many calls can be noted.</param>
    public Door(int capacity)
    {
        memory->Capacity = capacity;
        memory->Called = (long*)Room(capacity * sizeof(long));
        memory->Waits = (int*)Room(capacity * sizeof(int));
        memory->Whole = (int*)Room(capacity * sizeof(int));
    }

    ~Door()
    {
        NativeMemory.Free(memory->Called);
        NativeMemory.Free(memory->Waits);
        NativeMemory.Free(memory->Whole);
        NativeMemory.Free(memory);
    }

    /// <summary>How many calls were noted.</summary>
    public int Count => (int)Volatile.Read(ref memory->Count);

    /// <summary>From the call to the callback's first statement, in nanoseconds.</summary>
    public ReadOnlySpan<int> Waits => new(memory->Waits, Count);

    /// <summary>When it was called, in nanoseconds of the stopwatch.</summary>
    public ReadOnlySpan<long> Called => new(memory->Called, Count);

    /// <summary>From the call to the callback's return, in nanoseconds.</summary>
    public ReadOnlySpan<int> Whole => new(memory->Whole, Count);

    /// <summary>For <see cref="JackOptions"/>.</summary>
    public (nint Process, nint Argument) Stand(JackCallback callback, JackMemory state)
    {
        memory->Process = (nint)callback.Functions.Process;
        memory->Argument = callback.Argument;
        memory->Entered = &state.State->Entered;
        return (NativeLibrary.GetExport(Library.Value, "door_process"), (nint)memory);
    }

    private static void* Room(int bytes)
    {
        void* room = NativeMemory.Alloc((nuint)bytes);
        new Span<byte>(room, bytes).Clear();    // touched now, not by the audio thread
        return room;
    }

    private static nint Compile()
    {
        string library = Path.Combine(Path.GetTempPath(), $"door-{Environment.ProcessId}.so");
        using Process compiler = Process.Start("cc", ["-shared", "-fPIC", "-O2", "-o", library, Path.Combine(AppContext.BaseDirectory, "door.c")]);
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new InvalidOperationException("door.c does not compile: apt-get install gcc libc6-dev");
        nint handle = NativeLibrary.Load(library);
        File.Delete(library);
        return handle;
    }
}
