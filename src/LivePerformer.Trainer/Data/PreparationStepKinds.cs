using System.Text.Json.Serialization;

namespace LivePerformer.Trainer;

/// <summary>In which key the pieces stand.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PitchStep>))]
public enum PitchStep
{
    /// <summary>Their own.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>C major or A minor.</summary>
    [JsonStringEnumMemberName("key")]
    Key,
}

/// <summary>What touch means.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VelocityStep>))]
public enum VelocityStep
{
    /// <summary>MIDI's own velocity.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The piece's softest to its loudest.</summary>
    [JsonStringEnumMemberName("normalize")]
    Normalize,
}

/// <summary>What becomes of a key that is struck twice within 30 ms.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DuplicateStep>))]
public enum DuplicateStep
{
    /// <summary>Two notes.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,

    /// <summary>One note.</summary>
    [JsonStringEnumMemberName("drop")]
    Drop,
}

/// <summary>What the sustain pedal does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SustainStep>))]
public enum SustainStep
{
    /// <summary>Notes last until it is lifted.</summary>
    [JsonStringEnumMemberName("extend")]
    Extend,

    /// <summary>Nothing: notes last as long as their keys are down.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,
}
