using System.Diagnostics.CodeAnalysis;

namespace LivePerformer.Host;

/// <summary>What one datagram of OSC holds: a message, or a bundle of them.</summary>
internal abstract record OscPacket
{
    /// <summary>Bundles within bundles.</summary>
    public const int DeepestBundle = 8;

    /// <summary>False where it is no OSC; whatever the bytes are, nothing is thrown.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out OscPacket? packet) => new OscReader(bytes).TryPacket(DeepestBundle, out packet);

    public byte[] ToBytes()
    {
        var writer = new OscWriter();
        writer.Add(this);
        return writer.ToArray();
    }

    /// <summary>All messages in it, in their order, whatever the time tags say.</summary>
    public abstract IEnumerable<OscMessage> Messages();
}

/// <param name="Address">Or a pattern of addresses; printable ASCII that begins with a slash.</param>
internal sealed record OscMessage(string Address, IReadOnlyList<OscArgument> Arguments) : OscPacket
{
    public OscMessage(string address, params OscArgument[] arguments)
        : this(address, (IReadOnlyList<OscArgument>)arguments)
    {
    }

    public override IEnumerable<OscMessage> Messages() => [this];

    public bool Equals(OscMessage? other) => other is not null && Address == other.Address && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Address, Arguments.Count);
}

/// <param name="TimeTag">Seconds since 1900 in the upper half, fractions of one in the lower; 1: at once.</param>
internal sealed record OscBundle(ulong TimeTag, IReadOnlyList<OscPacket> Packets) : OscPacket
{
    public override IEnumerable<OscMessage> Messages() => Packets.SelectMany(packet => packet.Messages());

    public bool Equals(OscBundle? other) => other is not null && TimeTag == other.TimeTag && Packets.SequenceEqual(other.Packets);

    public override int GetHashCode() => HashCode.Combine(TimeTag, Packets.Count);
}
