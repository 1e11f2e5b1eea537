namespace LivePerformer.Trainer;

/// <summary>What a training run was asked to do; it is saved with the run and not changed by resuming.</summary>
public sealed record TrainingPlan
{
    public string Kind { get; init; } = "lstm";
    public int Embedding { get; init; } = 256;
    public int Hidden { get; init; } = 512;
    public int Layers { get; init; } = 2;

    /// <summary>Heads of attention, for a Transformer.</summary>
    public int Heads { get; init; } = 8;

    public double Dropout { get; init; }

    /// <summary>Each reading of a piece is transposed by up to so many semitones, up or down.</summary>
    public int Transpose { get; init; }

    /// <summary>Pieces read side by side.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Tokens of each piece per step; memory is carried on, the gradient is not.</summary>
    public int Length { get; init; } = 128;

    /// <summary>The highest learning rate, reached after <see cref="WarmUp"/> steps; from there it falls in a line to zero.</summary>
    public double Rate { get; init; } = 2e-3;

    public int WarmUp { get; init; } = 300;
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>How much of the averaged weights survives each step.</summary>
    public double Averaging { get; init; } = 0.999;

    public double Clip { get; init; } = 1;
    public int Seed { get; init; } = 1;

    /// <summary>The budget: trained minutes where given, else epochs.</summary>
    public double? Minutes { get; init; }

    public double Epochs { get; init; } = 3;

    /// <summary>Minutes between validations on a fixed part of the validation split.</summary>
    public double ValidateEvery { get; init; } = 5;

    /// <summary>Tokens of each validation piece that the regular validation reads; the last one reads all.</summary>
    public int ValidationTokens { get; init; } = 2048;

    /// <summary>Minutes between checkpoints.</summary>
    public double SaveEvery { get; init; } = 3;

    /// <summary>Validations without a better loss after which the run ends early.</summary>
    public int Patience { get; init; } = 8;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The learning rate for a step, when <paramref name="progress"/> (0 to 1) of the budget is used.</summary>
    public double RateAt(int step, double progress) =>
        Rate * Math.Min(1, (step + 1.0) / WarmUp) * Math.Clamp(1 - progress, 0, 1);
}
