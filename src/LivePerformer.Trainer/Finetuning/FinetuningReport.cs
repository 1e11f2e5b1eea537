using System.Text.Json.Serialization;

namespace LivePerformer.Trainer;

/// <summary>What a fine-tuning won, on files that it did not learn from.</summary>
internal sealed record FinetuningReport
{
    public required string Model { get; init; }
    public required string Name { get; init; }
    public required string Data { get; init; }
    public required int Pieces { get; init; }
    public required long Notes { get; init; }
    public required int HeldOutPieces { get; init; }
    public required long HeldOutTokens { get; init; }
    public required double NatsPerTokenBefore { get; init; }
    public required double NatsPerTokenAfter { get; init; }
    public required double NatsPerNoteBefore { get; init; }
    public required double NatsPerNoteAfter { get; init; }

    /// <summary>The new model's folder; null when nothing was won.</summary>
    [JsonIgnore]
    public string? Written { get; init; }

    [JsonIgnore]
    public string? Preset { get; init; }
}
