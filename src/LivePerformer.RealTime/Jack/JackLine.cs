using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>The process callback: JACK's port buffers on one side, the processor on the other, everything exact to the frame.</summary>
/// <remarks>Audio thread, but for the constructor, <see cref="FinishUnheard"/>, <see cref="Rewire"/> and Dispose. Time is the
/// server's frame count, zero at our first block; skipped cycles are seen as skipped frames, and a server that was started
/// again goes on where the last one ended.</remarks>
internal sealed unsafe class JackLine : IDisposable
{
    /// <summary>How often the last note-offs leave again, 20 ms apart: a server under load may skip a listener's block.</summary>
    public const int Repeats = 2;

    private const int EventsPerBlock = 4096;    // a port of JACK holds 32 KiB, that is 2,730 short messages; one of PipeWire half of that

    private readonly IAudioProcessor processor;
    private readonly EchoGuard guard;
    private readonly JackState* state;
    private readonly BlockEvent[] heard = new BlockEvent[EventsPerBlock];
    private readonly BlockEvent[] sent = new BlockEvent[EventsPerBlock];
    private readonly BlockEvent[] refused = new BlockEvent[EventsPerBlock];      // found a full port, and leave with the next block
    private readonly nint[] outputs = new nint[JackPortRow.Most];   // this block's buffers
    private readonly GCHandle self;
    private JackWiring wiring;
    private Range lastWords;
    private int goneAgain;
    private int refusedCount;
    private int framesSinceRepeat;
    private uint serverFrame;
    private uint previousFrames;
    private long frame;

    public JackLine(IAudioProcessor processor, in JackWiring wiring)
    {
        this.processor = processor;
        this.wiring = wiring;
        state = wiring.State;
        guard = new EchoGuard(wiring.SampleRate);
        self = GCHandle.Alloc(this);
    }

    /// <summary>What JACK hands back with each call.</summary>
    public nint Argument => GCHandle.ToIntPtr(self);

    public IAudioProcessor Processor => processor;

    public static JackLine Of(nint argument) => Unsafe.As<JackLine>(GCHandle.FromIntPtr(argument).Target!);

    public void Process(uint frames)
    {
        state->Entered = Stopwatch.GetTimestamp();
        if (Volatile.Read(ref state->Lost) != 0) return;    // a dead server's last call

        ClearOutputs(frames);
        SendRefused();
        var block = new AudioBlock(
            new(wiring.Calls.GetBuffer(wiring.Left, frames), (int)frames),
            new(wiring.Calls.GetBuffer(wiring.Right, frames), (int)frames),
            wiring.SampleRate,
            FollowServer(frames))
        {
            Heard = wiring.Microphone == 0 ? [] : new(wiring.Calls.GetBuffer(wiring.Microphone, frames), (int)frames),
        };
        var phase = (JackPhase)Volatile.Read(ref state->Phase);
        if (phase is not (JackPhase.Running or JackPhase.Finishing))
        {
            block.Clear();
            RepeatLastWords(frames);
            return;
        }

        int count = ReadInputs(frames);
        bool last = phase == JackPhase.Finishing;

        // the server may have raised its block size since we told the processor the largest
        int first = 0;
        for (int start = 0; start < block.Frames; start += wiring.BlockFrames)
        {
            int length = Math.Min(wiring.BlockFrames, block.Frames - start);
            int next = first;
            while (next < count && heard[next].Frame < start + length)
            {
                heard[next] = heard[next] with { Frame = heard[next].Frame - start };
                next++;
            }

            var writer = new BlockEventWriter(sent);
            processor.Process(block.Slice(start, length), heard.AsSpan(first, next - first), ref writer);
            if (last && start + length == block.Frames)
            {
                int before = writer.Written.Length;
                processor.Finish(ref writer);
                lastWords = before..writer.Written.Length;
            }

            Send((uint)start, writer.Written);
            first = next;
        }

        Volatile.Write(ref state->Frame, block.StartFrame + block.Frames);
        if (!last) return;

        FadeOut(block);
        Volatile.Write(ref state->Phase, (int)JackPhase.Finished);
    }

