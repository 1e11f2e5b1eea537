namespace LivePerformer.Music;

/// <summary>From which belief of the network on something is taken as heard, 0 to 1.</summary>
public sealed record DecoderThresholds
{
    /// <summary>A key was struck.</summary>
    public double Onset { get; init; } = 0.5;

    /// <summary>A note sounds on.</summary>
    public double Frame { get; init; } = 0.5;

    /// <summary>A note ended.</summary>
    public double Offset { get; init; } = 0.5;

    /// <summary>The sustain pedal is down.</summary>
    public double Pedal { get; init; } = 0.5;

    /// <summary>Whether all lie between 0 and 1.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AreBeliefs => Onset is > 0 and < 1 && Frame is > 0 and < 1 && Offset is > 0 and < 1 && Pedal is > 0 and < 1;
}
