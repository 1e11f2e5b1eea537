using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>What runs inside the audio callback: it stamps what the human plays, and lets what the AI plays leave at
/// its exact frame, as MIDI and as sound.</summary>
/// <remarks>Audio thread, except for the constructor. No allocation, no exception, no waiting.</remarks>
public sealed class StageProcessor : IAudioProcessor
{
    /// <summary>A note-on later than this is worse than silence.</summary>
    public static TimeSpan LateLimit { get; } = TimeSpan.FromMilliseconds(100);

    private readonly Stage stage;
    private readonly CueSign sign;
    private readonly CueSign tap;
    private readonly IInstrument? instrument;
    private readonly SentLog log;
    private readonly WireOutlet wire;
    private readonly InstrumentOutlet sound;
    private readonly Click click = new();
    private readonly DueHeap planned;
    private readonly bool sparesHeldKeys;
    private readonly bool[] held = new bool[Pitch.Count];       // by the human's fingers
    private readonly long[] begun = NeverBegun();               // by pitch, the frame at which the AI's note shall sound
    private StageSettings settings;
    private int epoch = int.MinValue;
    private long expectedStart = -1;
    private int lastFrame;
    private long lateLimit;
    private float gain;
    private bool isRunning;         // our transport, as the wire was told

    /// <param name="instrument">Plays humans and AI; null for MIDI alone.</param>
    /// <param name="planned">How many messages may be planned ahead.</param>
    /// <param name="sign">What the human does as a sign; it goes neither through nor into the instrument.</param>
    /// <param name="sparesHeldKeys">A key that the human holds is not struck by the AI, also where that was planned before
    /// the human struck it.</param>
    /// <param name="tap">Likewise a sign: the human taps the tempo.</param>
    public StageProcessor(
        Stage stage, IInstrument? instrument = null, int planned = 8192, CueSign sign = default, bool sparesHeldKeys = false, CueSign tap = default)
    {
        this.tap = tap;
        this.sparesHeldKeys = sparesHeldKeys;
        this.stage = stage;
        this.sign = sign;
        this.instrument = instrument;
        this.planned = new(planned);
        log = new(stage);
        wire = new(stage, log);
        sound = new(instrument);
        settings = stage.Settings;
        gain = settings.Gain;
    }

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        long started = Stopwatch.GetTimestamp();
        long expected = BeginBlock(output);
        ChangeSettings(ref sent);
        wire.FinishEnding(0, ref sent);
        int plans = ReadPlans(ref sent);
        if (plans > 0 || expected != output.StartFrame) log.Block(expected, plans);
        Play(output, heard, ref sent);
        ApplyGain(output);
        MeasureSince(started);
    }

    public void Finish(ref BlockEventWriter sent)
    {
        planned.Clear();
        wire.EndAll(lastFrame, ref sent);
        sound.EndAll(lastFrame, ref sent);
        if (isRunning) sent.TryWrite(lastFrame, MidiMessage.Clock(MidiMessage.Stop));
        isRunning = false;
    }

    /// <returns>The frame at which the block was expected to begin.</returns>
    private long BeginBlock(AudioBlock output)
    {
        output.Clear();
        log.BlockStart = output.StartFrame;
        lastFrame = output.Frames - 1;
        lateLimit = (long)(LateLimit.TotalSeconds * output.SampleRate);
        long expected = expectedStart >= 0 ? expectedStart : output.StartFrame;
        if (output.StartFrame != expected) stage.Meters.Xruns++;
        expectedStart = output.StartFrame + output.Frames;
        return expected;
    }

    /// <summary>Whoever was switched off, or sent elsewhere, leaves no note behind.</summary>
    private void ChangeSettings(ref BlockEventWriter sent)
    {
        StageSettings wanted = stage.Settings;
        if (wanted == settings) return;

        bool moved = wanted.AiChannel != settings.AiChannel;
        if (moved) wire.EndAll(NoteSource.Ai, 0, ref sent);
        if (moved || !wanted.AiSounds) sound.EndAll(NoteSource.Ai, 0, ref sent);
        if (!wanted.HumanThru) wire.EndAll(NoteSource.Human, 0, ref sent);
        if (!wanted.HumanSounds) sound.EndAll(NoteSource.Human, 0, ref sent);
        settings = wanted;
    }

    private int ReadPlans(ref BlockEventWriter sent)
    {
        int count = 0;
        for (; stage.Due.TryRead(out DueEvent due); count++)
        {
            switch (due.Kind)
            {
                case DueKind.CancelBefore:
                    Cancel(due.Epoch, ref sent);
                    break;

                case DueKind.Withdraw:
                    Withdraw(due.Frame, ref sent);
                    break;

                case DueKind.AllNotesOff:
                    epoch = Math.Max(epoch, due.Epoch);
                    planned.RemoveFrom(long.MinValue);      // the clock ticks on
                    Array.Fill(begun, long.MinValue);
                    wire.Panic(0, ref sent);
                    sound.Panic(0, ref sent);
                    break;

                default:
                    Plan(due, ref sent);
                    break;
            }
        }

        return count;
    }

    private void Plan(in DueEvent due, ref BlockEventWriter sent)
    {
        if (due.Epoch < epoch)
        {
            LogCancelled(due);
        }
        else if (!planned.TryAdd(due))
        {
            stage.Meters.Overflows++;
            if (due.IsMusic && due.Message.IsNoteOn)
                Drop(due, 0, SentFlags.None);
            else
                PlayDue(due, 0, ref sent);   // too early is better than never: it ends something
        }
    }

    private void Cancel(int from, ref BlockEventWriter sent)
    {
        epoch = Math.Max(epoch, from);
        for (int i = 0; i < planned.Count; i++)
        {
            if (planned[i].Epoch < epoch) LogCancelled(planned[i]);
        }

        // note-offs go too: what they would end is ended here, and later they might hit a note of the new epoch
        planned.RemoveBefore(epoch);
        Array.Fill(begun, long.MinValue);
        wire.EndAll(NoteSource.Ai, 0, ref sent);
        sound.EndAll(NoteSource.Ai, 0, ref sent);
    }

    private void Withdraw(long from, ref BlockEventWriter sent)
    {
        for (int i = 0; i < planned.Count; i++)
        {
            if (planned[i].SoundFrame >= from && planned[i].IsMusic) LogCancelled(planned[i]);
        }

        planned.RemoveFrom(from);
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (begun[pitch] < from) continue;

            stage.Meters.StaleNotes++;
            PlayDue(DueEvent.At(log.BlockStart, MidiMessage.NoteOff(0, new Pitch(pitch)), epoch), 0, ref sent);
        }
    }

    /// <summary>The block, event by event; the sound between two events is rendered before the later one is handled.</summary>
    private void Play(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        int rendered = 0;
        int next = 0;
        while (true)
        {
            int key = next < heard.Length ? Math.Clamp(heard[next].Frame, rendered, lastFrame) : output.Frames;
            int file = stage.Played.TryPeek(out HeardEvent played) ? InBlock(played.Frame, output, rendered) : output.Frames;
            int plan = planned.Count > 0 ? InBlock(planned.Next.Frame, output, rendered) : output.Frames;
            int frame = Math.Min(key, Math.Min(file, plan));

            if (frame > rendered) Render(output.Slice(rendered, frame - rendered));
            if (frame == output.Frames) return;

            rendered = frame;
            if (key == frame)
            {
                Hear(heard[next++].Message, frame, ref sent);
            }
            else if (file == frame)
            {
                stage.Played.TryRead(out _);
                Hear(played.Message, frame, ref sent);
            }
            else
            {
                DueEvent due = planned.Next;
                planned.RemoveNext();
                PlayDue(due, frame, ref sent);
            }
        }
    }

    private void Render(AudioBlock part)
    {
        instrument?.Render(part);
        click.Render(part);
    }

    /// <summary>The frame within the block: at once if it has passed, behind the block if it is not yet due.</summary>
    private static int InBlock(long frame, AudioBlock output, int rendered) =>
        (int)Math.Clamp(frame - output.StartFrame, rendered, output.Frames);

    private void Hear(MidiMessage message, int frame, ref BlockEventWriter sent)
    {
        if (!stage.Heard.TryWrite(new(log.BlockStart + frame, message))) stage.Meters.Overflows++;
        if (message.IsSystem) return;       // the clock is for the performer alone; ours leaves by itself

        log.Human(frame, message);
        if (sign.Is(message) || tap.Is(message)) return;

        if (message.IsNoteOn || message.IsNoteOff) held[message.Data1 & 0x7F] = message.IsNoteOn;
        if (message.IsAllNotesOff) Array.Clear(held);       // a keyboard that lost count, or was pulled out, says so
        // a note-off passes either way: an outlet lets it through only if the note sounds there
        if (settings.HumanThru || message.IsNoteOff) wire.Pass(frame, message, NoteSource.Human, ref sent);
        if (settings.HumanSounds || message.IsNoteOff) sound.Pass(frame, message, NoteSource.Human, ref sent);
    }

    private void PlayDue(in DueEvent due, int frame, ref BlockEventWriter sent)
    {
        if (!due.IsMusic)
        {
            KeepTime(due, frame, ref sent);
            return;
        }

        MidiMessage message = OnAiChannel(due.Message);
        long late = log.BlockStart - due.Frame;
        SentFlags flags = late > 0 ? SentFlags.Late : SentFlags.None;
        int pitch = message.Data1 & 0x7F;
        if (message.IsNoteOff) begun[pitch] = long.MinValue;
        if (message.IsNoteOn)
        {
            if (sparesHeldKeys && held[pitch])
            {
                LogCancelled(due, frame);
                return;
            }

            if (late > lateLimit || !wire.Pass(frame, message, NoteSource.Ai, ref sent))
            {
                Drop(due, frame, flags);
                return;
            }

            if (late > 0) stage.Meters.LateNotes++;
            stage.Meters.Lateness.Add(late + frame);
            begun[pitch] = due.SoundFrame;
            log.Ai(due, frame, message, flags);
        }
        else if (wire.Pass(frame, message, NoteSource.Ai, ref sent))
        {
            log.Ai(due, frame, message, flags);
        }

        if (settings.AiSounds || message.IsNoteOff) sound.Pass(frame, message, NoteSource.Ai, ref sent);
    }

    private void KeepTime(in DueEvent due, int frame, ref BlockEventWriter sent)
    {
        MidiMessage message = due.Message;
        if (due.Kind == DueKind.Click)
        {
            click.Strike(message.Data1 != 0, message.Data2);
        }
        else if (!message.IsSystem)
        {
            // no answer that is cancelled may end it, so it is not the AI's
            wire.Pass(frame, message, NoteSource.Human, ref sent);
        }
        else if (sent.TryWrite(frame, message))
        {
            if (message.Status is MidiMessage.Start or MidiMessage.Continue) isRunning = true;
            if (message.Status == MidiMessage.Stop) isRunning = false;
        }
        else
        {
            stage.Meters.Overflows++;
        }
    }

    private void Drop(in DueEvent due, int frame, SentFlags flags)
    {
        stage.Meters.DroppedNotes++;
        log.Ai(due, frame, OnAiChannel(due.Message), flags | SentFlags.Dropped);
    }

    private void LogCancelled(in DueEvent due, int frame = 0)
    {
        if (due.Message.IsNoteOn)
            log.Ai(due, frame, OnAiChannel(due.Message), SentFlags.Dropped | SentFlags.Cancelled);
    }

    private MidiMessage OnAiChannel(MidiMessage message) =>
        message with { Status = (byte)(message.Kind | (settings.AiChannel & 0x0F)) };

    /// <summary>A sudden change of gain clicks, so it is ramped over one block.</summary>
    private void ApplyGain(AudioBlock output)
    {
        float from = gain;
        gain = settings.Gain;
        if (from == 1 && gain == 1) return;

        float step = (gain - from) / output.Frames;
        for (int i = 0; i < output.Frames; i++)
        {
            from += step;
            output.Left[i] *= from;
            output.Right[i] *= from;
        }
    }

    private void MeasureSince(long started)
    {
        long ticks = Stopwatch.GetTimestamp() - started;
        stage.Meters.LastTicks = ticks;
        stage.Meters.Callback.Add(ticks);
        stage.Meters.MaxTicks = Math.Max(stage.Meters.MaxTicks, ticks);
        stage.Meters.Blocks++;
    }

    private static long[] NeverBegun()
    {
        var frames = new long[Pitch.Count];
        Array.Fill(frames, long.MinValue);
        return frames;
    }
}
