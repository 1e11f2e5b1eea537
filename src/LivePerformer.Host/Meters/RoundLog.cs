using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>How long the performer's rounds took: listening, deciding, and the model's work.</summary>
/// <remarks>The performer's thread adds, any thread reads.</remarks>
internal sealed class RoundLog
{
    private Histogram durations;
    private long worked;

    /// <summary>Of each round, in ticks of <see cref="Stopwatch"/>.</summary>
    public Histogram Durations => durations;

    /// <summary>All rounds together.</summary>
    public TimeSpan Worked => Stopwatch.GetElapsedTime(0, Volatile.Read(ref worked));

    /// <param name="began">When the round began, in ticks of <see cref="Stopwatch"/>.</param>
    public void Add(long began)
    {
        long ticks = Stopwatch.GetTimestamp() - began;
        durations.Add(ticks);
        worked += ticks;
    }
}
