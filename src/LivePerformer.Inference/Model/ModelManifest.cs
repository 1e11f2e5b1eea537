using System.Text.Json.Serialization;

namespace LivePerformer.Inference;

/// <summary>What a model promises: the language it speaks, its sizes, its file, where it comes from and how well it scored.</summary>
public sealed record ModelManifest
{
    public const string FileName = "manifest.json";

    public required string Name { get; init; }

    /// <summary>The kind of network: "lstm" or "transformer".</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the encoding whose tokens it reads and writes.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Id of the features it is told beside each token.</summary>
    public required string Features { get; init; }

    /// <summary>How many tokens the encoding has.</summary>
    public required int Vocabulary { get; init; }

    public required int Layers { get; init; }

    /// <summary>Numbers that each layer remembers, or, with attention, that a note becomes.</summary>
    public required int Hidden { get; init; }

    /// <summary>Heads of attention in each layer; null where there is no attention.</summary>
    public int? Heads { get; init; }

    /// <summary>Notes it can look back on; null where memory has no fixed length.</summary>
    public int? Context { get; init; }

    /// <summary>How the file keeps its weights: "half", "8bit" or "single".</summary>
    public string Weights { get; init; } = WeightFormat.Half.Word();

    /// <summary>In which key and which touch the music stood that it learned from; null where it was as it was played.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MusicStandard? Standard { get; init; }

    /// <summary>The steps that the music took which it learned from, for people; null where there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preparation { get; init; }

    /// <summary>The model's file, beside the manifest.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it was trained on.</summary>
    public required string Data { get; init; }

    /// <summary>The licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Measured by the trainer's evaluate, by the report's own names (nats_per_token ...).</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>When it was exported (ISO 8601).</summary>
    public string Created { get; init; } = "";

    /// <summary>The command that makes it again.</summary>
    public string Command { get; init; } = "";

    /// <exception cref="ModelException">The file is missing, too large or no manifest.</exception>
    public static ModelManifest Read(string path) => ManifestFile.Read<ModelManifest>(path);

    public void Write(string path) => ManifestFile.Write(path, this);

    /// <summary>The remedy for most faults of a model folder.</summary>
    internal static string Again(string name) => $"Export it again: LivePerformer.Trainer export RUN --name {name}";
}
