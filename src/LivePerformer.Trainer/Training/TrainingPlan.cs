namespace LivePerformer.Trainer;

/// <summary>What a training run was asked to do; it is saved with the run.</summary>
/// <remarks>What a plan leaves out is as it is here, in a file of a plan as in the checkpoints of earlier versions: so a new
/// property begins with what was done before there was a choice.</remarks>
public sealed record TrainingPlan
{
    public string Kind { get; init; } = "lstm";

    /// <summary>Numbers a token becomes; for a Transformer, the width of the head between a note's memory and the next token; for a transcriber, numbers a frame becomes.</summary>
    public int Embedding { get; init; } = 256;

    /// <summary>Numbers each layer of an LSTM or a transcriber remembers; the width of a Transformer.</summary>
    public int Hidden { get; init; } = 512;

    public int Layers { get; init; } = 2;

    /// <summary>Channels of a transcriber's first convolution; the others have more in proportion.</summary>
    public int Channels { get; init; } = 16;

    /// <summary>Heads of attention, for a Transformer.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Numbers in between where a transcriber thinks a frame over once more before it remembers it; 0: it does not.</summary>
    public int Inner { get; init; }

    /// <summary>What the squared error of velocity weighs in a transcriber's loss. Validation is by the usual weights, so that runs compare.</summary>
    public double Touch { get; init; } = 400;

    /// <summary>What that error weighs without its mean in each clip, once more: how loud a microphone is nobody knows, but it stays as it is.</summary>
    public double Even { get; init; }

    /// <summary>Share of a transcriber's clips in which others are heard and no piano, where the data hold such; 0: they are left aside, beside the piano too.</summary>
    public double Others { get; init; } = 0.06;

    public double Dropout { get; init; }

    /// <summary>Each reading of a piece is transposed by up to so many semitones, up or down.</summary>
    public int Transpose { get; init; }

    /// <summary>Pieces (for a Transformer windows, for a transcriber clips) read side by side.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Batches whose gradients are added for one step: as one batch so many times larger, in the memory of one.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Tokens of each piece per step, memory carried on, the gradient not; for a Transformer, notes in a window; for a transcriber, frames of a clip.</summary>
    public int Length { get; init; } = 128;

    /// <summary>The highest learning rate, reached after <see cref="WarmUp"/> steps.</summary>
    public double Rate { get; init; } = 2e-3;

    public int WarmUp { get; init; } = 300;

    /// <summary>How the rate falls from there to the end of the budget: one of <see cref="Schedules"/>.</summary>
    public string Schedule { get; init; } = Linear;

    /// <summary>The rate that is left at the end.</summary>
    public double LowestRate { get; init; }

    /// <summary>What moves the weights: one of <see cref="Optimizers"/>.</summary>
    public string Optimizer { get; init; } = Adam;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>How much of the averaged weights survives each step.</summary>
    public double Averaging { get; init; } = 0.999;

    /// <summary>The gradient is shortened to this norm where it is longer.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>In which numbers products are computed: one of <see cref="Precisions"/>.</summary>
    public string Precision { get; init; } = Single;

    public int Seed { get; init; } = 1;

    /// <summary>The budget: trained minutes where given, else epochs.</summary>
    public double? Minutes { get; init; }

    public double Epochs { get; init; } = 3;

    /// <summary>Minutes between validations on a fixed part of the validation split.</summary>
    public double ValidateEvery { get; init; } = 5;

    /// <summary>Tokens (or frames) of each validation piece that the regular validation reads; the last one reads all.</summary>
    public int ValidationTokens { get; init; } = 2048;

    /// <summary>Minutes between checkpoints.</summary>
    public double SaveEvery { get; init; } = 3;

    /// <summary>Validations without a better loss after which the run ends early.</summary>
    public int Patience { get; init; } = 8;

    public int Threads { get; init; } = Environment.ProcessorCount;

    public const string Linear = "linear", Cosine = "cosine";

    public static readonly string[] Schedules = [Linear, Cosine];

    public const string Adam = "adam", Muon = "muon";

    public static readonly string[] Optimizers = [Adam, Muon];

    public const string Single = "fp32", TensorFloat = "tf32";

    // No bf16: TorchSharp 0.107 does not offer Torch's autocast.
    public static readonly string[] Precisions = [Single, TensorFloat];

    /// <summary>A plan of sensible sizes for a kind of network.</summary>
    public static TrainingPlan For(string kind) => kind switch
    {
        NoteCourse.Kind => new TrainingPlan { Kind = kind, Hidden = 384, Layers = 4, Heads = 6, Embedding = 512, Batch = 8, Length = 256, Rate = 1.5e-3, WarmUp = 200, Transpose = 5 },
        TranscriberCourse.Kind => new TrainingPlan { Kind = kind, Embedding = 384, Inner = 768, Hidden = 256, Layers = 1, Batch = 12, Length = 400, Optimizer = Muon, Rate = 1.2e-3, WarmUp = 200 },
        _ => new TrainingPlan { Kind = kind },
    };

    /// <summary>The learning rate for a step, when <paramref name="progress"/> (0 to 1) of the budget is used.</summary>
    /// <remarks>The cosine is that of Loshchilov and Hutter, "SGDR", 2017, without restarts.</remarks>
    public double RateAt(int step, double progress)
    {
        double warm = Math.Min(1, (step + 1.0) / WarmUp), left = Math.Clamp(1 - progress, 0, 1);
        if (Schedule == Cosine) left = 0.5 * (1 - Math.Cos(Math.PI * left));
        return (Rate * warm * left) + (LowestRate * warm * (1 - left));
    }
}
