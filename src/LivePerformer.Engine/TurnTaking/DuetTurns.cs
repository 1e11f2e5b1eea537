using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Both play at once: we begin when the human has begun, and fall silent when asked, or when the human has long been silent.</summary>
/// <param name="silence">How long no key may be down or move; zero: however long.</param>
/// <param name="sign">The key or pedal that asks for silence, and asks us back in; none: nobody asks.</param>
public sealed class DuetTurns(TimeSpan silence, Sign? sign = null) : ITurnTaking
{
    private readonly HashSet<Pitch> held = new(Pitch.Count);
    private TimePoint lastMove;
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

        lastMove = note.Time;
        if (!note.IsOn)
        {
            held.Remove(note.Pitch);
            return false;
        }

        held.Add(note.Pitch);
        if (!ours && !dismissed) Begin(note.Time);
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
        if (ours && silence > TimeSpan.Zero && held.Count == 0 && now >= lastMove + silence) ours = false;
        return ours;
    }

    private void Ask(TimePoint now)
    {
        dismissed = ours;
        lastMove = now;
        if (ours) ours = false;
        else Begin(now);
    }

    private void Begin(TimePoint cue)
    {
        ours = true;
        Cue = cue;
    }
}
