using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A key or a pedal moves.</summary>
public readonly record struct PerformanceEvent   // 16 bytes
{
    private readonly bool isNote;
    private readonly byte number;
    private readonly byte value;

    public PerformanceEvent(NoteEvent note)
    {
        Time = note.Time;
        isNote = true;
        number = note.Pitch.Number;
        value = note.Velocity;
    }

    public PerformanceEvent(ControlChange control)
    {
        Time = control.Time;
        number = control.Controller;
        value = control.Value;
    }

    public TimePoint Time { get; }

    /// <summary>A key moved; otherwise a pedal or a wheel.</summary>
    public bool IsNote => isNote;

    /// <summary>Meaningful only where <see cref="IsNote"/>.</summary>
    public NoteEvent Note => new(Time, new Pitch(number), value);

    /// <summary>Meaningful only where not <see cref="IsNote"/>.</summary>
    public ControlChange Control => new(Time, number, value);
}
