using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LivePerformer.Core;

namespace LivePerformer.Devices.Jack;

/// <summary>Sound and MIDI through a JACK server, or through PipeWire in its place: one MIDI port in, one out, two for
/// the sound, everything exact to the frame.</summary>
/// <remarks>Time is the server's frame count, zero at our first block; skipped cycles are seen as skipped frames.</remarks>
public sealed unsafe class JackDevice : IAudioDevice
{
    /// <summary>How often the last note-offs leave again, 20 ms apart: a server under load may skip a listener's block.</summary>
    private const int Repeats = 2;

    private const int EventsPerBlock = 1024;    // a port of JACK or PipeWire holds 32 KiB, that is more than 2,000 short messages

    private enum Phase
    {
        Idle,
        Running,
        Finishing,      // the callback shall play one more block and let the processor finish
        Finished,
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly JackClient client;
    private readonly JackOptions options;
    private readonly string? input;
    private readonly string? output;
    private readonly nint keysPort;
    private readonly nint outPort;
    private readonly nint leftPort;
    private readonly nint rightPort;
    private readonly FrameClock clock;
    private readonly BlockEvent[] heard = new BlockEvent[EventsPerBlock];
    private readonly BlockEvent[] sent = new BlockEvent[EventsPerBlock];
    private GCHandle self;
    private IAudioProcessor? processor;
    private volatile Phase phase;
    private volatile bool lost;
    private Range lastWords;
    private int repeated;
    private int framesSinceRepeat;
    private uint serverFrame;
    private uint previousFrames;
    private long frame;
    private long xruns;
    private long ignored;

