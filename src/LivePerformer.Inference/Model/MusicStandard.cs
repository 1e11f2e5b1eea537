using System.Text.Json.Serialization;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>In which key and which touch all the music stood that a model learned from; null where pieces kept their own.</summary>
/// <remarks>What such a model is to hear is moved there first, and what it plays is moved back.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]   // a standard that this build does not know is not passed over
public sealed record MusicStandard
{
    /// <summary>Id of the reference keys, and of how a key is found: <see cref="Standardization.Id"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pitch { get; init; }

    /// <summary>Id of how touch is brought to [0, 1]: <see cref="VelocityRange.Id"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Velocity { get; init; }

    /// <summary>The velocity that became 0 in most of the pieces: what is thought of a player who was not heard yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte? VelocityLow { get; init; }

    /// <summary>The velocity that became 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte? VelocityHigh { get; init; }

    [JsonIgnore]
    internal bool IsNone => Pitch is null && Velocity is null;

    [JsonIgnore]
    internal VelocityRange UsualTouch => new(VelocityLow ?? 1, VelocityHigh ?? 127);

    /// <exception cref="ModelException">This build cannot move music there.</exception>
    internal void Check(string model)
    {
        Known("pitch", Pitch, Standardization.Id);
        Known("velocity", Velocity, VelocityRange.Id);
        if (UsualTouch is not { Low: >= 1, High: <= 127 } usual || usual.Low > usual.High)
            throw new ModelException($"Model '{model}' claims touches of {VelocityLow} to {VelocityHigh}; 1 to 127 are possible, the softer first. {ModelManifest.Again(model)}");

        void Known(string what, string? has, string speaks)
        {
            if (has is not null && has != speaks)
                throw new ModelException($"Model '{model}' learned from music whose {what} was standardized as '{has}', but this build knows '{speaks}' alone. {ModelManifest.Again(model)}");
        }
    }
}
