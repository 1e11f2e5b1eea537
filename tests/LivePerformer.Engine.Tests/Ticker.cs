using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>Plays one pitch, 80 ms long, every 100 ms; it can fail, and it can take its time.</summary>
internal sealed class Ticker(int pitch, ManualClock work) : IImproviser
{
    private TimePoint next;
    private bool down;
    private bool inTurn;

    public List<NoteEvent> Heard { get; } = [];

    public TimeSpan WorkForEachNote { get; set; }

    public TimeSpan StartsAfter { get; set; }

    public string? Fault { get; set; }

    public void Hear(in NoteEvent note) => Heard.Add(note);

    public void Hear(in ControlChange control) { }

    public void Begin(TimePoint now) => (next, down, inTurn) = (now + StartsAfter, false, true);

    public bool TryPlay(out NoteEvent answer)
    {
        answer = default;
        if (Fault is not null || !inTurn) return false;

        work.Advance(WorkForEachNote / 2);
        down = !down;
        answer = new(next, new Pitch(pitch), (byte)(down ? 80 : 0));
        next += TimeSpan.FromMilliseconds(down ? 80 : 20);
        return true;
    }

    public void Yield(TimePoint now) => inTurn = false;

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        if (next < from) return;

        down &= next - TimeSpan.FromMilliseconds(80) < from;
        next = resume;
    }
}
