namespace LivePerformer.Core;

/// <summary>A note as music: it begins, it lasts, it ends.</summary>
public readonly record struct Note(TimePoint Onset, TimeSpan Duration, Pitch Pitch, byte Velocity)
{
    public TimePoint Offset => Onset + Duration;
}
