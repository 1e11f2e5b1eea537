using System.Runtime.InteropServices;

namespace LivePerformer.RealTime;

/// <summary>What the callback and its device tell each other while the server calls: unmanaged memory, for they may live in two runtimes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct JackState
{
    /// <summary>A <see cref="JackPhase"/>; written by the device, and by the callback when it has finished.</summary>
    public int Phase;

    /// <summary>Not 0 once the server is gone.</summary>
    public int Lost;

    /// <summary>How often the last note-offs have left again.</summary>
    public int Repeated;

    /// <summary>Bit n: a source of input n has gone; set by the device, taken by the callback.</summary>
    public int Gone;

    /// <summary>Byte n: how many ways lead in the graph from our outputs back to input n; written by the device.</summary>
    public ulong WaysBack;

    /// <summary>Messages of our own that came back and were not heard.</summary>
    public long Echoes;

    /// <summary>The sample position: the first frame behind the last block.</summary>
    public long Frame;

    /// <summary>What the server reported.</summary>
    public long Xruns;

    /// <summary>Messages on the input that are not the music's.</summary>
    public long Ignored;

    /// <summary>Messages for which there was no room.</summary>
    public long Overflows;

    /// <summary>When the last callback was entered, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long Entered;
}

/// <summary>How far a performance is.</summary>
internal enum JackPhase
{
    Idle,
    Running,
    Finishing,      // the callback shall play one more block and let the processor finish
    Finished,
}
