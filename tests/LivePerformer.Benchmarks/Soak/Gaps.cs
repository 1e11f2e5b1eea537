using System.Diagnostics;

namespace LivePerformer.Benchmarks;

/// <summary>The longest time between two callbacks of a client, the server's absence left out.</summary>
internal sealed class Gaps
{
    private long last;
    private int isFresh = 1;

    public TimeSpan Longest { get; private set; }

    /// <remarks>Audio thread.</remarks>
    public void Called()
    {
        long now = Stopwatch.GetTimestamp();
        TimeSpan gap = Stopwatch.GetElapsedTime(last, now);
        last = now;
        if (Interlocked.Exchange(ref isFresh, 0) == 0 && gap > Longest) Longest = gap;
    }

    /// <summary>The next call is the first one of a new server or client.</summary>
    public void Forget() => Volatile.Write(ref isFresh, 1);
}
