using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>What runs inside the audio callback: it stamps what the human plays, and lets what the AI plays leave at
/// its exact frame, as MIDI and as sound.</summary>
/// <remarks>Audio thread, except for the constructor. No allocation, no exception, no waiting.</remarks>
public sealed class StageProcessor : IAudioProcessor, IDisposable
{
    /// <summary>A note-on later than this is worse than silence.</summary>
    public static TimeSpan LateLimit { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A panic that the performer has not seen to by then, the callback sees to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>So many presets may ring out at once: the other slots are for human and AI, and for the next one.</summary>
    private const int MostRinging = Stage.Slots - 3;

    private readonly Stage stage;
    private readonly int sampleRate;
    private readonly SentLog log;
    private readonly WireOutlet[] wires;
    private readonly Slot[] slots = [.. Enumerable.Range(0, Stage.Slots).Select(number => new Slot((byte)number))];
    private readonly Click click = new();
    private readonly DueHeap planned;
    private readonly Hands hands = new();
    private readonly SignList signs = new();
    private readonly long[] begun = NeverBegun();               // by pitch, the frame at which the AI's note shall sound
    private readonly byte[] begunIn = new byte[Pitch.Count];    // and its slot
    private byte human, ai;                                     // the slots that play for them
    private int entrances;
    private int epoch = int.MinValue;
    private long expectedStart = -1;
    private int lastFrame;
    private long lateLimit;
    private int panics;             // that were seen to
    private int panicFrames;        // since the first that was not
    private bool panicsNow;
    private bool isRunning;         // our transport, as the wire was told
    private bool listens;           // there is a microphone

    /// <summary>A stage with one preset, and an instrument of one's own.</summary>
    /// <param name="instrument">Plays humans and AI; null for MIDI alone.</param>
    /// <param name="planned">How many messages may be planned ahead.</param>
    /// <inheritdoc cref="SlotSetup" path="/param"/>
    public StageProcessor(
        Stage stage, IInstrument? instrument = null, int planned = 8192, CueSign sign = default, bool sparesHeldKeys = false, CueSign tap = default)
        : this(new StageSetup(stage) { Planned = planned, First = new() { Sign = sign, Tap = tap, SparesHeldKeys = sparesHeldKeys } }, instrument, sampleRate: 0)
    {
    }

    /// <param name="instrument">The first preset's.</param>
    internal StageProcessor(StageSetup setup, IInstrument? instrument, int sampleRate)
    {
        stage = setup.Stage;
        this.sampleRate = sampleRate;
        planned = new(setup.Planned);
        log = new(stage);
        wires = [.. Enumerable.Range(0, setup.Outputs).Select(port => new WireOutlet(stage, log, (byte)port))];
        stage.SetPlaying(0, true);
        slots[0].Load(setup.First, instrument, stage.SettingsOf(0));
        slots[0].IsInUse = true;
    }

    /// <summary>Gets another preset ready, to be entered by <see cref="DueKind.Enter"/>.</summary>
    /// <param name="slot">One that is not busy, or that was made busy for this.</param>
    /// <remarks>Control thread, also while the audio thread plays.</remarks>
    /// <exception cref="LivePerformerException">The piano is absent or broken; the slot is as it was.</exception>
    public void Load(int slot, SlotSetup setup) => Load(slot, setup, setup.InstrumentFor(sampleRate, slots[slot].Sound.Instrument));

    internal void Load(int slot, SlotSetup setup, IInstrument? instrument) => slots[slot].Load(setup, instrument, stage.SettingsOf(slot));

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        long started = Stopwatch.GetTimestamp();
        long expected = BeginBlock(output);
        Capture(output);
        ChangeSettings(ref sent);
        foreach (WireOutlet wire in wires) wire.FinishEnding(0, ref sent);
        int plans = ReadPlans(ref sent);
        if (plans > 0 || expected != output.StartFrame) log.Block(expected, plans);
        WatchPanic(output, ref sent);
        foreach (Slot slot in slots) slot.BeginBlock(output.Frames);
        Play(output, heard, ref sent);
        foreach (Slot slot in slots) slot.EndBlock();
        FreeSlots(ref sent);
        MeasureSince(started);
    }

