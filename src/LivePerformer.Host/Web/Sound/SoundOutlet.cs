using System.Runtime.InteropServices;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Brings the sound of a device that has no loudspeaker to the pages that listen.</summary>
/// <remarks>The audio thread writes; a thread of its own reads, and hands whole packets to each listener's queue, which
/// drops its oldest.</remarks>
internal sealed class SoundOutlet : ISoundSink, IDisposable
{
    /// <summary>By which the device is known that plays here.</summary>
    public const string DeviceName = "page";

    public const int Rate = 48_000;

    /// <summary>In a packet.</summary>
    public const int Frames = 256;

    private const int HeaderBytes = sizeof(long);
    private const int RingFrames = 1 << 14;         // a third of a second
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Unheard = TimeSpan.FromMilliseconds(50);

    private readonly SpscRing<StereoFrame> played = new(RingFrames);
    private readonly Lock gate = new();
    private readonly List<SoundClient> listeners = [];
    private readonly ManualResetEventSlim stop = new();
    private readonly Thread thread;
    private readonly StereoFrame[] packet = new StereoFrame[Frames];
    private volatile bool hasListeners;
    private int filled;
    private long start;         // of the packet

    public SoundOutlet()
    {
        thread = new Thread(Run) { Name = "page sound", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<float> left, ReadOnlySpan<float> right, long start)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (!played.TryWrite(new(start + i, ToShort(left[i]), ToShort(right[i])))) return;
        }
    }

    public void Add(SoundClient listener)
    {
        lock (gate)
        {
            listeners.Add(listener);
            hasListeners = true;
        }
    }

    public void Remove(SoundClient listener)
    {
        lock (gate)
        {
            listeners.Remove(listener);
            hasListeners = listeners.Count > 0;
        }
    }

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
        played.Dispose();
    }

    private void Run()
    {
        while (!stop.Wait(hasListeners ? Round : Unheard))
        {
            while (played.TryRead(out StereoFrame frame)) Add(frame);
        }
    }

    private void Add(in StereoFrame frame)
    {
        if (filled > 0 && frame.Number != start + filled) filled = 0;        // a new performance, or sound that found no room
        if (filled == 0) start = frame.Number;
        packet[filled++] = frame;
        if (filled < Frames) return;

        filled = 0;
        lock (gate)
        {
            if (listeners.Count == 0) return;

            byte[] bytes = Pack();
            foreach (SoundClient listener in listeners) listener.Send(bytes);
        }
    }

    private byte[] Pack()
    {
        var bytes = new byte[HeaderBytes + (Frames * 2 * sizeof(short))];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, start);
        Span<short> samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan(HeaderBytes));
        for (int i = 0; i < Frames; i++)
        {
            samples[2 * i] = LittleEndian(packet[i].Left);
            samples[(2 * i) + 1] = LittleEndian(packet[i].Right);
        }

        return bytes;
    }

    private static short LittleEndian(short value) => BitConverter.IsLittleEndian ? value : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);

    private static short ToShort(float sample) => (short)Math.Clamp(sample * short.MaxValue, short.MinValue, short.MaxValue);

    private readonly record struct StereoFrame(long Number, short Left, short Right);
}
