using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What a run leaves to be exported: the weights that scored best on the validation split, and what they are.</summary>
public sealed record RunWeights
{
    public const string FileName = "best.tensors";

    public required int Embedding { get; init; }
    public required int Hidden { get; init; }
    public required int Layers { get; init; }

    /// <summary>Id of the encoding they were trained on.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Id of the key features they were trained on.</summary>
    public required string Features { get; init; }

    /// <summary>What they were trained on.</summary>
    public required string Data { get; init; }

    public required string Licence { get; init; }

    /// <summary>What was done to the music before it became tokens.</summary>
    public PreparationSteps Steps { get; init; } = PreparationSteps.None;

    /// <summary>Between which touches most pieces moved before theirs were normalized; null where they were not.</summary>
    public VelocityRange? UsualTouch { get; init; }

    /// <summary>Nats per token on the validation split, or on a fixed part of it while the run is under way.</summary>
    public required double ValidationNats { get; init; }

    /// <summary>Share of the same tokens, the first of each piece left aside, that were thought the likeliest before they came.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Whether <see cref="ValidationNats"/> is over the whole split.</summary>
    public required bool IsFinal { get; init; }

    public required Progress Progress { get; init; }

    public required TrainingPlan Plan { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public LstmShape Shape => new(Embedding, Hidden, Layers);

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsTransformer => Plan.Kind == NoteCourse.Kind;

    [System.Text.Json.Serialization.JsonIgnore]
    public TransformerShape TransformerShape => new(Hidden, Layers, Plan.Heads, Embedding);

    /// <summary>Reads a run's best weights: their description, and the floats of each, row-major, by Torch's names.</summary>
    /// <exception cref="LivePerformerException">The run has none yet, or the file is damaged.</exception>
    public static (RunWeights About, IReadOnlyDictionary<string, float[]> Values) Read(string run)
    {
        TensorFile file = Open(run);
        return (file.Note<RunWeights>(), file.Values);
    }

    /// <summary>A run's best weights, of whatever kind.</summary>
    /// <exception cref="LivePerformerException">The run has none yet, or the file is damaged.</exception>
    internal static TensorFile Open(string run)
    {
        if (!Directory.Exists(run)) throw new LivePerformerException($"The run '{run}' does not exist. Name the folder given to train as --out.");

        string path = Path.Combine(run, FileName);
        if (!File.Exists(path)) throw new LivePerformerException($"The run '{run}' has no {FileName} yet. Let it train until its first validation.");

        return TensorFile.Read(path);
    }
}
