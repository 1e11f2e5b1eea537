using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Both play at once: we begin when the human has begun, and fall silent when asked, or when the human has long been silent.</summary>
/// <param name="silence">How long no key may be down or move; zero: however long.</param>
/// <param name="sign">The key or pedal that asks for silence, and asks us back in; none: nobody asks.</param>
/// <param name="listen">How long the human plays alone before we come in by ourselves: with nothing heard, a model plays
/// anything.</param>
public sealed class DuetTurns(TimeSpan silence, Sign? sign = null, TimeSpan listen = default) : ITurnTaking
{
    private readonly HashSet<Pitch> held = new(Pitch.Count);
    private TimePoint lastMove;
    private TimePoint? entrance;     // while we listen: when we come in
    private bool ours;
    private bool dismissed;

    public TimePoint Cue { get; private set; }

    public bool Hear(in NoteEvent note)
    {
        if (sign is not null && sign.IsPart(note))
        {
            if (sign.Hears(note)) Ask(note.Time);
            return true;
        }

        if (IsLongSilent(note.Time)) entrance = null;
        if (note.Time > lastMove) lastMove = note.Time;     // what a microphone hears comes later than it sounded
        if (!note.IsOn)
        {
            held.Remove(note.Pitch);
            return false;
        }

        held.Add(note.Pitch);
        if (!ours && !dismissed) entrance ??= note.Time + listen;
        return false;
    }

    public bool Hear(in ControlChange control)
    {
        if (sign is null || !sign.IsPart(control)) return false;

        if (sign.Hears(control)) Ask(control.Time);
        return true;
    }

    public bool IsOurTurn(TimePoint now)
    {
        if (IsLongSilent(now)) (ours, entrance) = (false, null);
        else if (now >= entrance) Begin(entrance.Value);
        return ours;
    }

    public void Grant(TimePoint now)
    {
        dismissed = false;
        lastMove = now;
        Begin(now);
    }

    public void Dismiss(TimePoint now)
    {
        dismissed = true;
        (ours, entrance) = (false, null);
    }

    private bool IsLongSilent(TimePoint now) => silence > TimeSpan.Zero && held.Count == 0 && now >= lastMove + silence;

    private void Ask(TimePoint now)
    {
        dismissed = ours || now >= entrance;
        ours = false;
        entrance = null;
        lastMove = now;
        if (!dismissed) Begin(now);
    }

    private void Begin(TimePoint cue)
    {
        ours = true;
        entrance = null;
        Cue = cue;
    }
}
