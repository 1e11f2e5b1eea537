using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What a run of a transcriber leaves to be exported, and what it is.</summary>
public sealed record TranscriberWeights
{
    public required TranscriberShape Shape { get; init; }

    public required FeatureSpec Features { get; init; }

    /// <summary>What they were trained on.</summary>
    public required string Data { get; init; }

    public required string Licence { get; init; }

    /// <summary>Nats per frame on the validation split, or on a fixed part of it while the run is under way.</summary>
    public required double ValidationLoss { get; init; }

    /// <summary>Dice's coefficient of the onset frames that are said and that are.</summary>
    public required double ValidationAgreement { get; init; }

    /// <summary>Whether both are over the whole split.</summary>
    public required bool IsFinal { get; init; }

    public required Progress Progress { get; init; }

    public required TrainingPlan Plan { get; init; }

    /// <summary>Reads a run's best weights: their description, and the floats of each, row-major, by Torch's names.</summary>
    /// <exception cref="LivePerformerException">The run has none yet, or the file is damaged.</exception>
    public static (TranscriberWeights About, IReadOnlyDictionary<string, float[]> Values) Read(string run)
    {
        TensorFile file = RunWeights.Open(run);
        return (file.Note<TranscriberWeights>(), file.Values);
    }

    /// <summary>Whether the run trained a transcriber.</summary>
    /// <exception cref="LivePerformerException">As <see cref="Read"/>.</exception>
    public static bool IsOne(string run) => RunWeights.Open(run).Note<Sort>().Plan.Kind == TranscriberCourse.Kind;

    private sealed record Sort(TrainingPlan Plan);
}
