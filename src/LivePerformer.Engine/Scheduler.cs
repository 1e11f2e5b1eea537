using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Hands what the AI plays to the audio callback, each message with the frame at which it is due.</summary>
/// <remarks>Performer thread only. Nothing here allocates.</remarks>
/// <param name="due">The way to the callback.</param>
/// <param name="channel">The AI's channel, 0 to 15.</param>
public sealed class Scheduler(SpscRing<DueEvent> due, int sampleRate, int channel, LatencyProfile latency)
{
    private int epoch;

    /// <summary>Note-ons handed over so far.</summary>
    public long Notes { get; private set; }

    /// <summary>False when the ring is full: offer it again at the next step.</summary>
    public bool TryAdd(in NoteEvent note)
    {
        MidiMessage message = note.IsOn
            ? MidiMessage.NoteOn(channel, note.Pitch, note.Velocity)
            : MidiMessage.NoteOff(channel, note.Pitch);
        long frame = latency.SendTime(note.Time).ToFrame(sampleRate);
        if (!due.TryWrite(new DueEvent(frame, message, epoch, DueKind.Message))) return false;

        if (note.IsOn) Notes++;
        return true;
    }

    /// <summary>Takes back what has not left yet and ends what sounds. False when the ring is full: call again.</summary>
    public bool TryCancel()
    {
        if (!due.TryWrite(new DueEvent(0, default, epoch + 1, DueKind.CancelBefore))) return false;

        epoch++;
        return true;
    }

    /// <summary>Ends every note on every channel. False when the ring is full: call again.</summary>
    public bool TryPanic()
    {
        if (!due.TryWrite(new DueEvent(0, default, epoch + 1, DueKind.AllNotesOff))) return false;

        epoch++;
        return true;
    }
}
