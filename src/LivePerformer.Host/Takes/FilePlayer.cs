using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>Plays a MIDI file in the human's place, into the callback, as if it arrived on the MIDI input.</summary>
/// <remarks>One thread, the performer's: it keeps the ring filled.</remarks>
public sealed class FilePlayer
{
    private readonly HeardEvent[] events;
    private readonly SpscRing<HeardEvent> played;
    private readonly long length;
    private readonly int rounds;
    private int next;
    private int round;

    /// <param name="startFrame">Where on the device's clock the file begins.</param>
    /// <param name="rounds">How often it is played, a second of rest between two times.</param>
    public FilePlayer(IEnumerable<TimedMessage> messages, SpscRing<HeardEvent> played, int sampleRate, long startFrame = 0, int rounds = 1)
    {
        this.played = played;
        this.rounds = rounds;
        events = [.. messages
            .Where(m => m.Message.IsNoteOn || m.Message.IsNoteOff || m.Message.IsControlChange)
            .Select(m => new HeardEvent(startFrame + m.Time.ToFrame(sampleRate), OnOneChannel(m.Message)))
            .OrderBy(e => e.Frame)];
        length = events.Length == 0 ? 0 : events[^1].Frame - startFrame + sampleRate;
        EndFrame = events.Length == 0 ? startFrame : events[^1].Frame + ((rounds - 1) * length);
    }

    /// <summary>The frame of the last message of the last time.</summary>
    public long EndFrame { get; }

    public bool HasNotes => events.Any(e => e.Message.IsNoteOn);

    public bool IsDone => events.Length == 0 || round == rounds;

    /// <summary>Writes as much as the ring takes.</summary>
    public void Fill()
    {
        while (!IsDone && played.TryWrite(events[next] with { Frame = events[next].Frame + (round * length) }))
        {
            if (++next < events.Length) continue;

            next = 0;
            round++;
        }
    }

    /// <summary>A file's parts become the one pianist, on the first channel: the AI has its own.</summary>
    private static MidiMessage OnOneChannel(MidiMessage message) => message with { Status = message.Kind };
}
