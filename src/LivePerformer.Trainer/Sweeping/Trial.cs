using System.Text.Json.Serialization;

namespace LivePerformer.Trainer;

/// <summary>One plan of a sweep, and how it did at the end of each rung that it reached.</summary>
public sealed record Trial
{
    public required int Number { get; init; }
    public required TrainingPlan Plan { get; init; }
    public IReadOnlyList<Result> Results { get; init; } = [];

    /// <summary>Why it came to nothing: its loss was no number any more, or it did not fit into memory.</summary>
    public string? Fault { get; init; }

    /// <param name="Nats">Validation loss of the averaged weights, nats per token: on a fixed part of the split, in the last rung on the whole.</param>
    /// <param name="Accuracy">Share of tokens thought the likeliest before they came.</param>
    /// <param name="Tokens">Tokens trained on so far.</param>
    /// <param name="Seconds">Seconds trained so far.</param>
    public sealed record Result(double Nats, double Accuracy, long Tokens, double Seconds);

    /// <summary>The last result's loss; infinite where there is none.</summary>
    [JsonIgnore]
    public double Nats => Fault is null && Results.Count > 0 ? Results[^1].Nats : double.PositiveInfinity;

    /// <summary>The name of its folder.</summary>
    [JsonIgnore]
    public string Folder => $"trial-{Number:000}";
}
