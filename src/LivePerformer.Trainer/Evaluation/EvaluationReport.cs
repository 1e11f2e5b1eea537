using System.Text.Json.Serialization;
using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>How surprised a model was by a split of a data set: the smaller the numbers, the better it knows such music.</summary>
/// <remarks>
/// Each piece is read from silence to its end with memory carried on. Its first token has nothing before it and costs
/// log(388). Seconds are the musical time between the first and the last event.
/// </remarks>
public sealed record EvaluationReport
{
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model's file.</summary>
    public required string Sha256 { get; init; }

    public required string Tokenizer { get; init; }

    /// <summary>The data set, as prepare would name it.</summary>
    public required string Data { get; init; }

    /// <summary>To which key and touch each piece was moved as a whole before it was scored, as prepare does: the notes are
    /// those of any other model, but a model that is told the key by this has one thing less to guess in each piece, and
    /// touches beyond a piece's 1st and 99th percentile are not asked for. Null: each piece as it was played.</summary>
    public MusicStandard? Standard { get; init; }

    public required string Split { get; init; }
    public required int Pieces { get; init; }

    /// <summary>Pieces of the split that could not be read and are not in the numbers.</summary>
    public required int LeftOut { get; init; }

    public required long Tokens { get; init; }
    public required long Notes { get; init; }
    public required double Seconds { get; init; }

    [JsonInclude] public double NatsPerToken => Nats / Tokens;
    /// <summary>exp(nats per token): as unsure as if so many tokens were equally likely each time.</summary>
    [JsonInclude] public double Perplexity => Math.Exp(NatsPerToken);

    [JsonInclude] public double NatsPerNote => Nats / Notes;
    [JsonInclude] public double NatsPerSecond => Nats / Seconds;

    /// <summary>Nats in all.</summary>
    public required double Nats { get; init; }

    /// <summary>What the model plays on with beside what was really played; null where it was not asked to play.</summary>
    public Generation? Generation { get; init; }

    /// <exception cref="LivePerformerException">The file cannot be written.</exception>
    public void Write(string path) => ReportFile.Write(path, this);
}
