using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>Where the callback stands in JACK's graph.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct JackWiring
{
    public JackCalls Calls;
    public JackState* State;
    public nint Client;

    /// <summary>Of MIDI, by their numbers; so many of them as there are.</summary>
    public JackPortRow Inputs;

    /// <inheritdoc cref="Inputs"/>
    public JackPortRow Outputs;
    public int InputCount;
    public int OutputCount;
    public nint Left;
    public nint Right;

    /// <summary>The port of the microphone; 0: there is none.</summary>
    public nint Microphone;
    public int SampleRate;

    /// <summary>The most frames that the processor takes at once.</summary>
    public int BlockFrames;
}

/// <summary>Ports in plain memory.</summary>
[InlineArray(Most)]
internal struct JackPortRow
{
    /// <summary>How many there may be of each kind.</summary>
    public const int Most = 8;

    private nint first;
}

/// <summary>A callback as it is ordered from another runtime: <see cref="StageSetup"/> in plain memory, and its place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct JackOrder
{
    public StageMemory Stage;
    public JackWiring Wiring;

    public SlotOrder First;
    public int Outputs;
    public int Planned;
}

/// <summary>Likewise <see cref="SlotSetup"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SlotOrder
{
    /// <summary>UTF-8 with a zero behind it; null for MIDI alone.</summary>
    public byte* Piano;
    public Route* Routes;
    public int RouteCount;
    public CueSign Sign;
    public CueSign Tap;
    public byte SparesHeldKeys;
    public byte AiOutput;

    public readonly SlotSetup Setup => new()
    {
        Piano = Marshal.PtrToStringUTF8((nint)Piano),
        Routes = new ReadOnlySpan<Route>(Routes, RouteCount).ToArray(),
        Sign = Sign,
        Tap = Tap,
        SparesHeldKeys = SparesHeldKeys != 0,
        AiOutput = AiOutput,
    };
}
