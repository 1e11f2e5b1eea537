using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>Plays one pitch, 80 ms long, every 100 ms; it can fail, and it can take its time.</summary>
internal sealed class Ticker(int pitch, ManualClock work) : IImproviser
{
    private TimePoint next;
    private bool down;
    private bool inTurn;

    public List<NoteEvent> Heard { get; } = [];

    public int PedalsDown { get; private set; }

    public TimeSpan WorkForEachNote { get; set; }

    public TimeSpan StartsAfter { get; set; }

    public string? Fault { get; set; }

    /// <summary>Whether its fault goes when it forgets.</summary>
    public bool Mends { get; set; }

    public void Hear(in NoteEvent note) => Heard.Add(note);

    public void Hear(in ControlChange control) => PedalsDown += control.IsDown ? 1 : 0;

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

    public void Forget()
    {
        inTurn = false;
        Heard.Clear();
        if (Mends) Fault = null;
    }

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        if (next < from) return;

        down &= next - TimeSpan.FromMilliseconds(80) < from;
        next = resume;
    }
}