    public void Finish(ref BlockEventWriter sent)
    {
        planned.Clear();
        foreach (WireOutlet wire in wires) wire.EndAll(lastFrame, ref sent);
        foreach (Slot slot in slots) slot.Sound.EndAll(lastFrame, ref sent);
        if (isRunning) sent.TryWrite(lastFrame, MidiMessage.Clock(MidiMessage.Stop));
        isRunning = false;
    }

    /// <summary>Lets go of the instruments.</summary>
    /// <remarks>Control thread, when no audio thread runs any more.</remarks>
    public void Dispose()
    {
        foreach (Slot slot in slots) (slot.Sound.Instrument as IDisposable)?.Dispose();
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

    /// <summary>What the microphone hears goes to whoever finds the notes in it.</summary>
    private void Capture(AudioBlock block)
    {
        ReadOnlySpan<float> heard = block.Heard;
        listens = !heard.IsEmpty;
        for (int at = 0; at < heard.Length; at += MicrophoneSound.Most)
        {
            ReadOnlySpan<float> part = heard.Slice(at, Math.Min(MicrophoneSound.Most, heard.Length - at));
            if (!stage.Sound.TryWrite(new(block.StartFrame + at, part))) stage.Meters.LostSound += part.Length;
        }
    }

    /// <summary>Whoever was switched off, or sent elsewhere, leaves no note behind.</summary>
    private void ChangeSettings(ref BlockEventWriter sent)
    {
        foreach (Slot slot in slots)
        {
            if (slot.IsInUse) ChangeSettings(slot, stage.SettingsOf(slot.Number), ref sent);
        }
    }

    private void ChangeSettings(Slot slot, StageSettings wanted, ref BlockEventWriter sent)
    {
        StageSettings before = slot.Settings;
        if (wanted == before) return;

        PlayerSet everybody = PlayerSet.Of(slot.Number), humans = everybody.And(PlayerSet.Humans), ais = everybody.And(PlayerSet.Ais);
        bool moved = wanted.AiChannel != before.AiChannel;
        foreach (WireOutlet wire in wires)
        {
            if (moved) wire.EndAll(ais, 0, ref sent);
            if (!wanted.HumanThru) wire.EndAll(humans, 0, ref sent);
        }

        if (moved || !wanted.AiSounds) slot.Sound.EndAll(ais, 0, ref sent);
        if (!wanted.HumanSounds) slot.Sound.EndAll(humans, 0, ref sent);
        slot.Settings = wanted;
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
                    panics = stage.Panics;
                    EndEverything(ref sent);
                    break;

                case DueKind.Enter:
                    Enter(due.Message.Data1, (SlotPart)due.Message.Data2, ref sent);
                    break;

                case DueKind.Sign:
                    Mind(CueSign.FromBits(due.Frame), isOne: due.Message.Data1 != 0, ref sent);
                    break;

                default:
                    Plan(due, ref sent);
                    break;
            }
        }

