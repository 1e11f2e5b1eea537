using System.Text.Json.Serialization;

namespace LivePerformer.Inference;

/// <summary>What a model promises: the language it speaks, its sizes, its file, where it comes from and how well it scored.</summary>
public sealed record ModelManifest : NetworkManifest
{
    public const string FileName = "manifest.json";

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

    /// <summary>In which key and which touch the music stood that it learned from; null where it was as it was played.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MusicStandard? Standard { get; init; }

    /// <summary>The steps that the music took which it learned from, for people; null where there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preparation { get; init; }

    /// <exception cref="ModelException">The file is missing, too large or no manifest.</exception>
    public static ModelManifest Read(string path) => ManifestFile.Read<ModelManifest>(path);

    public void Write(string path) => ManifestFile.Write(path, this);

    /// <summary>The remedy for most faults of a model folder.</summary>
    internal static string Again(string name) => $"Export it again: LivePerformer.Trainer export RUN --name {name}";
}
