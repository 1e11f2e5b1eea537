using System.Runtime.InteropServices;

namespace LivePerformer.RealTime;

/// <summary>The functions of libjack that the process callback calls, handed in by whoever loaded it: on PipeWire there
/// may be two libraries of that name, and a callback must use the one that calls it.</summary>
/// <remarks>They return within nanoseconds, so the collector need not be told of the call.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct JackCalls
{
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, uint> LastFrameTime;
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, uint, void*> GetBuffer;
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, uint> GetEventCount;
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<JackMidiEvent*, void*, uint, int> GetEvent;
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, void> ClearBuffer;
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, uint, byte*, nuint, int> WriteEvent;

    /// <summary>Those of a library that is loaded.</summary>
    public static JackCalls Of(nint library) => new()
    {
        LastFrameTime = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, uint>)NativeLibrary.GetExport(library, "jack_last_frame_time"),
        GetBuffer = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, uint, void*>)NativeLibrary.GetExport(library, "jack_port_get_buffer"),
        GetEventCount = (delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, uint>)NativeLibrary.GetExport(library, "jack_midi_get_event_count"),
        GetEvent = (delegate* unmanaged[Cdecl, SuppressGCTransition]<JackMidiEvent*, void*, uint, int>)NativeLibrary.GetExport(library, "jack_midi_event_get"),
        ClearBuffer = (delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, void>)NativeLibrary.GetExport(library, "jack_midi_clear_buffer"),
        WriteEvent = (delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, uint, byte*, nuint, int>)NativeLibrary.GetExport(library, "jack_midi_event_write"),
    };
}

/// <summary>jack_midi_event_t</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct JackMidiEvent
{
    public uint Time;
    public nuint Size;
    public byte* Buffer;
}
