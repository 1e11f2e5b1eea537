namespace LivePerformer.Devices.Jack;

/// <summary>While it lives, the collector does not run, as far as memory allows.</summary>
/// <remarks>libjack ends its threads with pthread_cancel. One that is in our runtime then, waiting for the collector, is
/// cancelled with a lock of the runtime in its hands, takes that lock once more at its end, and the process hangs for
/// ever. Seen with 100 MB/s of garbage, once in some sixty stops.</remarks>
internal readonly struct NoCollection : IDisposable
{
    /// <summary>What all other threads may allocate meanwhile, in bytes.</summary>
    private const long Room = 128 << 20;

    private readonly bool holds;

    private NoCollection(bool holds) => this.holds = holds;

    public static NoCollection Begin()
    {
        try
        {
            return new(GC.TryStartNoGCRegion(Room));
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentOutOfRangeException)
        {
            return new(false);      // somebody else holds it, or this machine has no such room
        }
    }

    public void Dispose()
    {
        if (!holds) return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // more was allocated, and the collector ran after all
        }
    }
}
