namespace LivePerformer.Core;

/// <summary>Stands still until someone moves it.</summary>
public sealed class ManualClock : IClock
{
    public TimePoint Now { get; private set; }

    public void Advance(TimeSpan by) => Now += by;

    public void MoveTo(TimePoint moment) => Now = moment;
}
