using System.CommandLine;
using LivePerformer.Core;
using Spectre.Console;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>sweep</c>: many short trainings to the plan of a long one.</summary>
internal static class SweepCommand
{
    private static readonly (string Option, string Key, string Example)[] Searched =
    [
        ("--rate", "rate", "1e-4..1e-2"), ("--batch", "batch", "8,16,32"), ("--length", "length", "128,256"), ("--dropout", "dropout", "0..0.3"),
        ("--decay", "weightDecay", "1e-4..0.1"), ("--layers", "layers", "2..6"), ("--hidden", "hidden", "256,384,512"),
    ];

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder that prepare wrote.", Required = true, HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder of the sweep: a run for each trial, table, picture, best-plan.json.", Required = true, HelpName = "DIR" };
        var device = new Option<string>("--device") { Description = "cpu, or cuda in a build with -p:Gpu=true.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var resume = new Option<bool>("--resume") { Description = "Go on with the sweep in --out as it was begun." };
        var plan = new Option<string?>("--plan") { Description = "Plan that the trials vary, a JSON file. [default: what is usual for the kind]", HelpName = "FILE" };
        var kind = new Option<string?>("--kind") { Description = "The kind of network. [default: lstm]" };
        kind.AcceptOnlyFromAmong(Course.Kinds);
        var space = new Option<string?>("--space") { Description = "What to search, a JSON file such as { \"rate\": \"1e-4..1e-2\", \"batch\": [8, 16] }.", HelpName = "FILE" };
        Option<string?>[] axes = [.. Searched.Select(each => new Option<string?>(each.Option) { Description = $"Search {each.Key}: a range or choices, such as {each.Example}.", HelpName = "VALUES" })];
        var trials = new Option<int?>("--trials") { Description = "Plans to draw by lot. [default: 9]" };
        var minutes = new Option<double?>("--minutes-each") { Description = "Trained minutes of a trial that goes all the way. [default: the plan's budget]" };
        var epochs = new Option<double?>("--epochs-each") { Description = "The same in passes over the data." };
        var rungs = new Option<int?>("--rungs") { Description = "Rungs of successive halving; 1 is random search. [default: 1]" };
        var factor = new Option<int?>("--factor") { Description = "One trial in so many goes on to the next rung, for so many times longer. [default: 3]" };
        var seed = new Option<int?>("--seed") { Description = "Seed of the plans. [default: 1]" };
        var threads = new Option<int?>("--threads") { Description = "Threads to compute with." };
        Option[] beginnings = [plan, kind, space, .. axes, trials, minutes, epochs, rungs, factor, seed, threads];
        var command = new Command("sweep", "Search the plan that trains best: random search, or successive halving. Ctrl-C leaves; --resume goes on.") { data, output, device, resume };
        foreach (Option option in beginnings) command.Add(option);
        command.SetAction((parsed, stop) =>
        {
            (string from, string folder, string on) = (parsed.GetRequiredValue(data), parsed.GetRequiredValue(output), parsed.GetRequiredValue(device));
            return Task.FromResult(Run(parsed.GetValue(resume) ? Resume() : Sweep.Begin(Asked(), from, folder, on), from, folder, stop));

            Sweep Resume() => beginnings.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
                ? throw new LivePerformerException($"--resume goes on with the sweep as it was begun: leave {given.Name} out.")
                : Sweep.Resume(from, folder, on);

            SweepPlan Asked()
            {
                string? named = parsed.GetValue(kind);
                TrainingPlan varied = parsed.GetValue(plan) is { } path ? PlanFile.Read(path, named) : TrainingPlan.For(named ?? LstmCourse.Kind);
                if (parsed.GetValue(threads) is { } count) varied = varied with { Threads = count };
                IEnumerable<SearchAxis> searched = parsed.GetValue(space) is { } file ? SearchSpace.ReadAxes(file) : [];
                searched = [.. searched, .. axes.Index().Where(axis => parsed.GetValue(axis.Item) is not null)
                    .Select(axis => SearchAxis.Parse(Searched[axis.Index].Key, parsed.GetValue(axis.Item)!))];
                TrainingPlan budgeted = parsed.GetValue(epochs) is { } passes ? varied with { Epochs = passes, Minutes = parsed.GetValue(minutes) }
                    : varied with { Minutes = parsed.GetValue(minutes) ?? varied.Minutes };
                return new SweepPlan
                {
                    Plan = budgeted,
                    Minutes = varied.Minutes,
                    Epochs = varied.Epochs,
                    Space = new SearchSpace([.. searched]).Axes.ToDictionary(axis => axis.Key, axis => axis.ToString()),
                    Trials = parsed.GetValue(trials) ?? 9,
                    Rungs = parsed.GetValue(rungs) ?? 1,
                    Factor = parsed.GetValue(factor) ?? 3,
                    Seed = parsed.GetValue(seed) ?? 1,
                };
            }
        });
        return command;
    }

    private static int Run(Sweep sweep, string data, string folder, CancellationToken stop)
    {
        ConsoleProgress.Say($"{sweep.Plan.Trials} trials, {sweep.Plan.Rungs} rungs: {string.Join(" -> ", Enumerable.Range(0, sweep.Plan.Rungs).Select(rung => $"{sweep.Plan.Entrants(rung)} to {sweep.Plan.EndOf(rung):P0}"))} of "
            + (sweep.Plan.Plan.Minutes is { } minutes ? $"{minutes} minutes" : $"{sweep.Plan.Plan.Epochs} epochs"));
        Trial? best = null;
        ConsoleProgress.Run("sweep", show => best = sweep.Run((trial, run) => show(sweep.Fraction,
            $"trial {trial.Number} at {run.Fraction:P0}, loss {run.Loss:F3} nats/token"), ConsoleProgress.Say, stop));
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(SweepReport.Table(sweep));
        ConsoleProgress.Say(best is null
            ? $"stopped. Go on: LivePerformer.Trainer sweep --data {data} --out {folder} --resume"
            : $"best: trial {best.Number}, {best.Nats:F4} nats/token. Train it: LivePerformer.Trainer train --plan {Path.Combine(folder, Sweep.BestFile)} --data {data} --out RUN");
        return 0;
    }
}
