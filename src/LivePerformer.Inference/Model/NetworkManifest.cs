using System.Text.Json.Serialization;

namespace LivePerformer.Inference;

/// <summary>What every network's manifest says: which file it is, where it comes from and how well it scored.</summary>
public abstract record NetworkManifest
{
    [JsonPropertyOrder(-2)]
    public required string Name { get; init; }

    /// <summary>The kind of network: "lstm" or "transformer" plays, "transcriber" hears.</summary>
    [JsonPropertyOrder(-1)]
    public required string Kind { get; init; }

    /// <summary>How the file keeps its weights: "half", "8bit" or "single".</summary>
    public string Weights { get; init; } = WeightFormat.Half.Word();

    /// <summary>The model's file, beside the manifest.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it was trained on.</summary>
    public required string Data { get; init; }

    /// <summary>The licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Measured by the trainer, by the report's own names.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>When it was exported (ISO 8601).</summary>
    public string Created { get; init; } = "";

    /// <summary>The command that makes it again.</summary>
    public string Command { get; init; } = "";
}
