using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>Answers with what it heard, an octave up and a rhythm of its own: a note every 100 ms, each 80 ms long.</summary>
internal sealed class EchoImproviser : IImproviser
{
    private readonly List<NoteEvent> heard = [];
    private readonly Queue<NoteEvent> phrase = new();

    public List<ControlChange> Controls { get; } = [];
    public List<TimePoint> Yields { get; } = [];
    public int Heard => heard.Count;
    public TimeSpan StartsEarlyBy { get; set; }

    public void Hear(in NoteEvent note) => heard.Add(note);

    public void Hear(in ControlChange control) => Controls.Add(control);

    public void Begin(TimePoint now)
    {
        phrase.Clear();
        TimePoint onset = now + TimeSpan.FromMilliseconds(20) - StartsEarlyBy;
        for (int round = 0; round < 20; round++)
        {
            foreach (NoteEvent note in heard.Where(n => n.IsOn))
            {
                phrase.Enqueue(new(onset, new Pitch(note.Pitch.Number + 12), note.Velocity));
                phrase.Enqueue(new(onset + TimeSpan.FromMilliseconds(80), new Pitch(note.Pitch.Number + 12), 0));
                onset += TimeSpan.FromMilliseconds(100);
            }
        }
    }

    public bool TryPlay(out NoteEvent answer) => phrase.TryDequeue(out answer);

    /// <summary>It has this to play as well.</summary>
    public void Add(NoteEvent note) => phrase.Enqueue(note);

    public List<(TimePoint From, TimePoint Resume)> TakenBack { get; } = [];

    public List<(Dial Dial, double Value)> Turned { get; } = [];

    public void Turn(Dial dial, double value) => Turned.Add((dial, value));

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        TakenBack.Add((from, resume));
        NoteEvent[] rest = [.. phrase];
        phrase.Clear();
        foreach (NoteEvent note in rest) phrase.Enqueue(note with { Time = note.Time > resume ? note.Time : resume });
    }

    public void Forget()
    {
        heard.Clear();
        phrase.Clear();
    }

    public void Yield(TimePoint now)
    {
        Yields.Add(now);
        phrase.Clear();
    }
}
