using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Hands what the AI plays to the audio callback, each message with the frame at which it is due.</summary>
/// <remarks>Performer thread only. Nothing here allocates.</remarks>
/// <param name="seat">The way to the callback.</param>
public sealed class Scheduler(ISeat seat, int sampleRate, LatencyProfile latency)
{
    private int epoch;

    /// <summary>Note-ons handed over so far.</summary>
    public long Notes { get; private set; }

    /// <summary>False when the ring is full: offer it again at the next step.</summary>
    public bool TryAdd(in NoteEvent note)
    {
        MidiMessage message = note.IsOn
            ? MidiMessage.NoteOn(0, note.Pitch, note.Velocity)      // the callback puts it on the AI's channel
            : MidiMessage.NoteOff(0, note.Pitch);
        long frame = latency.SendTime(note.Time).ToFrame(sampleRate);
        if (!seat.TryPlan(DueEvent.At(frame, message, epoch))) return false;

        if (note.IsOn) Notes++;
        return true;
    }

    /// <summary>Takes back what has not left yet and ends what sounds. False when the ring is full: call again.</summary>
    public bool TryCancel()
    {
        if (!seat.TryPlan(DueEvent.CancelBefore(epoch + 1))) return false;

        epoch++;
        return true;
    }

    /// <summary>Takes back what is planned for <paramref name="from"/> or later and has not left; what sounds goes on.
    /// False when the ring is full: nothing is taken back.</summary>
    /// <param name="from">Moved to the first moment whose message would have been taken back.</param>
    public bool TryWithdraw(ref TimePoint from)
    {
        long frame = latency.SendTime(from).ToFrame(sampleRate);
        if (!seat.TryPlan(DueEvent.Withdraw(frame, epoch))) return false;

        // a moment goes to its nearest frame, so that the border lies half a frame before
        long twice = ((2 * frame) - 1) * TimeSpan.TicksPerSecond;
        from = new TimePoint((twice + (2 * sampleRate) - 1) / (2 * sampleRate)) + latency.Output;
        return true;
    }

    /// <summary>Ends every note on every channel. False when the ring is full: call again.</summary>
    public bool TryPanic()
    {
        if (!seat.TryPlan(DueEvent.AllNotesOff(epoch + 1))) return false;

        epoch++;
        return true;
    }
}
