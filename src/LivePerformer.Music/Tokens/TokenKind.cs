namespace LivePerformer.Music;

/// <summary>What a token of the performance encoding says.</summary>
public enum TokenKind
{
    NoteOn,
    NoteOff,
    TimeShift,
    Velocity,
}
