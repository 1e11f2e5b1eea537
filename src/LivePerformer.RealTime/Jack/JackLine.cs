using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>The process callback: JACK's port buffers on one side, the processor on the other, everything exact to the frame.</summary>
/// <remarks>Audio thread, but for the constructor, <see cref="FinishUnheard"/> and Dispose. Time is the server's frame
/// count, zero at our first block; skipped cycles are seen as skipped frames.</remarks>
internal sealed unsafe class JackLine : IDisposable
{
    /// <summary>How often the last note-offs leave again, 20 ms apart: a server under load may skip a listener's block.</summary>
    public const int Repeats = 2;

    private const int EventsPerBlock = 1024;    // a port of JACK or PipeWire holds 32 KiB, that is more than 2,000 short messages

    private readonly IAudioProcessor processor;
    private readonly JackWiring wiring;
    private readonly JackState* state;
    private readonly BlockEvent[] heard = new BlockEvent[EventsPerBlock];
    private readonly BlockEvent[] sent = new BlockEvent[EventsPerBlock];
    private readonly GCHandle self;
    private Range lastWords;
    private int framesSinceRepeat;
    private uint serverFrame;
    private uint previousFrames;
    private long frame;

    public JackLine(IAudioProcessor processor, in JackWiring wiring)
    {
        this.processor = processor;
        this.wiring = wiring;
        state = wiring.State;
        self = GCHandle.Alloc(this);
    }

    /// <summary>What JACK hands back with each call.</summary>
    public nint Argument => GCHandle.ToIntPtr(self);

    public IAudioProcessor Processor => processor;

    public static JackLine Of(nint argument) => Unsafe.As<JackLine>(GCHandle.FromIntPtr(argument).Target!);

    public void Process(uint frames)
    {
        state->Entered = Stopwatch.GetTimestamp();
        void* midi = wiring.Calls.GetBuffer(wiring.Out, frames);
        wiring.Calls.ClearBuffer(midi);
        var block = new AudioBlock(
            new(wiring.Calls.GetBuffer(wiring.Left, frames), (int)frames),
            new(wiring.Calls.GetBuffer(wiring.Right, frames), (int)frames),
            wiring.SampleRate,
            FollowServer(frames));
        var phase = (JackPhase)Volatile.Read(ref state->Phase);
        if (phase is not (JackPhase.Running or JackPhase.Finishing))
        {
            block.Clear();
            RepeatLastWords(midi, frames);
            return;
        }

        int count = ReadKeys(frames);
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

            Send(midi, (uint)start, writer.Written);
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

    public void Dispose() => self.Free();

    private void RepeatLastWords(void* midi, uint frames)
    {
        framesSinceRepeat += (int)frames;
        int repeated = state->Repeated;
        if (repeated > Repeats || framesSinceRepeat < wiring.SampleRate / 50) return;

        framesSinceRepeat = 0;
        Span<BlockEvent> words = sent.AsSpan(lastWords);
        for (int i = 0; i < words.Length; i++) words[i] = words[i] with { Frame = 0 };
        if (repeated < Repeats) Send(midi, 0, words);
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

    private int ReadKeys(uint frames)
    {
        void* buffer = wiring.Calls.GetBuffer(wiring.Keys, frames);
        uint events = wiring.Calls.GetEventCount(buffer);
        int count = 0;
        for (uint i = 0; i < events && count < heard.Length; i++)
        {
            JackMidiEvent found;
            if (wiring.Calls.GetEvent(&found, buffer, i) != 0) continue;
            if (TryParse(found.Buffer, found.Size, out MidiMessage message))
                heard[count++] = new((int)found.Time, message);
            else
                Volatile.Write(ref state->Ignored, state->Ignored + 1);
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

    private void Send(void* buffer, uint start, ReadOnlySpan<BlockEvent> events)
    {
        byte* bytes = stackalloc byte[3];
        foreach (ref readonly BlockEvent e in events)
        {
            bytes[0] = e.Message.Status;
            bytes[1] = e.Message.Data1;
            bytes[2] = e.Message.Data2;
            _ = wiring.Calls.WriteEvent(buffer, start + (uint)e.Frame, bytes, (nuint)e.Message.Length);
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
}
