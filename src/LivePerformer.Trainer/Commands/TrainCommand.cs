using System.CommandLine;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>train</c>: token shards to weights, with checkpoints on the way.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var plan = new TrainingPlan();
        var kind = new Option<string>("--kind") { Description = "The kind of network.", DefaultValueFactory = _ => plan.Kind };
        kind.AcceptOnlyFromAmong(Course.Kinds);
        var data = new Option<string>("--data") { Description = "Folder that prepare wrote.", Required = true, HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder of the run: checkpoints, best weights, loss curve.", Required = true, HelpName = "RUN" };
        var device = new Option<string>("--device") { Description = "cpu, or cuda in a build with -p:Gpu=true.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var resume = new Option<bool>("--resume") { Description = "Go on from the run's last checkpoint, with the plan it was begun with; only --minutes, --transpose and --patience may be given anew." };
        var minutes = new Option<double?>("--minutes") { Description = "Budget in trained minutes; the learning rate reaches zero at its end." };
        var epochs = new Option<double>("--epochs") { Description = "Budget in passes over the data, where no minutes are given.", DefaultValueFactory = _ => plan.Epochs };
        var embedding = new Option<int>("--embedding") { Description = "Width of the token embedding.", DefaultValueFactory = _ => plan.Embedding };
        var hidden = new Option<int>("--hidden") { Description = "Width of each LSTM layer.", DefaultValueFactory = _ => plan.Hidden };
        var layers = new Option<int>("--layers") { Description = "Number of LSTM layers.", DefaultValueFactory = _ => plan.Layers };
        var dropout = new Option<double>("--dropout") { Description = "Share of activations dropped between layers while training.", DefaultValueFactory = _ => plan.Dropout };
        var transpose = new Option<int?>("--transpose") { Description = "Transpose each reading of a piece by up to so many semitones, up or down. [default: 0]" };
        transpose.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 11) result.AddError("--transpose takes 0 to 11 semitones.");
        });
        var batch = new Option<int>("--batch") { Description = "Pieces read side by side.", DefaultValueFactory = _ => plan.Batch };
        var length = new Option<int>("--length") { Description = "Tokens of each piece per step.", DefaultValueFactory = _ => plan.Length };
        var rate = new Option<double>("--lr") { Description = "Highest learning rate.", DefaultValueFactory = _ => plan.Rate };
        var warmUp = new Option<int>("--warm-up") { Description = "Steps until the highest learning rate.", DefaultValueFactory = _ => plan.WarmUp };
        var validate = new Option<double>("--validate-every") { Description = "Minutes between validations.", DefaultValueFactory = _ => plan.ValidateEvery };
        var save = new Option<double>("--save-every") { Description = "Minutes between checkpoints.", DefaultValueFactory = _ => plan.SaveEvery };
        var patience = new Option<int?>("--patience") { Description = $"Validations without progress before the run ends early. [default: {plan.Patience}]" };
        patience.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1) result.AddError("--patience must be 1 or more.");
        });
        var threads = new Option<int>("--threads") { Description = "Threads to compute with.", DefaultValueFactory = _ => plan.Threads };
        var seed = new Option<int>("--seed") { Description = "Seed of the first weights and of the order of the pieces.", DefaultValueFactory = _ => plan.Seed };
        var heads = new Option<int>("--heads") { Description = "Heads of attention of a Transformer.", DefaultValueFactory = _ => plan.Heads };
        foreach (Option<int> number in new[] { heads, embedding, hidden, layers, batch, length, threads, warmUp }) AtLeastOne(number);

        var command = new Command("train", "Train a network. Ctrl-C saves a checkpoint and leaves; --resume goes on.")
        {
            kind, data, output, device, resume, minutes, epochs, embedding, hidden, layers, heads, dropout, transpose, batch, length,
            rate, warmUp, validate, save, patience, threads, seed,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetValue(resume), parsed.GetRequiredValue(data), parsed.GetRequiredValue(output), parsed.GetRequiredValue(device), new TrainingPlan
        {
            Kind = parsed.GetRequiredValue(kind),
            Minutes = parsed.GetValue(minutes),
            Epochs = parsed.GetValue(epochs),
            Embedding = parsed.GetValue(embedding),
            Hidden = parsed.GetValue(hidden),
            Heads = parsed.GetValue(heads),
            Layers = parsed.GetValue(layers),
            Dropout = parsed.GetValue(dropout),
            Transpose = parsed.GetValue(transpose) ?? 0,
            Batch = parsed.GetValue(batch),
            Length = parsed.GetValue(length),
            Rate = parsed.GetValue(rate),
            WarmUp = parsed.GetValue(warmUp),
            ValidateEvery = parsed.GetValue(validate),
            SaveEvery = parsed.GetValue(save),
            Patience = parsed.GetValue(patience) ?? plan.Patience,
            Threads = parsed.GetValue(threads),
            Seed = parsed.GetValue(seed),
        }, begun => begun with
        {
            Minutes = parsed.GetValue(minutes) ?? begun.Minutes,
            Transpose = parsed.GetValue(transpose) ?? begun.Transpose,
            Patience = parsed.GetValue(patience) ?? begun.Patience,
        }, stop)));
        return command;
    }

    private static int Run(bool resume, string data, string folder, string device, TrainingPlan plan, Func<TrainingPlan, TrainingPlan> revise, CancellationToken stop)
    {
        using TrainingRun run = resume ? TrainingRun.Resume(data, folder, device, revise) : TrainingRun.Begin(plan, data, folder, device);
        ConsoleProgress.Say($"{run.Parameters / 1e6:F1} million weights; {(run.Plan.Minutes is { } minutes ? $"{minutes} minutes" : $"{run.Plan.Epochs} epochs")}"
            + (resume ? $"; resumed at step {run.Progress.Steps}" : ""));
        double? nats = null;
        double before = run.Progress.Tokens - 1, since = run.Progress.Seconds;
        ConsoleProgress.Run("train", show => nats = run.Train(now => show(now.Fraction, string.Create(null,
            $"step {now.Progress.Steps}, loss {now.Loss:F3} nats/token, {(now.Progress.Tokens - before) / Math.Max(1, now.Progress.Seconds - since):F0} tokens/s")), ConsoleProgress.Say, stop));
        ConsoleProgress.Say(nats is { } final
            ? $"done: {final:F4} nats/token on the whole validation split; best weights in '{Path.Combine(folder, RunWeights.FileName)}'"
            : $"stopped after {run.Progress.Steps} steps, checkpoint saved. Go on: LivePerformer.Trainer train --data {data} --out {folder} --resume");
        return 0;
    }

    private static void AtLeastOne(Option<int> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1) result.AddError($"{option.Name} must be 1 or more.");
    });
}
