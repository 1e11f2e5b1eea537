using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>One key, best at the end of the keyboard, hands the turn over; any other key struck takes it back.</summary>
/// <param name="keysTakeBack">False: only the same key takes it back.</param>
public sealed class KeyCue(Pitch key, bool keysTakeBack = true) : ITurnTaking
{
    private bool ours;

    public TimePoint Cue { get; private set; }

    public bool Hear(in NoteEvent note)
    {
        if (note.Pitch == key)
        {
            if (note.IsOn)
            {
                ours = !ours;
                Cue = note.Time;
            }

            return true;
        }

        if (note.IsOn && keysTakeBack) ours = false;
        return false;
    }

    public bool Hear(in ControlChange control) => false;

    public bool IsOurTurn(TimePoint now) => ours;

    public void Grant(TimePoint now)
    {
        ours = true;
        Cue = now;
    }

    public void Dismiss(TimePoint now) => ours = false;
}
