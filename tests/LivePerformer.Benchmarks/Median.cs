using System.Diagnostics;

namespace LivePerformer.Benchmarks;

/// <summary>Times something several times and keeps the middle one: one slow turn of a busy machine does not count.</summary>
internal static class Median
{
    public static TimeSpan Of(int rounds, Action action) => OfEach(rounds, action)[0];

    /// <summary>The medians of several actions that take turns, so that all of them see the same busy machine.</summary>
    public static TimeSpan[] OfEach(int rounds, params Action[] actions)
    {
        TimeSpan[][] times = [.. actions.Select(_ => new TimeSpan[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                actions[i]();
                times[i][round] = Stopwatch.GetElapsedTime(start);
            }
        }

        return [.. times.Select(t => t.Order().ElementAt(rounds / 2))];
    }
}
