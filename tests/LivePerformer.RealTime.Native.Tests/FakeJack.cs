using System.Diagnostics;
using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;

namespace LivePerformer.RealTime.Native.Tests;

/// <summary>A server that stands still until a test moves it: fakejack.c, compiled once, and ports in plain memory.</summary>
internal sealed unsafe class FakeJack : IDisposable
{
    private static readonly Lazy<nint> Library = new(Compile);

    private readonly delegate* unmanaged[Cdecl]<uint, void> setTime = (delegate* unmanaged[Cdecl]<uint, void>)Export("fake_set_time");
    private readonly delegate* unmanaged[Cdecl]<void*, uint, byte*, nuint, int> write =
        (delegate* unmanaged[Cdecl]<void*, uint, byte*, nuint, int>)Export("jack_midi_event_write");

    private readonly List<nint> memory = [];
    private readonly JackMemory state;
    private readonly int frames;
    private uint time = 4_000_000_000;      // the server's count is 32 bits wide and wraps within the test

    /// <param name="ports">MIDI inputs, and as many outputs.</param>
    /// <param name="microphone">Whether there is a port for one.</param>
    public FakeJack(int sampleRate, int frames, int ports = 1, bool microphone = false)
    {
        this.frames = frames;
        state = new JackMemory(sampleRate);
        nuint midi = ((delegate* unmanaged[Cdecl]<nuint>)Export("fake_midi_port_size"))();
        nuint sound = (nuint)frames * sizeof(float);
        var wiring = new JackWiring
        {
            Calls = JackCalls.Of(Library.Value),
            State = state.State,
            InputCount = ports,
            OutputCount = ports,
            Left = Take(sound),
            Right = Take(sound),
            Microphone = microphone ? Take(sound) : 0,
            SampleRate = sampleRate,
            BlockFrames = frames,
        };
        for (int i = 0; i < ports; i++) (wiring.Inputs[i], wiring.Outputs[i]) = (Take(midi), Take(midi));
        Wiring = wiring;
        state.Phase = JackPhase.Running;
    }

    public JackWiring Wiring { get; }

    public JackPhase Phase
    {
        get => state.Phase;
        set => state.Phase = value;
    }

    public JackState State => *state.State;

    /// <summary>How many ways lead back to each input, a byte for each.</summary>
    public ulong WaysBack
    {
        set => state.State->WaysBack = value;
    }

    /// <summary>A source of the input goes.</summary>
    public void LetGo(int input) => state.LetGo(input);

    /// <summary>The server is gone, or is there again with another count of frames.</summary>
    public bool IsLost
    {
        set
        {
            state.IsLost = value;
            if (!value) time = 17;
        }
    }

    /// <summary>What the microphone hears within the next block.</summary>
    public Span<float> Microphone => new((void*)Wiring.Microphone, Wiring.Microphone == 0 ? 0 : frames);

    public ReadOnlySpan<float> Left => new((void*)Wiring.Left, frames);

    public ReadOnlySpan<float> Right => new((void*)Wiring.Right, frames);

    /// <summary>What left on the MIDI output within the last block.</summary>
    public IEnumerable<(uint Frame, MidiMessage Message)> Sent => SentOn(0);

    /// <summary>The same of any output.</summary>
    public (uint Frame, MidiMessage Message)[] SentOn(int output)
    {
        uint count = Wiring.Calls.GetEventCount((void*)Wiring.Outputs[output]);
        var sent = new (uint, MidiMessage)[count];
        for (uint i = 0; i < count; i++)
        {
            JackMidiEvent e;
            Assert.Equal(0, Wiring.Calls.GetEvent(&e, (void*)Wiring.Outputs[output], i));
            sent[i] = (e.Time, new(e.Buffer[0], e.Size > 1 ? e.Buffer[1] : (byte)0, e.Size > 2 ? e.Buffer[2] : (byte)0));
        }

        return sent;
    }

    /// <summary>Lets bytes arrive on the first input within the next block, in order of frames.</summary>
    public void Play(uint frame, params byte[] bytes) => PlayOn(0, frame, bytes);

    /// <summary>The same on any input.</summary>
    public void PlayOn(int input, uint frame, params ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes) Assert.False(write((void*)Wiring.Inputs[input], frame, data, (nuint)bytes.Length) != 0);
    }

    /// <summary>One cycle passes, after some that were skipped.</summary>
    public void Run(JackCallback callback, int skipped = 0)
    {
        time += (uint)(skipped * frames);
        setTime(time);
        Assert.False(callback.Functions.Process((uint)frames, callback.Argument) != 0);
        for (int i = 0; i < Wiring.InputCount; i++) Wiring.Calls.ClearBuffer((void*)Wiring.Inputs[i]);
        time += (uint)frames;
    }

    public void Dispose() => memory.ForEach(address => NativeMemory.Free((void*)address));

    /// <summary>A library out of C source, which stays loaded.</summary>
    public static string Compile(string source, string name)
    {
        string library = Path.Combine(Path.GetTempPath(), $"{name}-{Environment.ProcessId}.so");
        using Process compiler = Process.Start(Requires.Find("gcc") ?? Requires.Tool("clang", "gcc"), ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }

    private static nint Compile()
    {
        string library = Compile(Path.Combine(AppContext.BaseDirectory, "fakejack.c"), "fakejack");
        nint handle = NativeLibrary.Load(library);
        File.Delete(library);
        return handle;
    }

    private static nint Export(string name) => NativeLibrary.GetExport(Library.Value, name);

    private nint Take(nuint size)
    {
        memory.Add((nint)NativeMemory.AllocZeroed(size));
        return memory[^1];
    }
}
