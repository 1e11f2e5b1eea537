using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>What a listener counts instead of logging.</summary>
/// <remarks>The listener's thread writes, any thread reads; each number is true on its own.</remarks>
public sealed class ListenerMeters
{
    private long notes, masked, gaps, missed, lost, clips, stumbles, frames, ticks, heardTo;
    private int peak;               // bits of a float
    private volatile bool isDeaf, isOpen;
    private volatile string? fault, reason;
    private Histogram delays;

    /// <summary>Notes that were handed on.</summary>
    public long Notes => Volatile.Read(ref notes);

    /// <summary>Notes that were our own.</summary>
    public long Masked => Volatile.Read(ref masked);

    /// <summary>How often frames were missed.</summary>
    public long Gaps => Volatile.Read(ref gaps);

    /// <summary>And how many.</summary>
    public long Missed => Volatile.Read(ref missed);

    /// <summary>Messages for which the callback had no room.</summary>
    public long Lost => Volatile.Read(ref lost);

    /// <inheritdoc cref="InputChain.Clips"/>
    public long Clips => Volatile.Read(ref clips);

    /// <summary>How often the detector failed and began anew, and why it did last.</summary>
    public long Stumbles => Volatile.Read(ref stumbles);

    /// <inheritdoc cref="Stumbles"/>
    public string? Reason => reason;

    /// <summary>Why nobody listens any more; null while somebody does.</summary>
    public string? Fault => fault;

    /// <summary>Nothing at all comes: the microphone is gone, or is not connected.</summary>
    public bool IsDeaf
    {
        get => isDeaf;
        internal set => isDeaf = value;
    }

    /// <summary>Whether the gate lets sound through.</summary>
    public bool IsOpen => isOpen;

    /// <summary>Frames that were heard.</summary>
    public long Frames => Volatile.Read(ref frames);

    /// <summary>How long that took.</summary>
    public TimeSpan Worked => TimeSpan.FromSeconds(Volatile.Read(ref ticks) / (double)Stopwatch.Frequency);

    /// <summary>The frame behind the last that was heard.</summary>
    public long HeardTo => Volatile.Read(ref heardTo);

    /// <summary>By how many frames each note was told later than it sounded, to the sample that the detector had by then.</summary>
    public Histogram Delays => delays;

    /// <summary>The highest sample since this was asked last.</summary>
    /// <remarks>One thread.</remarks>
    public float TakePeak() => BitConverter.Int32BitsToSingle(Interlocked.Exchange(ref peak, 0));

    internal void CountNote(long delay)
    {
        delays.Add(delay);
        Volatile.Write(ref notes, notes + 1);
    }

    internal void CountMasked() => Volatile.Write(ref masked, masked + 1);

    internal void CountGap(long length)
    {
        Volatile.Write(ref missed, missed + length);
        Volatile.Write(ref gaps, gaps + 1);
    }

    internal void CountLost() => Volatile.Write(ref lost, lost + 1);

    internal void Stumble(string why)
    {
        reason = why;
        Volatile.Write(ref stumbles, stumbles + 1);
    }

    internal void Fail(string why) => fault = why;

    internal void Heard(int count, long took, InputChain chain, long to)
    {
        int now = BitConverter.SingleToInt32Bits(chain.TakePeak());
        if (now > Volatile.Read(ref peak)) Interlocked.Exchange(ref peak, now);     // both are positive, so their bits compare
        isOpen = chain.IsOpen;
        Volatile.Write(ref clips, chain.Clips);
        Volatile.Write(ref ticks, ticks + took);
        Volatile.Write(ref frames, frames + count);
        Volatile.Write(ref heardTo, to);
    }
}