    /// <summary>The server reports sound cut short.</summary>
    /// <remarks>Whichever thread the server takes.</remarks>
    public void CountXrun() => Interlocked.Increment(ref state->Xruns);

    /// <summary>The server is gone.</summary>
    /// <remarks>Whichever thread the server takes.</remarks>
    public void Lose() => Volatile.Write(ref state->Lost, 1);

    /// <summary>Nobody hears it any more; but the take shall know that the notes ended.</summary>
    /// <remarks>Control thread, when no callback runs any more.</remarks>
    public void FinishUnheard()
    {
        var writer = new BlockEventWriter(sent);
        processor.Finish(ref writer);
    }

    /// <summary>It goes on in another server's graph, where the last one ended.</summary>
    /// <remarks>Control thread, when no callback runs.</remarks>
    public void Rewire(in JackWiring wiring)
    {
        this.wiring = wiring;
        frame = state->Frame;
        previousFrames = 0;
        refusedCount = 0;
        guard.Clear();
        (processor as StageProcessor)?.PanicNow();      // the servers that heard our notes begin are no more
    }

    public void Dispose()
    {
        (processor as IDisposable)?.Dispose();
        self.Free();
    }

    private void ClearOutputs(uint frames)
    {
        for (int port = 0; port < wiring.OutputCount; port++)
        {
            void* buffer = wiring.Calls.GetBuffer(wiring.Outputs[port], frames);
            wiring.Calls.ClearBuffer(buffer);
            outputs[port] = (nint)buffer;
        }
    }

    private void RepeatLastWords(uint frames)
    {
        framesSinceRepeat += (int)frames;
        int repeated = state->Repeated;
        if (repeated > Repeats || framesSinceRepeat < wiring.SampleRate / 50) return;

        framesSinceRepeat = 0;
        Span<BlockEvent> words = sent.AsSpan(lastWords);
        for (int i = 0; i < words.Length; i++) words[i] = words[i] with { Frame = 0 };
        if (repeated < Repeats) Send(0, words);
        Volatile.Write(ref state->Repeated, repeated + 1);
    }

    /// <summary>Number of this block's first frame, by how far the server has moved since the last block.</summary>
    private long FollowServer(uint frames)
    {
        uint now = wiring.Calls.LastFrameTime(wiring.Client);
        if (previousFrames > 0)
        {
            uint moved = now - serverFrame;
            // a server that was re-clocked jumps back, or far: then our own count goes on
            frame += moved < previousFrames || moved > (uint)wiring.SampleRate ? previousFrames : moved;
        }

        serverFrame = now;
        previousFrames = frames;
        return frame;
    }

    /// <summary>What came on all inputs, in order of frames, and on one frame in order of ports.</summary>
    private int ReadInputs(uint frames)
    {
        int count = TellOfGone(out int gone);
        Inlet* inlets = stackalloc Inlet[JackPortRow.Most];
        for (int port = 0; port < wiring.InputCount; port++)
        {
            void* buffer = wiring.Calls.GetBuffer(wiring.Inputs[port], frames);
            inlets[port] = new() { Buffer = buffer, Count = wiring.Calls.GetEventCount(buffer) };
            Advance(ref inlets[port]);

            // the server may have said so before its last block came; what began in that block ends as well
            if (inlets[port].HasEvent && (gone & (1 << port)) != 0) goneAgain |= 1 << port;
        }

        while (count < heard.Length)
        {
            int first = -1;
            for (int port = 0; port < wiring.InputCount; port++)
            {
                if (inlets[port].HasEvent && (first < 0 || inlets[port].Event.Time < inlets[first].Event.Time)) first = port;
            }

            if (first < 0) return count;
            if (IsHeard(inlets[first].Event, first, out MidiMessage message))
                heard[count++] = new((int)inlets[first].Event.Time, message, (byte)first);
            Advance(ref inlets[first]);
        }

        for (int port = 0; port < wiring.InputCount; port++)
        {
            for (; inlets[port].HasEvent; Advance(ref inlets[port])) CountOverflow();
        }

        return count;
    }

