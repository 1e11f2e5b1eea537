namespace LivePerformer.Testing;

/// <summary>What this thread has allocated since a moment.</summary>
/// <remarks>The runtime gives each thread memory 8 KiB at a time. A collection, which a test on another thread may bring about, takes
/// away what is left of them and counts it as allocated: 7,200 bytes of nothing were seen. So many bytes are forgiven for each
/// collection in between; what allocates in a loop of thousands allocates more. That holds where collections do not run in the
/// background, as in our test processes: those take memory away several times and are counted once.</remarks>
internal readonly struct Allocations
{
    private const int Quantum = 8192;

    private readonly long bytes;
    private readonly int collections;

    private Allocations(long bytes, int collections) => (this.bytes, this.collections) = (bytes, collections);

    public static Allocations Begin()
    {
        int collections = GC.CollectionCount(0);
        return new(GC.GetAllocatedBytesForCurrentThread(), collections);
    }

    /// <summary>Bytes.</summary>
    public long SoFar
    {
        get
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            return Math.Max(0, now - bytes - (Quantum * (long)(GC.CollectionCount(0) - collections)));
        }
    }
}
