using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A pedal hands the turn over: pressed once it is ours, pressed again, or a key struck, it is the human's.</summary>
/// <param name="controller">The pedal's controller number, 66 for the middle pedal, 67 for the left one.</param>
/// <param name="keysTakeBack">False: only the pedal takes it back.</param>
public sealed class PedalCue(byte controller, bool keysTakeBack = true) : ITurnTaking
{
    private bool down;
    private bool ours;

    public TimePoint Cue { get; private set; }

    public bool Hear(in NoteEvent note)
    {
        if (note.IsOn && keysTakeBack) ours = false;
        return false;
    }

    public bool Hear(in ControlChange control)
    {
        if (control.Controller != controller) return false;

        if (control.IsDown && !down)
        {
            ours = !ours;
            Cue = control.Time;
        }

        down = control.IsDown;
        return true;
    }

    public bool IsOurTurn(TimePoint now) => ours;

    public void Grant(TimePoint now)
    {
        ours = true;
        Cue = now;
    }

    public void Dismiss(TimePoint now) => ours = false;
}
