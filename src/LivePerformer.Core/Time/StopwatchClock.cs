using System.Diagnostics;

namespace LivePerformer.Core;

/// <summary>The monotonic clock of the machine, for a performance without audio.</summary>
public sealed class StopwatchClock : IClock
{
    private readonly long start = Stopwatch.GetTimestamp();

    public TimePoint Now => new(Stopwatch.GetElapsedTime(start).Ticks);
}
