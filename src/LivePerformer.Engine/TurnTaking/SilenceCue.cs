using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Our turn begins when the human has fallen silent, and ends with the next key struck.</summary>
/// <param name="silence">How long no key may be down or move.</param>
/// <param name="heldSilence">The same while keys are still held: a held chord is not yet an invitation.</param>
/// <param name="keysTakeBack">False: once begun, our turn goes on.</param>
public sealed class SilenceCue(TimeSpan silence, TimeSpan heldSilence, bool keysTakeBack = true) : ITurnTaking
{
    private readonly HashSet<Pitch> held = new(Pitch.Count);
    private TimePoint lastMove;
    private bool played;
    private bool ours;

    public TimePoint Cue { get; private set; }

    public bool Hear(in NoteEvent note)
    {
        if (note.IsOn)
        {
            held.Add(note.Pitch);
            played = true;
            ours &= !keysTakeBack;
        }
        else
        {
            held.Remove(note.Pitch);
        }

        if (note.Time > lastMove) lastMove = note.Time;     // what a microphone hears comes later than it sounded
        return false;
    }

    public bool Hear(in ControlChange control) => false;

    public bool IsOurTurn(TimePoint now)
    {
        if (ours || !played) return ours;

        TimePoint cue = lastMove + (held.Count == 0 ? silence : heldSilence);
        if (now < cue) return false;

        Cue = cue;
        return ours = true;
    }

    public void Grant(TimePoint now)
    {
        ours = true;
        Cue = now;
    }

    public void Dismiss(TimePoint now) => ours = played = false;
}
