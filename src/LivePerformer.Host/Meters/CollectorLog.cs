namespace LivePerformer.Host;

/// <summary>How often and for how long the collector stopped everybody, since the log was begun.</summary>
/// <remarks>Any thread reads. It hears of a collection from an object that nobody holds: each collection finds it dead,
/// and its finalizer runs right after. Where two follow each other faster than that, they are taken for one.</remarks>
internal sealed class CollectorLog : IDisposable
{
    private readonly int collectionsBefore = GC.CollectionCount(0);     // an older generation's are counted among them
    private readonly TimeSpan pausedBefore = GC.GetTotalPauseDuration();
    private readonly Lock gate = new();
    private TimeSpan seen;
    private TimeSpan longest;
    private volatile bool ended;

    public CollectorLog()
    {
        seen = pausedBefore;
        _ = new Witness(this);
    }

    public int Collections => GC.CollectionCount(0) - collectionsBefore;

    /// <summary>All pauses together.</summary>
    public TimeSpan Paused => GC.GetTotalPauseDuration() - pausedBefore;

    /// <summary>The longest pause.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (gate)
            {
                TimeSpan now = GC.GetTotalPauseDuration();
                if (now - seen > longest) longest = now - seen;
                seen = now;
                return longest;
            }
        }
    }

    public void Dispose() => ended = true;

    private sealed class Witness(CollectorLog log)
    {
        ~Witness()
        {
            if (log.ended) return;

            _ = log.Longest;
            _ = new Witness(log);
        }
    }
}