    /// <summary>Opens the client and its ports and finds what they are to be connected with.</summary>
    /// <exception cref="DeviceException">No JACK, no server, a server that refuses, or an unknown port.</exception>
    public JackDevice(JackOptions options)
    {
        this.options = options;
        client = new JackClient(options.ClientName, options.Server);
        try
        {
            SampleRate = client.SampleRate;
            BlockFrames = client.BlockFrames;
            clock = new FrameClock(SampleRate);
            JackPorts ports = JackPorts.Of(client);
            input = Find(options.Input, ports.MidiSources, "input");
            output = Find(options.Output, ports.MidiSinks, "output");
            keysPort = client.Register("keys", Native.MidiType, Native.PortIsInput | Native.PortIsTerminal);
            outPort = client.Register("out", Native.MidiType, Native.PortIsOutput | Native.PortIsTerminal);
            leftPort = client.Register("out_left", Native.AudioType, Native.PortIsOutput | Native.PortIsTerminal);
            rightPort = client.Register("out_right", Native.AudioType, Native.PortIsOutput | Native.PortIsTerminal);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The client's name as the server granted it: a second LivePerformer is called LivePerformer-01.</summary>
    public string Name => client.Name;

    public int SampleRate { get; }
    public int BlockFrames { get; }
    public IClock Clock => clock;
    public DeviceFault? Fault => lost ? DeviceFault.Lost : null;

    /// <summary>The port that listens to the keyboard.</summary>
    public string KeysPort => $"{Name}:keys";

    /// <summary>The port on which humans and AI leave, each on their own channel.</summary>
    public string OutPort => $"{Name}:out";

    /// <inheritdoc/>
    public long Xruns => Volatile.Read(ref xruns);

    /// <summary>Messages on the input that are not the music's: system exclusive, time code, active sensing.</summary>
    public long IgnoredMessages => Volatile.Read(ref ignored);

    public void Start(IAudioProcessor processor)
    {
        this.processor = processor;
        self = GCHandle.Alloc(this);
        nint argument = GCHandle.ToIntPtr(self);
        _ = Native.jack_set_process_callback(client.Handle, &OnProcess, argument);
        _ = Native.jack_set_xrun_callback(client.Handle, &OnXrun, argument);
        Native.jack_on_shutdown(client.Handle, &OnShutdown, argument);
        phase = Phase.Running;
        client.Activate();
        if (input is not null) client.Connect(input, KeysPort);
        if (output is not null) client.Connect(OutPort, output);
        if (options.ConnectAudio) ConnectAudio();
    }

    public void Stop()
    {
        if (phase is not (Phase.Running or Phase.Finishing)) return;

        phase = Phase.Finishing;
        // until the note-offs have left, left again, and whoever listens has read them
        SpinWait.SpinUntil(() => lost || Volatile.Read(ref repeated) > Repeats, Patience);
        if (!lost) _ = Native.jack_deactivate(client.Handle);
        client.Dispose();       // no callback runs any more
        if (phase != Phase.Finished) FinishUnheard();
        phase = Phase.Finished;
        if (self.IsAllocated) self.Free();
    }

    public void Dispose()
    {
        Stop();
        client.Dispose();
    }

    private static string? Find(string? wanted, IReadOnlyList<JackPort> ports, string what)
    {
        if (wanted is null) return null;
        if (JackPort.Find(ports, wanted) is { } port) return port.Name;

        string known = ports.Count == 0 ? "There is none at all; plug it in or start it first" : $"There are: {string.Join(", ", ports)}";
        throw new DeviceException(DeviceFault.Unavailable, $"There is no MIDI {what} '{wanted}' in JACK. {known}.");
    }

    private void ConnectAudio()
    {
        IReadOnlyList<JackPort> speakers = client.Ports(Native.AudioType, Native.PortIsInput | Native.PortIsPhysical);
        if (speakers.Count == 0) return;
        client.Connect(JackClient.NameOf(leftPort), speakers[0].Name);
        client.Connect(JackClient.NameOf(rightPort), speakers[Math.Min(1, speakers.Count - 1)].Name);
    }

    /// <summary>The server is gone, so nobody hears it; but the take shall know that the notes ended.</summary>
    private void FinishUnheard()
    {
        var writer = new BlockEventWriter(sent);
        processor?.Finish(ref writer);
    }

    private void Process(uint frames)
    {
        void* midi = Native.jack_port_get_buffer(outPort, frames);
        Native.jack_midi_clear_buffer(midi);
        var block = new AudioBlock(
            new(Native.jack_port_get_buffer(leftPort, frames), (int)frames),
            new(Native.jack_port_get_buffer(rightPort, frames), (int)frames),
            SampleRate,
            FollowServer(frames));
        if (phase is not (Phase.Running or Phase.Finishing))
        {
            block.Clear();
            RepeatLastWords(midi, frames);
            return;
        }

        int count = ReadKeys(frames);
        bool last = phase == Phase.Finishing;

        // the server may have raised its block size since we told the processor the largest
        int first = 0;
        for (int start = 0; start < block.Frames; start += BlockFrames)
        {
            int length = Math.Min(BlockFrames, block.Frames - start);
            int next = first;
            while (next < count && heard[next].Frame < start + length)
            {
                heard[next] = heard[next] with { Frame = heard[next].Frame - start };
                next++;
            }

            var writer = new BlockEventWriter(sent);
            processor!.Process(block.Slice(start, length), heard.AsSpan(first, next - first), ref writer);
            if (last && start + length == block.Frames)
            {
                int before = writer.Written.Length;
                processor.Finish(ref writer);
                lastWords = before..writer.Written.Length;
            }

            Send(midi, (uint)start, writer.Written);
            first = next;
        }

        clock.MoveTo(block.StartFrame + block.Frames);
        if (!last) return;

        FadeOut(block);
        phase = Phase.Finished;
    }

    private void RepeatLastWords(void* midi, uint frames)
    {
        framesSinceRepeat += (int)frames;
        if (repeated > Repeats || framesSinceRepeat < SampleRate / 50) return;

        framesSinceRepeat = 0;
        Span<BlockEvent> words = sent.AsSpan(lastWords);
        for (int i = 0; i < words.Length; i++) words[i] = words[i] with { Frame = 0 };
        if (repeated < Repeats) Send(midi, 0, words);
        Volatile.Write(ref repeated, repeated + 1);
    }

    /// <summary>Number of this block's first frame, by how far the server has moved since the last block.</summary>
    private long FollowServer(uint frames)
    {
        uint now = Native.jack_last_frame_time(client.Handle);
        if (previousFrames > 0)
        {
            uint moved = now - serverFrame;
            // a server that was re-clocked jumps back, or far: then our own count goes on
            frame += moved < previousFrames || moved > (uint)SampleRate ? previousFrames : moved;
        }

        serverFrame = now;
        previousFrames = frames;
        return frame;
    }

    private int ReadKeys(uint frames)
    {
        void* buffer = Native.jack_port_get_buffer(keysPort, frames);
        uint events = Native.jack_midi_get_event_count(buffer);
        int count = 0;
        for (uint i = 0; i < events && count < heard.Length; i++)
        {
            Native.MidiEvent found;
            if (Native.jack_midi_event_get(&found, buffer, i) != 0) continue;
            if (TryParse(found.Buffer, found.Size, out MidiMessage message))
                heard[count++] = new((int)found.Time, message);
            else
                Volatile.Write(ref ignored, ignored + 1);
        }

        return count;
    }

    private static bool TryParse(byte* bytes, nuint size, out MidiMessage message)
    {
        message = default;
        if (size is < 1 or > 3 || bytes[0] < 0x80) return false;
        if (bytes[0] >= 0xF0 && bytes[0] is not (MidiMessage.TimingClock or MidiMessage.Start or MidiMessage.Continue or MidiMessage.Stop or MidiMessage.SongPosition)) return false;

        message = new(bytes[0], size > 1 ? bytes[1] : (byte)0, size == 3 ? bytes[2] : (byte)0);
        return (nuint)message.Length == size && (message.Data1 | message.Data2) < 0x80;
    }

    private static void Send(void* buffer, uint start, ReadOnlySpan<BlockEvent> events)
    {
        byte* bytes = stackalloc byte[3];
        foreach (ref readonly BlockEvent e in events)
        {
            bytes[0] = e.Message.Status;
            bytes[1] = e.Message.Data1;
            bytes[2] = e.Message.Data2;
            _ = Native.jack_midi_event_write(buffer, start + (uint)e.Frame, bytes, (nuint)e.Message.Length);
        }
    }

    private static void FadeOut(AudioBlock block)
    {
        for (int i = 0; i < block.Frames; i++)
        {
            float gain = 1f - ((i + 1f) / block.Frames);
            block.Left[i] *= gain;
            block.Right[i] *= gain;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnProcess(uint frames, nint argument)
    {
        Of(argument).Process(frames);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnXrun(nint argument)
    {
        Interlocked.Increment(ref Of(argument).xruns);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnShutdown(nint argument) => Of(argument).lost = true;

    private static JackDevice Of(nint argument) => Unsafe.As<JackDevice>(GCHandle.FromIntPtr(argument).Target!);
}
