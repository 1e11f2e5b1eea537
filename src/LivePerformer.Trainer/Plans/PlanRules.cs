using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What a plan must hold to for a run to make sense; whatever breaks a rule is refused before anything is written.</summary>
public static class PlanRules
{
    private const int MostLayers = 16, MostWidth = 8192, MostWindow = 8192;   // what a model may have that the host plays

    // Of one array of a step: 1 GB, far beyond what a step takes, and far from where whole numbers end.
    private const long MostNumbers = 1L << 28;

    /// <exception cref="LivePerformerException">The plan breaks a rule: one line with its name and the remedy.</exception>
    public static void Check(TrainingPlan plan)
    {
        OneOf("kind", plan.Kind, Course.Kinds);
        OneOf("schedule", plan.Schedule, TrainingPlan.Schedules);
        OneOf("optimizer", plan.Optimizer, TrainingPlan.Optimizers);
        OneOf("precision", plan.Precision, TrainingPlan.Precisions);
        foreach ((string name, int value) in new[]
        {
            ("embedding", plan.Embedding), ("hidden", plan.Hidden), ("layers", plan.Layers), ("batch", plan.Batch), ("accumulate", plan.Accumulate),
            ("length", plan.Length), ("channels", plan.Channels), ("warmUp", plan.WarmUp), ("validationTokens", plan.ValidationTokens), ("patience", plan.Patience), ("threads", plan.Threads),
        }) Demand(value >= 1, name, value, "1 or more");

        Demand(plan.Embedding <= MostWidth, "embedding", plan.Embedding, $"at most {MostWidth}");
        Demand(plan.Hidden <= MostWidth, "hidden", plan.Hidden, $"at most {MostWidth}");
        Demand(plan.Inner is >= 0 and <= MostWidth, "inner", plan.Inner, $"0 to {MostWidth}");
        Demand(plan.Layers <= MostLayers, "layers", plan.Layers, $"at most {MostLayers}");
        Demand(plan.Transpose is >= 0 and <= 11, "transpose", plan.Transpose, "0 to 11 semitones");
        Demand(plan.Dropout is >= 0 and < 1, "dropout", plan.Dropout, "0 or more and less than 1");
        Demand(plan.Rate is > 0 and < double.PositiveInfinity, "rate", plan.Rate, "more than 0, for example 0.001");
        Demand(plan.LowestRate >= 0 && plan.LowestRate <= plan.Rate, "lowestRate", plan.LowestRate, $"0 to the rate, {plan.Rate}");
        Demand(plan.WeightDecay is >= 0 and < double.PositiveInfinity, "weightDecay", plan.WeightDecay, "0 or more");
        Demand(plan.Averaging is >= 0 and < 1, "averaging", plan.Averaging, "0 or more and less than 1");
        Demand(plan.Clip > 0, "clip", plan.Clip, "more than 0");
        Demand(plan.Minutes is null or > 0, "minutes", plan.Minutes ?? 0, "more than 0");
        Demand(plan.Epochs > 0, "epochs", plan.Epochs, "more than 0");
        Demand(plan.ValidateEvery >= 0, "validateEvery", plan.ValidateEvery, "0 or more minutes");
        Demand(plan.SaveEvery >= 0, "saveEvery", plan.SaveEvery, "0 or more minutes");
        if (plan.Kind == NoteCourse.Kind) CheckTransformer(plan);
        if (plan.Kind == TranscriberCourse.Kind) CheckTranscriber(plan);

        int width = plan.Kind switch
        {
            NoteCourse.Kind => Math.Max(KeyFeatures.Width, plan.Hidden / plan.Heads),
            TranscriberCourse.Kind => plan.Channels * new FeatureSpec().Bands,
            _ => KeyFeatures.Width,
        };
        double step = (double)plan.Batch * plan.Accumulate * plan.Length;
        if (step * width > MostNumbers)
            throw new LivePerformerException($"Batch {plan.Batch} x accumulate {plan.Accumulate} x length {plan.Length} is {step:F0} a step, but must be at most {MostNumbers / width}. Choose smaller ones.");
    }

    private static void CheckTransformer(TrainingPlan plan)
    {
        Demand(plan.Length <= MostWindow, "length", plan.Length, $"at most {MostWindow} notes");
        Demand(plan.Length >= 2, "length", plan.Length, "2 notes or more: windows are scored by halves");
        Demand(plan.Heads >= 2 && plan.Heads % 2 == 0, "heads", plan.Heads, "an even number: half of the heads count notes, the other half seconds");
        if (plan.Hidden % (2 * plan.Heads) != 0)
            throw new LivePerformerException($"{plan.Heads} heads cannot share a width of hidden = {plan.Hidden}: each head needs an even number. "
                + $"Choose a multiple of {2 * plan.Heads}, such as {Math.Max(1, (int)Math.Round(plan.Hidden / (2.0 * plan.Heads))) * 2 * plan.Heads}, or other heads.");
    }

    private static void CheckTranscriber(TrainingPlan plan)
    {
        Demand(plan.Length <= MostWindow, "length", plan.Length, $"at most {MostWindow} frames");
        Demand(plan.Length >= 2 * TranscriberShape.MostLookAhead, "length", plan.Length, $"{2 * TranscriberShape.MostLookAhead} frames or more: the last {TranscriberShape.MostLookAhead} are only looked ahead to");
        Demand(plan.Touch is >= 0 and < double.PositiveInfinity, "touch", plan.Touch, "0 or more");
        Demand(plan.Even is >= 0 and < double.PositiveInfinity, "even", plan.Even, "0 or more");
        Demand(plan.Others is >= 0 and < 1, "others", plan.Others, "0 or more and less than 1");
        Demand(plan.Channels <= 256, "channels", plan.Channels, "at most 256");
        Demand(plan.Transpose == 0, "transpose", plan.Transpose, "0: sound is not transposed");
    }

    private static void OneOf(string name, string value, string[] choices)
    {
        if (!choices.Contains(value))
            throw new LivePerformerException($"There is no {name} '{value}'. Did you mean '{Spelling.Nearest(value, choices)}'? The choices: {string.Join(", ", choices)}.");
    }

    private static void Demand(bool holds, string name, double value, string remedy)
    {
        if (!holds) throw new LivePerformerException($"The plan's {name} is {value}, but must be {remedy}.");
    }
}
