using System.CommandLine;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>train</c>: token shards to weights, with checkpoints on the way.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder that prepare wrote.", Required = true, HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder of the run: checkpoints, best weights, loss curve.", Required = true, HelpName = "RUN" };
        var device = new Option<string>("--device") { Description = "cpu, or cuda in a build with -p:Gpu=true.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var resume = new Option<bool>("--resume") { Description = "Go on from the run's last checkpoint, with the plan it was begun with; budget, transposition, patience, threads, optimizer, precision and the pauses may be given anew." };
        var start = new Option<string?>("--from") { Description = "Begin with the best weights of another run; what this network has beside them begins so that it changes nothing.", HelpName = "RUN" };
        var options = new PlanOptions();
        var command = new Command("train", "Train a network. Ctrl-C saves a checkpoint and leaves; --resume goes on.") { data, output, device, resume, start };
        foreach (Option option in options.All) command.Add(option);
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(resume) && parsed.GetValue(start) is not null) throw new LivePerformerException("--from begins a run and --resume goes on with one. Leave one of them out.");

            (string from, string folder, string on) = (parsed.GetRequiredValue(data), parsed.GetRequiredValue(output), parsed.GetRequiredValue(device));
            using TrainingRun run = parsed.GetValue(resume)
                ? TrainingRun.Resume(from, folder, on, begun => options.Revise(parsed, begun))
                : TrainingRun.Begin(options.Plan(parsed), from, folder, on);
            if (parsed.GetValue(start) is { } earlier)
            {
                ConsoleProgress.Say($"begins with the weights of '{earlier}'");
                run.StartFrom(RunWeights.Open(earlier).Values, isGrowing: true, stop);
            }

            return Task.FromResult(Train(run, parsed.GetValue(resume), from, folder, stop));
        });
        return command;
    }

    private static int Train(TrainingRun run, bool resumed, string data, string folder, CancellationToken stop)
    {
        ConsoleProgress.Say($"{run.Parameters / 1e6:F1} million weights; {(run.Plan.Minutes is { } minutes ? $"{minutes} minutes" : $"{run.Plan.Epochs} epochs")}"
            + (resumed ? $"; resumed at step {run.Progress.Steps}" : ""));
        double? nats = null;
        double before = run.Progress.Tokens - 1, since = run.Progress.Seconds;
        ConsoleProgress.Run("train", show => nats = run.Train(now => show(now.Fraction, string.Create(null,
            $"step {now.Progress.Steps}, loss {now.Loss:F3} {now.Words.Loss}, {(now.Progress.Tokens - before) / Math.Max(1, now.Progress.Seconds - since):F0} {now.Words.Unit}s/s")), ConsoleProgress.Say, stop));
        ConsoleProgress.Say(nats is { } final
            ? $"done: {final:F4} {run.Words.Loss} on the whole validation split; best weights in '{Path.Combine(folder, RunWeights.FileName)}', curve in '{Path.Combine(folder, LossPlot.FileName)}'"
            : $"stopped after {run.Progress.Steps} steps, checkpoint saved. Go on: LivePerformer.Trainer train --data {data} --out {folder} --resume");
        return 0;
    }
}