    private void CountOverflow() => Volatile.Write(ref state->Overflows, state->Overflows + 1);

    private int TellOfGone(out int gone)
    {
        gone = Interlocked.Exchange(ref state->Gone, 0);
        int told = gone | goneAgain;
        goneAgain = 0;
        int count = 0;
        for (int port = 0; port < wiring.InputCount; port++)
        {
            if ((told & (1 << port)) == 0) continue;
            guard.Release(port);
            heard[count++] = new(0, MidiMessage.Clock(MidiMessage.SourceGone), (byte)port);
        }

        return count;
    }

    private void Advance(ref Inlet inlet)
    {
        JackMidiEvent found = default;
        inlet.HasEvent = false;
        while (inlet.Next < inlet.Count && !inlet.HasEvent) inlet.HasEvent = wiring.Calls.GetEvent(&found, inlet.Buffer, inlet.Next++) == 0;
        inlet.Event = found;
    }

    private bool IsHeard(in JackMidiEvent found, int port, out MidiMessage message)
    {
        if (!TryParse(found.Buffer, found.Size, out message))
        {
            Volatile.Write(ref state->Ignored, state->Ignored + 1);
            return false;
        }

        int ways = (int)(Volatile.Read(ref state->WaysBack) >> (8 * port) & 0xFF);
        if (!guard.IsEcho(frame + found.Time, message, port, ways)) return true;

        Volatile.Write(ref state->Echoes, state->Echoes + 1);
        return false;
    }

    private static bool TryParse(byte* bytes, nuint size, out MidiMessage message)
    {
        message = default;
        if (size is < 1 or > 3 || bytes[0] < 0x80) return false;
        if (bytes[0] >= 0xF0 && bytes[0] is not (MidiMessage.TimingClock or MidiMessage.Start or MidiMessage.Continue or MidiMessage.Stop or MidiMessage.SongPosition)) return false;

        message = new(bytes[0], size > 1 ? bytes[1] : (byte)0, size == 3 ? bytes[2] : (byte)0);
        return (nuint)message.Length == size && (message.Data1 | message.Data2) < 0x80;
    }

    private void Send(uint start, ReadOnlySpan<BlockEvent> events)
    {
        foreach (ref readonly BlockEvent e in events)
        {
            if (e.Port >= wiring.OutputCount || TrySend(start + (uint)e.Frame, e)) continue;
            if (refusedCount < refused.Length) refused[refusedCount++] = e;
            else CountOverflow();
        }
    }

    /// <summary>The processor counts on what it sent: a note-off above all leaves, if late.</summary>
    private void SendRefused()
    {
        int waiting = refusedCount;
        refusedCount = 0;
        for (int i = 0; i < waiting; i++)
        {
            if (!TrySend(0, refused[i])) refused[refusedCount++] = refused[i];
        }
    }

    private bool TrySend(uint at, in BlockEvent e)
    {
        byte* bytes = stackalloc byte[3] { e.Message.Status, e.Message.Data1, e.Message.Data2 };
        if (wiring.Calls.WriteEvent((void*)outputs[e.Port], at, bytes, (nuint)e.Message.Length) != 0) return false;

        guard.Send(frame + at, e.Message);
        return true;
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

    /// <summary>An input's buffer, and the event in it that is next.</summary>
    private struct Inlet
    {
        public void* Buffer;
        public uint Count;
        public uint Next;
        public bool HasEvent;
        public JackMidiEvent Event;
    }
}
