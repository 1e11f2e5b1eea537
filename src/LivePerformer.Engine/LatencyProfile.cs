using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>How long the hardware takes from a message to a sound; notes are sent that much earlier.</summary>
public sealed record LatencyProfile(TimeSpan Output)
{
    public static LatencyProfile None { get; } = new(TimeSpan.Zero);

    /// <summary>When to send what shall sound at <paramref name="musical"/>.</summary>
    public TimePoint SendTime(TimePoint musical) => musical - Output;
}
