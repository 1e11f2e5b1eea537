using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>Plays a MIDI file in the human's place, into the callback, as if it arrived on the MIDI input.</summary>
/// <remarks>One thread, the performer's: it keeps the ring filled.</remarks>
public sealed class FilePlayer
{
    private readonly HeardEvent[] events;
    private readonly SpscRing<HeardEvent> played;
    private int next;

    /// <param name="startFrame">Where on the device's clock the file begins.</param>
    public FilePlayer(IEnumerable<TimedMessage> messages, SpscRing<HeardEvent> played, int sampleRate, long startFrame = 0)
    {
        this.played = played;
        events = [.. messages
            .Where(m => m.Message.IsNoteOn || m.Message.IsNoteOff || m.Message.IsControlChange)
            .Select(m => new HeardEvent(startFrame + m.Time.ToFrame(sampleRate), OnOneChannel(m.Message)))
            .OrderBy(e => e.Frame)];
        EndFrame = events.Length == 0 ? startFrame : events[^1].Frame;
    }

    /// <summary>The frame of the file's last message.</summary>
    public long EndFrame { get; }

    public bool HasNotes => events.Any(e => e.Message.IsNoteOn);

    public bool IsDone => next == events.Length;

    /// <summary>Writes as much as the ring takes.</summary>
    public void Fill()
    {
        while (next < events.Length && played.TryWrite(events[next])) next++;
    }

    /// <summary>A file's parts become the one pianist, on the first channel: the AI has its own.</summary>
    private static MidiMessage OnOneChannel(MidiMessage message) => message with { Status = message.Kind };
}
