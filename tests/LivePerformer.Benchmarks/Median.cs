using System.Diagnostics;

namespace LivePerformer.Benchmarks;

/// <summary>Times something several times and keeps the middle one: one slow turn of a busy machine does not count.</summary>
internal static class Median
{
    public static TimeSpan Of(int rounds, Action action)
    {
        TimeSpan[] times = new TimeSpan[rounds];
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start);
        }

        Array.Sort(times);
        return times[rounds / 2];
    }
}