        return count;
    }

    /// <summary>With the next block all notes end, as they did when the take was played.</summary>
    /// <remarks>Audio thread, or whoever stands for it.</remarks>
    public void PanicNow() => panicsNow = true;

    private void WatchPanic(AudioBlock output, ref BlockEventWriter sent)
    {
        int asked = stage.Panics;
        if (asked == panics) panicFrames = 0;
        else panicFrames += output.Frames;
        if (!panicsNow && (asked == panics || panicFrames < Patience.TotalSeconds * output.SampleRate)) return;

        (panics, panicFrames, panicsNow) = (asked, 0, false);
        log.Panic();
        EndEverything(ref sent);
    }

    private void EndEverything(ref BlockEventWriter sent)
    {
        planned.RemoveFrom(long.MinValue);      // the clock ticks on
        Array.Fill(begun, long.MinValue);
        foreach (WireOutlet wire in wires) wire.Panic(0, ref sent);
        foreach (Slot slot in slots) slot.Sound.Panic(0, ref sent);
    }

    private void Mind(CueSign sign, bool isOne, ref BlockEventWriter sent)
    {
        signs.Set(sign, isOne);
        for (byte port = 0; isOne && port < Hands.Ports; port++)
        {
            for (int pedal = 0; pedal < Hands.Pedals; pedal++)
            {
                for (int channel = 0; channel < 16; channel++)
                {
                    // it went through as pressed before it became one
                    var up = MidiMessage.Control(channel, Hands.PedalControllers[pedal], 0);
                    if (sign.Is(up, port)) Pass(hands.Lift(port, up, pedal), 0, up, port, ref sent);
                }
            }
        }
    }

    /// <summary>The next key goes through the new slot; what is held goes on in the one in which it was struck.</summary>
    private void Enter(byte number, SlotPart part, ref BlockEventWriter sent)
    {
        if (number >= slots.Length) return;

        Slot entered = slots[number];
        if (!entered.IsInUse) entered.Entered = ++entrances;       // human and AI may enter one after the other
        entered.IsInUse = true;
        stage.SetPlaying(number, true);
        if ((part & SlotPart.Ai) != 0) ai = number;
        if ((part & SlotPart.Human) != 0 && human != number)
        {
            human = number;
            KeepPedalsDown(ref sent);
        }

        if (Superfluous() is { } ringing) Leave(ringing, ref sent);
    }

    /// <summary>Who rings out no longer, where too many do: who is silent goes before who sounds, and the oldest first.</summary>
    /// <remarks>Who has plans goes last, so that a replay, which has no sound, ends the same notes of the AI.</remarks>
    private Slot? Superfluous()
    {
        int ringing = 0;
        Slot? first = null;
        foreach (Slot slot in slots)
        {
            if (!slot.IsInUse || slot.Number == human || slot.Number == ai) continue;
            ringing++;
            if (first is null || (Weight(slot), slot.Entered).CompareTo((Weight(first), first.Entered)) < 0) first = slot;
        }

        return ringing > MostRinging ? first : null;
    }

    private int Weight(Slot slot)
    {
        if (planned.CountOf(slot.Number) > 0) return 2;
        return hands.HoldKey(slot.Number) || slot.Sound.Instrument?.IsSilent == false ? 1 : 0;
    }

    /// <summary>A foot that is down is down for the new sound as well.</summary>
    private void KeepPedalsDown(ref BlockEventWriter sent)
    {
        for (byte port = 0; port < Hands.Ports; port++)
        {
            for (int channel = 0; channel < 16; channel++)
            {
                for (int pedal = 0; pedal < Hands.Pedals; pedal++)
                {
                    byte value = hands.ValueOf(port, channel, pedal);
                    if (value == 0) continue;

                    var down = MidiMessage.Control(channel, Hands.PedalControllers[pedal], value);
                    hands.Move(port, down, pedal, human);
                    Pass(slots[human], 0, down, port, ref sent);
                }
            }
        }
    }

    private void Leave(Slot slot, ref BlockEventWriter sent)
    {
        for (int i = 0; i < planned.Count; i++)
        {
            if (planned.SlotOf(i) == slot.Number && planned[i].IsMusic) LogCancelled(planned[i], slot);
        }

        planned.RemoveOf(slot.Number);
        hands.Leave(slot.Number);
        foreach (WireOutlet wire in wires) wire.EndAll(PlayerSet.Of(slot.Number), 0, ref sent);
        slot.Sound.EndAll(0, ref sent);
        slot.Sound.Instrument?.AllSoundOff();
    }

    private void FreeSlots(ref BlockEventWriter sent)
    {
        foreach (Slot slot in slots)
        {
            if (!slot.IsInUse || slot.Number == human || slot.Number == ai) continue;
            if (planned.CountOf(slot.Number) > 0 || hands.Use(slot.Number) || slot.Sound.Instrument?.IsSilent == false) continue;

            foreach (WireOutlet wire in wires) wire.EndAll(PlayerSet.Of(slot.Number), lastFrame, ref sent);
            slot.IsInUse = false;
            stage.SetPlaying(slot.Number, false);
        }
    }

    private void Plan(in DueEvent due, ref BlockEventWriter sent)
    {
        if (due.Epoch < epoch)
        {
            LogCancelled(due, slots[ai]);
        }
        else if (!planned.TryAdd(due, ai))
        {
            stage.Meters.Overflows++;
            if (due.IsMusic && due.Message.IsNoteOn)
                Drop(due, 0, SentFlags.None, slots[ai]);
            else
                PlayDue(due, ai, 0, ref sent);   // too early is better than never: it ends something
        }
    }

    private void Cancel(int from, ref BlockEventWriter sent)
    {
        epoch = Math.Max(epoch, from);
        for (int i = 0; i < planned.Count; i++)
        {
            if (planned[i].Epoch < epoch) LogCancelled(planned[i], slots[planned.SlotOf(i)]);
        }

        // note-offs go too: what they would end is ended here, and later they might hit a note of the new epoch
        planned.RemoveBefore(epoch);
        Array.Fill(begun, long.MinValue);
        foreach (WireOutlet wire in wires) wire.EndAll(PlayerSet.Ais, 0, ref sent);
        foreach (Slot slot in slots) slot.Sound.EndAll(PlayerSet.Ais, 0, ref sent);
    }

    private void Withdraw(long from, ref BlockEventWriter sent)
    {
        for (int i = 0; i < planned.Count; i++)
        {
            if (planned[i].SoundFrame >= from && planned[i].IsMusic) LogCancelled(planned[i], slots[planned.SlotOf(i)]);
        }

        planned.RemoveFrom(from);
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (begun[pitch] < from) continue;

            stage.Meters.StaleNotes++;
            PlayDue(DueEvent.At(log.BlockStart, MidiMessage.NoteOff(0, new Pitch(pitch)), epoch), begunIn[pitch], 0, ref sent);
        }
    }

    /// <summary>The block, event by event; the sound between two events is rendered before the later one is handled.</summary>
    private void Play(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        int rendered = 0;
        int next = 0;
        HearTouched(ref sent);
        HearTranscribed(ref sent);
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
                Hear(heard[next].Message, heard[next].Port, frame, ref sent);
                next++;
            }
            else if (file == frame)
            {
                stage.Played.TryRead(out _);
                Hear(played.Message, played.Port, frame, ref sent);
            }
            else
            {
                DueEvent due = planned.Next;
                byte slot = planned.NextSlot;
                planned.RemoveNext();
                PlayDue(due, slot, frame, ref sent);
            }
        }
    }

    /// <summary>The keys of the page, and the notes that try an output.</summary>
    private void HearTouched(ref BlockEventWriter sent)
    {
        for (int room = stage.Touched.Capacity; room > 0 && stage.Touched.TryRead(out HeardEvent touched); room--)
        {
            int output = touched.Port - Stage.Trial;
            if (output < 0) Hear(touched.Message, touched.Port, 0, ref sent);
            else if (output < wires.Length) wires[output].Pass(0, touched.Message, Player.Timekeeper, ref sent);
            else if (touched.Port == Stage.TrialOfInstrument) slots[human].Sound.Pass(0, touched.Message, Player.Timekeeper, ref sent);
        }
    }

    /// <summary>What was found in the sound of the microphone is heard now, and keeps the frame at which it sounded.</summary>
    private void HearTranscribed(ref BlockEventWriter sent)
    {
        for (int room = stage.Transcribed.Capacity; room > 0 && stage.Transcribed.TryRead(out HeardEvent found); room--)
        {
            int lag = (int)Math.Clamp(log.BlockStart - found.Frame, 0, int.MaxValue);
            if (found.Message.IsNoteOn) stage.Meters.Lags.Add(lag);
            Hear(found.Message, found.Port, 0, ref sent, lag);
        }
    }

    private void Render(AudioBlock part)
    {
        foreach (Slot slot in slots)
        {
            if (slot.IsInUse) slot.Render(part, slot.Number == human ? click : null);
        }
    }

    /// <summary>The frame within the block: at once if it has passed, behind the block if it is not yet due.</summary>
    private static int InBlock(long frame, AudioBlock output, int rendered) =>
        (int)Math.Clamp(frame - output.StartFrame, rendered, output.Frames);

    /// <param name="lag">By how many frames it sounded before.</param>
    private void Hear(MidiMessage message, byte port, int frame, ref BlockEventWriter sent, int lag = 0)
    {
        if (port >= Hands.Ports) return;

        if (message.Status == MidiMessage.SourceGone)
        {
            for (int channel = 0; channel < 16; channel++) ComeUp(port, channel, frame, ref sent);
        }

        if (message.IsAllNotesOff) EndHeld(port, message.Channel, frame, ref sent);       // a keyboard that lost count says so
        if (!stage.Heard.TryWrite(new(log.BlockStart + frame - lag, message, port, lag))) stage.Meters.Overflows++;
        if (message.IsSystem) return;       // the clock is for the performer alone; ours leaves by itself

        log.Human(frame, message);
        bool isSign = slots[human].IsSign(message) || signs.Has(message, port);
        int pedal = message.IsControlChange ? Hands.PedalControllers.IndexOf(message.Data1) : -1;
        if (message.IsNoteOff)
        {
            // also of a key that has become a sign: it is let go where it sounds
            Pass(hands.Release(port, message), frame, message, port, ref sent);
        }
        else if (isSign)
        {
            if (pedal >= 0 && message.Data2 == 0) Pass(hands.Lift(port, message, pedal), frame, message, port, ref sent);
        }
        else if (message.IsNoteOn)
        {
            int before = hands.Strike(port, message, human) & ~(1 << human);
            Pass(before, frame, MidiMessage.NoteOff(message.Channel, new Pitch(message.Data1)), port, ref sent);
            Pass(slots[human], frame, message, port, ref sent);
        }
        else
        {
            Pass(pedal >= 0 ? hands.Move(port, message, pedal, human) : 1 << human, frame, message, port, ref sent);
        }
    }

    private void EndHeld(byte port, int channel, int frame, ref BlockEventWriter sent)
    {
        for (int key = hands.NextDown(port, channel, 0); key >= 0; key = hands.NextDown(port, channel, key + 1))
            Hear(MidiMessage.NoteOff(channel, new Pitch(key)), port, frame, ref sent);
    }

    /// <summary>Whoever held keys and pedals there has gone.</summary>
    private void ComeUp(byte port, int channel, int frame, ref BlockEventWriter sent)
    {
        EndHeld(port, channel, frame, ref sent);
        for (int pedal = 0; pedal < Hands.Pedals; pedal++)
        {
            if (hands.ValueOf(port, channel, pedal) > 0)
                Hear(MidiMessage.Control(channel, Hands.PedalControllers[pedal], 0), port, frame, ref sent);
        }
    }

    /// <param name="through">The slots, a bit each.</param>
    private void Pass(int through, int frame, MidiMessage message, byte port, ref BlockEventWriter sent)
    {
        for (int slot = 0; through >> slot != 0; slot++)
        {
            if (((through >> slot) & 1) != 0) Pass(slots[slot], frame, message, port, ref sent);
        }
    }

    private void Pass(Slot slot, int frame, MidiMessage message, byte port, ref BlockEventWriter sent)
    {
        Player player = Player.Human(slot.Number, port);
        foreach (ref readonly Route route in slot.Routes)
        {
            if (!route.TryPass(message, port, out MidiMessage passed)) continue;

            // a note-off passes either way: an outlet lets it through only if the note sounds there
            if (route.Output == Route.Instrument)
            {
                if ((slot.Settings.HumanSounds || passed.IsNoteOff) && slot.Sound.Pass(frame, passed, player, ref sent)) TellListener(frame, passed);
            }
            else if (route.Output < wires.Length && (slot.Settings.HumanThru || passed.IsNoteOff))
            {
                if (wires[route.Output].Pass(frame, passed, player, ref sent)) TellListener(frame, passed);
            }
        }
    }

    private void PlayDue(in DueEvent due, byte number, int frame, ref BlockEventWriter sent)
    {
        if (!due.IsMusic)
        {
            KeepTime(due, frame, ref sent);
            return;
        }

        Slot slot = slots[number];
        WireOutlet wire = wires[slot.AiOutput < wires.Length ? slot.AiOutput : 0];
        Player player = Player.Ai(number);
        MidiMessage message = OnAiChannel(due.Message, slot);
        long late = log.BlockStart - due.Frame;
        SentFlags flags = late > 0 ? SentFlags.Late : SentFlags.None;
        int pitch = message.Data1 & 0x7F;
        if (message.IsNoteOff) begun[pitch] = long.MinValue;
        if (message.IsNoteOn)
        {
            if (slot.SparesHeldKeys && hands.IsHeld(pitch))
            {
                LogCancelled(due, slot, frame);
                return;
            }

            if (late > lateLimit || !wire.Pass(frame, message, player, ref sent))
            {
                Drop(due, frame, flags, slot);
                return;
            }

            foreach (WireOutlet other in wires)
            {
                // a take knows channels and keys, but not outputs
                if (other != wire) other.End(PlayerSet.Ais, message, frame, ref sent);
            }

            if (late > 0) stage.Meters.LateNotes++;
            (begun[pitch], begunIn[pitch]) = (due.SoundFrame, number);
            stage.Meters.Lateness.Add(late + frame);
            log.Ai(due, frame, message, flags);
            TellListener(frame + due.Lead, message);
        }
        else if (wire.Pass(frame, message, player, ref sent))
        {
            log.Ai(due, frame, message, flags);
        }

        if (slot.Settings.AiSounds || message.IsNoteOff) slot.Sound.Pass(frame, message, player, ref sent);
    }

    /// <summary>What sounds through us is not the human's when the microphone hears it.</summary>
    /// <param name="frame">At which it begins to sound, within the block or behind it.</param>
    private void TellListener(int frame, MidiMessage message)
    {
        if (listens && message.IsNoteOn && !stage.Sounding.TryWrite(new(log.BlockStart + frame, message))) stage.Meters.Overflows++;
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
            wires[0].Pass(frame, message, Player.Timekeeper, ref sent);
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

    private void Drop(in DueEvent due, int frame, SentFlags flags, Slot slot)
    {
        stage.Meters.DroppedNotes++;
        log.Ai(due, frame, OnAiChannel(due.Message, slot), flags | SentFlags.Dropped);
    }

    private void LogCancelled(in DueEvent due, Slot slot, int frame = 0)
    {
        if (due.Message.IsNoteOn)
            log.Ai(due, frame, OnAiChannel(due.Message, slot), SentFlags.Dropped | SentFlags.Cancelled);
    }

    private static MidiMessage OnAiChannel(MidiMessage message, Slot slot) =>
        message with { Status = (byte)(message.Kind | (slot.Settings.AiChannel & 0x0F)) };

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
