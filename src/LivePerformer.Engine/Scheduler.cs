using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Hands what the AI plays to the audio callback, each message with the frame at which it is due.</summary>
/// <remarks>Performer thread only. Nothing here allocates.</remarks>
/// <param name="seat">The way to the callback.</param>
public sealed class Scheduler(ISeat seat, int sampleRate, LatencyProfile latency)
{
    private LatencyProfile latency = latency;
    private readonly long[] struck = Never(), released = Never();      // by pitch, the newest frames at which that leaves
    private int epoch;

    /// <summary>Goes on in place of another, whose performer failed: the first cancel takes back what that one planned.</summary>
    public Scheduler(ISeat seat, int sampleRate, Scheduler before)
        : this(seat, sampleRate, LatencyProfile.None) => epoch = Volatile.Read(ref before.epoch);

    /// <summary>What shall sound must be planned so long before.</summary>
    public TimeSpan Longest => latency.Longest;

    /// <summary>From here on the instrument is another, with a delay of its own.</summary>
    public void Use(LatencyProfile profile) => latency = profile;

    /// <summary>From here on another slot plays. False when the ring is full: call again.</summary>
    public bool TryEnter(int item, int slot, SlotPart part) => seat.TryPlan(DueEvent.Enter(item, slot, part));

    /// <summary>From here on the callback takes this for a sign, or for music again. False when the ring is full: call again.</summary>
    public bool TryTell(CueSign sign, bool isOne) => seat.TryPlan(DueEvent.Sign(sign, isOne));

    /// <summary>Note-ons handed over so far.</summary>
    public long Notes { get; private set; }

    /// <summary>False when the ring is full: offer it again at the next step.</summary>
    public bool TryAdd(in NoteEvent note)
    {
        MidiMessage message = note.IsOn
            ? MidiMessage.NoteOn(0, note.Pitch, note.Velocity)      // the callback puts it on the AI's channel
            : MidiMessage.NoteOff(0, note.Pitch);
        long sounds = note.Time.ToFrame(sampleRate);
        long frame = latency.Longest == TimeSpan.Zero ? sounds : InOrder(note, latency.SendTime(note).ToFrame(sampleRate));
        if (!seat.TryPlan(DueEvent.At(frame, message, epoch, (int)(sounds - frame)))) return false;

        (note.IsOn ? struck : released)[note.Pitch.Number] = frame;
        if (note.IsOn) Notes++;
        return true;
    }

    /// <summary>A message of the clock or the metronome: it leaves whatever becomes of the answer, and no device's delay
    /// moves it. False when the ring is full: offer it again at the next step.</summary>
    public bool TryAdd(TimePoint time, MidiMessage timing) => seat.TryPlan(DueEvent.Timing(time.ToFrame(sampleRate), timing));

    /// <summary>A click of the metronome in the built-in sound.</summary>
    /// <param name="loudness">1 to 127.</param>
    public bool TryClick(TimePoint time, bool isDownbeat, byte loudness) =>
        seat.TryPlan(DueEvent.Click(time.ToFrame(sampleRate), isDownbeat, loudness));

    /// <summary>Takes back what has not left yet and ends what sounds. False when the ring is full: call again.</summary>
    public bool TryCancel()
    {
        if (!seat.TryPlan(DueEvent.CancelBefore(epoch + 1))) return false;

        Forget(long.MinValue);
        epoch++;
        return true;
    }

    /// <summary>Takes back what is planned for <paramref name="from"/> or later and has not left; what sounds goes on.
    /// False when the ring is full: nothing is taken back.</summary>
    /// <param name="from">Moved to the first moment whose message would have been taken back.</param>
    public bool TryWithdraw(ref TimePoint from)
    {
        long frame = from.ToFrame(sampleRate);
        if (!seat.TryPlan(DueEvent.Withdraw(frame, epoch))) return false;

        // a moment goes to its nearest frame, so that the border lies half a frame before
        long twice = ((2 * frame) - 1) * TimeSpan.TicksPerSecond;
        from = new TimePoint((twice + (2 * sampleRate) - 1) / (2 * sampleRate));
        Forget((from - latency.Longest).ToFrame(sampleRate));
        return true;
    }

    /// <summary>Ends every note on every channel. False when the ring is full: call again.</summary>
    public bool TryPanic()
    {
        if (!seat.TryPlan(DueEvent.AllNotesOff(epoch + 1))) return false;

        Forget(long.MinValue);
        epoch++;
        return true;
    }

    /// <summary>Delays that differ must not turn the order of one key's messages round.</summary>
    private long InOrder(in NoteEvent note, long frame) =>
        note.IsOn ? Math.Max(frame, released[note.Pitch.Number]) : Math.Max(frame, struck[note.Pitch.Number] + 1);

    private void Forget(long from)
    {
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (released[pitch] >= from) released[pitch] = long.MinValue;
            if (struck[pitch] >= from) struck[pitch] = long.MinValue;
        }
    }

    private static long[] Never()
    {
        var frames = new long[Pitch.Count];
        Array.Fill(frames, long.MinValue);
        return frames;
    }
}
