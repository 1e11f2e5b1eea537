using System.CommandLine;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The options that change a training plan; what is not given stays as the plan has it.</summary>
internal sealed class PlanOptions
{
    private static readonly string[] Revisable = ["minutes", "epochs", "transpose", "patience", "threads", "validateEvery", "saveEvery", "optimizer", "precision"];

    private readonly List<(Option Option, Func<ParseResult, TrainingPlan, TrainingPlan> Apply)> settings = [];
    private readonly Option<string?> file = new("--plan") { Description = "Plan to begin from, a JSON file; the other options override it. [default: what is usual for the kind]", HelpName = "FILE" };
    private readonly Option<string?> kind = new("--kind") { Description = "The kind of network. [default: lstm]" };

    public PlanOptions()
    {
        kind.AcceptOnlyFromAmong(Course.Kinds);
        // Epochs take the place of a plan's minutes; where both are asked for, minutes count.
        Add(new Option<double?>("--epochs") { Description = "Budget in passes over the data, where no minutes are given." }, (plan, value) => plan with { Epochs = value, Minutes = null });
        Add(new Option<double?>("--minutes") { Description = "Budget in trained minutes; the learning rate reaches its lowest at its end." }, (plan, value) => plan with { Minutes = value });
        Add(new Option<int?>("--embedding") { Description = "Width of the token embedding; of the head of a Transformer." }, (plan, value) => plan with { Embedding = value });
        Add(new Option<int?>("--hidden") { Description = "Width of each layer." }, (plan, value) => plan with { Hidden = value });
        Add(new Option<int?>("--layers") { Description = "Number of layers." }, (plan, value) => plan with { Layers = value });
        Add(new Option<int?>("--channels") { Description = "Channels of a transcriber's first convolution." }, (plan, value) => plan with { Channels = value });
        Add(new Option<int?>("--inner") { Description = "Width inside a transcriber's second look at a frame; 0 leaves that out." }, (plan, value) => plan with { Inner = value });
        Add(new Option<double?>("--touch") { Description = "Weight of the squared error of velocity in a transcriber's loss. [default: 400]" }, (plan, value) => plan with { Touch = value });
        Add(new Option<double?>("--even") { Description = "Weight of that error without its mean in each clip, as if the microphone's level were known. [default: 0]" }, (plan, value) => plan with { Even = value });
        Add(new Option<double?>("--others") { Description = "Share of a transcriber's clips of people who talk and other instruments, where the data hold such; 0 leaves them aside. [default: 0.06]" }, (plan, value) => plan with { Others = value });
        Add(new Option<int?>("--heads") { Description = "Heads of attention of a Transformer." }, (plan, value) => plan with { Heads = value });
        Add(new Option<double?>("--dropout") { Description = "Share of activations dropped while training." }, (plan, value) => plan with { Dropout = value });
        Add(new Option<int?>("--transpose") { Description = "Transpose each reading of a piece by up to so many semitones, up or down." }, (plan, value) => plan with { Transpose = value });
        Add(new Option<int?>("--batch") { Description = "Pieces, or windows of a Transformer, read side by side." }, (plan, value) => plan with { Batch = value });
        Add(new Option<int?>("--accumulate") { Description = "Batches whose gradients are added for one step, in the memory of one." }, (plan, value) => plan with { Accumulate = value });
        Add(new Option<int?>("--length") { Description = "Tokens of each piece per step; notes in a window of a Transformer." }, (plan, value) => plan with { Length = value });
        Add(new Option<double?>("--lr", "--rate") { Description = "Highest learning rate." }, (plan, value) => plan with { Rate = value });
        Add(new Option<double?>("--lowest-rate") { Description = "Learning rate at the end." }, (plan, value) => plan with { LowestRate = value });
        Add(new Option<int?>("--warm-up") { Description = "Steps until the highest learning rate." }, (plan, value) => plan with { WarmUp = value });
        Option<string?> schedule = new("--schedule") { Description = "How the learning rate falls." };
        schedule.AcceptOnlyFromAmong(TrainingPlan.Schedules);
        Add(schedule, (plan, value) => plan with { Schedule = value });
        Option<string?> optimizer = new("--optimizer") { Description = "What moves the weights: AdamW, or Muon for the matrices between first and last layer." };
        optimizer.AcceptOnlyFromAmong(TrainingPlan.Optimizers);
        Add(optimizer, (plan, value) => plan with { Optimizer = value });
        Add(new Option<double?>("--decay") { Description = "Weight decay." }, (plan, value) => plan with { WeightDecay = value });
        Add(new Option<double?>("--clip") { Description = "Longest gradient." }, (plan, value) => plan with { Clip = value });
        Option<string?> precision = new("--precision") { Description = "Numbers that products are computed in; others than fp32 on CUDA alone." };
        precision.AcceptOnlyFromAmong(TrainingPlan.Precisions);
        Add(precision, (plan, value) => plan with { Precision = value });
        Add(new Option<double?>("--validate-every") { Description = "Minutes between validations." }, (plan, value) => plan with { ValidateEvery = value });
        Add(new Option<double?>("--save-every") { Description = "Minutes between checkpoints." }, (plan, value) => plan with { SaveEvery = value });
        Add(new Option<int?>("--patience") { Description = "Validations without progress before the run ends early." }, (plan, value) => plan with { Patience = value });
        Add(new Option<int?>("--threads") { Description = "Threads to compute with." }, (plan, value) => plan with { Threads = value });
        Add(new Option<int?>("--seed") { Description = "Seed of the first weights, of the order of the pieces and of dropout." }, (plan, value) => plan with { Seed = value });
    }

