namespace LivePerformer.Core;

/// <summary>A note as it happens: a key goes down or comes up, and nobody knows yet how long it lasts.</summary>
/// <param name="Velocity">1 to 127 for a key going down, 0 for a key coming up.</param>
public readonly record struct NoteEvent(TimePoint Time, Pitch Pitch, byte Velocity)   // 16 bytes
{
    public bool IsOn => Velocity > 0;
}
