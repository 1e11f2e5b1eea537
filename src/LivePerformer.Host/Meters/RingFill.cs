namespace LivePerformer.Host;

/// <summary>How much waits in a ring between two threads.</summary>
internal readonly record struct RingFill(string Name, int Count, int Capacity)
{
    /// <summary>0 is empty, 1 is full.</summary>
    public double Share => (double)Count / Capacity;
}