    public IEnumerable<Option> All => [file, kind, .. settings.Select(setting => setting.Option)];

    /// <summary>The plan of a new run.</summary>
    /// <exception cref="LivePerformerException">The file is missing or no plan.</exception>
    public TrainingPlan Plan(ParseResult parsed)
    {
        string? named = parsed.GetValue(kind);
        TrainingPlan plan = parsed.GetValue(file) is { } path ? PlanFile.Read(path, named) : TrainingPlan.For(named ?? LstmCourse.Kind);
        return Override(parsed, plan);
    }

    /// <summary>The plan of a run that goes on: what it was begun with, but for what may change on the way.</summary>
    /// <exception cref="LivePerformerException">Something else is asked to change.</exception>
    public TrainingPlan Revise(ParseResult parsed, TrainingPlan begun)
    {
        TrainingPlan plan = parsed.GetValue(file) is { } path ? PlanFile.Overlay(PlanFile.ReadPlan(path), begun, path) : begun;
        plan = Override(parsed, plan) with { Kind = parsed.GetValue(kind) ?? plan.Kind };
        if (PlanFile.Differences(begun, plan).FirstOrDefault(key => !Revisable.Contains(key)) is { } key)
            throw new LivePerformerException($"The run was begun with {key} {PlanFile.Value(begun, key)} and cannot go on with {PlanFile.Value(plan, key)}. "
                + $"Leave it out, or begin a new run; only {string.Join(", ", Revisable)} may change.");
        return plan;
    }

    private TrainingPlan Override(ParseResult parsed, TrainingPlan plan) => settings.Aggregate(plan, (so, setting) => setting.Apply(parsed, so));

    private void Add<T>(Option<T?> option, Func<TrainingPlan, T, TrainingPlan> set) where T : struct =>
        settings.Add((option, (parsed, plan) => parsed.GetValue(option) is { } value ? set(plan, value) : plan));

    private void Add(Option<string?> option, Func<TrainingPlan, string, TrainingPlan> set) =>
        settings.Add((option, (parsed, plan) => parsed.GetValue(option) is { } value ? set(plan, value) : plan));
}
