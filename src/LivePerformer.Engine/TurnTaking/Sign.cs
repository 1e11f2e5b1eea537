using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A key or a pedal that speaks to us and is not music: it says something when it goes down.</summary>
/// <remarks>Performer thread only.</remarks>
public sealed class Sign
{
    private readonly Pitch? key;
    private readonly byte? controller;
    private bool down;

    private Sign(Pitch? key, byte? controller) => (this.key, this.controller) = (key, controller);

    public static Sign Key(Pitch key) => new(key, null);

    public static Sign Pedal(byte controller) => new(null, controller);

    public bool IsPart(in NoteEvent note) => note.Pitch == key;

    public bool IsPart(in ControlChange control) => control.Controller == controller;

    /// <summary>Whether it goes down with this event.</summary>
    public bool Hears(in NoteEvent note) => note.IsOn && IsPart(note);

    /// <inheritdoc cref="Hears(in NoteEvent)"/>
    public bool Hears(in ControlChange control)
    {
        if (!IsPart(control)) return false;

        bool pressed = control.IsDown && !down;     // a pedal that trembles is one press
        down = control.IsDown;
        return pressed;
    }
}
