using LivePerformer.Core;

namespace LivePerformer.Inference;

/// <summary>A second network that waits: it costs nothing until its turn begins, and then reads only what was played last.</summary>
/// <remarks>
/// The price: when it takes over it knows only the last notes, and reading them takes as long as the network needs for
/// some 150 tokens at once; what was planned before hides that, and where it does not, the music comes that much later.
/// A second network that listened all the time would cost as much as the first does while it listens.
/// Performer thread; allocates nothing after the constructor.
/// </remarks>
public sealed class LazyImproviser : IImproviser, IDisposable
{
    private const int Remembered = 64;      // events

    private readonly Improviser inner;
    private readonly NoteEvent[] last = new NoteEvent[Remembered];
    private readonly bool[] held = new bool[Pitch.Count];
    private long count;
    private bool inTurn;

    /// <param name="inner">Disposed of with this.</param>
    public LazyImproviser(Improviser inner) => this.inner = inner;

    /// <summary>The network.</summary>
    public Improviser Inner => inner;

    public string? Fault => inner.Fault;

    public void Hear(in NoteEvent note)
    {
        last[count++ % Remembered] = note;
        if (inTurn) inner.Hear(note);
        else inner.Overhear(note);
    }

    public void Hear(in ControlChange control)
    {
        if (inTurn) inner.Hear(control);
        else inner.Overhear(control);
    }

    public void Begin(TimePoint now)
    {
        if (inTurn) Yield(now);
        inTurn = true;
        inner.Forget();
        Array.Clear(held);
        for (long i = Math.Max(0, count - Remembered); i < count; i++)
        {
            NoteEvent note = last[i % Remembered];
            if (!note.IsOn && !held[note.Pitch.Number]) continue;      // its strike is no longer remembered

            held[note.Pitch.Number] = note.IsOn;
            inner.Recall(note);
        }

        inner.Begin(now);
    }

    public bool TryPlay(out NoteEvent answer) => inner.TryPlay(out answer);

    public void Yield(TimePoint now)
    {
        if (inTurn) inner.Yield(now);
        inTurn = false;
    }

    public void TakeBack(TimePoint from, TimePoint resume) => inner.TakeBack(from, resume);

    public void Dispose() => inner.Dispose();
}
