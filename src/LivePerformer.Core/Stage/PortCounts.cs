using System.Runtime.CompilerServices;

namespace LivePerformer.Core;

/// <summary>A count for each port.</summary>
[InlineArray(Ports)]
public struct PortCounts : IEquatable<PortCounts>
{
    public const int Ports = 8;

    private long first;

    public static bool operator ==(in PortCounts one, in PortCounts other) => one.Equals(other);

    public static bool operator !=(in PortCounts one, in PortCounts other) => !one.Equals(other);

    public void Add(int port) => this[port & (Ports - 1)]++;

    public readonly bool Equals(PortCounts other) => ((ReadOnlySpan<long>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is PortCounts other && Equals(other);

    public override readonly int GetHashCode() => first.GetHashCode();
}
