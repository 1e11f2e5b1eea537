using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>A search for the plan that trains best, in one folder: begun, interrupted and resumed like a run.</summary>
/// <remarks>The folder holds sweep.json (what was asked and how far it is), sweep.csv, sweep.png, best-plan.json and a run
/// for each trial. One trial is trained at a time; it may use several threads.</remarks>
public sealed class Sweep
{
    public const string FileName = "sweep.json", BestFile = "best-plan.json";

    private sealed record State(SweepPlan Plan, IReadOnlyList<Trial> Trials);

    private readonly string dataFolder;
    private readonly string folder;
    private readonly string device;
    private readonly Trial[] trials;

    private Sweep(SweepPlan plan, Trial[] trials, string dataFolder, string folder, string device) =>
        (Plan, this.trials, this.dataFolder, this.folder, this.device) = (plan, trials, dataFolder, folder, device);

    public SweepPlan Plan { get; }

    public IReadOnlyList<Trial> Trials => trials;

    /// <summary>The trials, the best first: who came further, and there the smaller loss.</summary>
    public IReadOnlyList<Trial> Ranking => [.. trials.OrderBy(trial => trial.Fault is null ? 0 : 1).ThenByDescending(trial => trial.Results.Count).ThenBy(trial => trial.Nats).ThenBy(trial => trial.Number)];

    /// <summary>How much of the work is done, 0 to 1.</summary>
    public double Fraction
    {
        get
        {
            double all = Enumerable.Range(0, Plan.Rungs).Sum(rung => Plan.Entrants(rung) * Share(rung));
            return trials.Sum(trial => Enumerable.Range(0, trial.Fault is null ? trial.Results.Count : Plan.Rungs).Sum(rung => rung < trial.Results.Count ? Share(rung) : 0)) / all;
        }
    }

    /// <summary>Begins a sweep in a new or empty folder.</summary>
    /// <exception cref="LivePerformerException">There is nothing to search, no plan of the space can be trained, or the folder already holds a sweep.</exception>
    public static Sweep Begin(SweepPlan plan, string dataFolder, string folder, string device = "cpu")
    {
        if (plan.Trials < 1 || plan.Rungs < 1 || plan.Factor < 2) throw new LivePerformerException("A sweep needs at least one trial, one rung and a factor of 2.");
        if (File.Exists(Path.Combine(folder, FileName))) throw new LivePerformerException($"'{folder}' already holds a sweep. Go on with --resume, or name another folder with --out.");

        PlanRules.Check(plan.Plan);
        var space = new SearchSpace([.. plan.Space.Select(axis => SearchAxis.Parse(axis.Key, axis.Value))]);
        Trial[] trials = [.. Enumerable.Range(0, plan.Trials).Select(number => new Trial { Number = number, Plan = space.Draw(plan.Plan, plan.Seed, number) })];
        TokenData.Read(dataFolder);
        var sweep = new Sweep(plan, trials, dataFolder, folder, device);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"Cannot write into '{folder}' ({e.Message}). Name another folder with --out.", e);
        }

        sweep.Save();
        return sweep;
    }

    /// <summary>Goes on with a sweep, exactly as if it had not stopped.</summary>
    /// <exception cref="LivePerformerException">There is none, or its file is damaged.</exception>
    public static Sweep Resume(string dataFolder, string folder, string device = "cpu")
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new LivePerformerException($"'{folder}' holds no sweep to go on with. Begin one without --resume.");

        try
        {
            State state = JsonSerializer.Deserialize<State>(File.ReadAllBytes(path), TrainerJson.Options) ?? throw new JsonException("it is empty");
            return new Sweep(state.Plan, [.. state.Trials], dataFolder, folder, device);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message.ReplaceLineEndings(" ")}). Begin a new sweep.", e);
        }
    }

    /// <summary>Trains what is left, rung after rung, until done or stopped.</summary>
    /// <param name="report">Called after each step with the trial in training and its run.</param>
    /// <param name="say">Called with one line for each result.</param>
    /// <returns>The best trial, or null when stopped before.</returns>
    /// <exception cref="LivePerformerException">No trial trains, or the folder cannot be written.</exception>
    public Trial? Run(Action<Trial, TrainingRun>? report = null, Action<string>? say = null, CancellationToken stop = default)
    {
        for (int rung = 0; rung < Plan.Rungs; rung++)
        {
            int[] entrants = Entrants(rung);
            foreach (int i in entrants.Where(i => trials[i].Fault is null && trials[i].Results.Count <= rung))
            {
                if (!Advance(i, rung, report, stop)) return null;

                say?.Invoke($"rung {rung + 1} of {Plan.Rungs}, trial {i}: {(trials[i].Fault is { } fault ? fault : $"{trials[i].Nats:F4} nats/token, {trials[i].Results[^1].Accuracy:P1} guessed")}");
                Save();
            }

            SweepReport.Write(this, folder, say);
            if (rung + 1 < Plan.Rungs) Forget(entrants.Except(Entrants(rung + 1)));
        }

        return Ranking[0].Fault is null ? Ranking[0]
            : throw new LivePerformerException($"None of the {trials.Length} trials trains: {Ranking[0].Fault} Search lower rates and smaller sizes.");
    }

    /// <summary>The plan of the best trial so far, with the budget of the plan that the sweep varies.</summary>
    public TrainingPlan BestPlan => Ranking[0].Plan with { Minutes = Plan.Minutes, Epochs = Plan.Epochs };

    // Who goes into a rung: of those in the rung before, the best that trained.
    private int[] Entrants(int rung) => rung == 0 ? [.. Enumerable.Range(0, trials.Length)]
        : [.. Entrants(rung - 1).Where(i => trials[i].Fault is null).OrderBy(i => trials[i].Results[rung - 1].Nats).ThenBy(i => i).Take(Plan.Entrants(rung)).Order()];

    private double Share(int rung) => Plan.EndOf(rung) - (rung == 0 ? 0 : Plan.EndOf(rung - 1));

    private bool Advance(int i, int rung, Action<Trial, TrainingRun>? report, CancellationToken stop)
    {
        Trial trial = trials[i];
        try
        {
            string where = Path.Combine(folder, trial.Folder);
            using TrainingRun run = File.Exists(Path.Combine(where, TrainingRun.CheckpointFile))
                ? TrainingRun.Resume(dataFolder, where, device) : TrainingRun.Begin(trial.Plan, dataFolder, where, device);
            void Report(TrainingRun now) => report?.Invoke(trial, now);
            (double nats, double accuracy) score;
            if (rung + 1 < Plan.Rungs)
            {
                if (!run.TrainTo(Plan.EndOf(rung), Report, stop: stop)) return false;

                score = run.Score(stop);
            }
            else
            {
                if (run.Train(Report, stop: stop) is not { } final) return false;

                score = (final, RunWeights.Read(where).About.ValidationAccuracy ?? double.NaN);
            }

            trials[i] = trial with { Results = [.. trial.Results, new Trial.Result(score.nats, score.accuracy, run.Progress.Tokens, run.Progress.Seconds)] };
        }
        catch (LivePerformerException e) when (e is DivergedException or DoesNotFitException)
        {
            trials[i] = trial with { Fault = e.Message };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }

        return true;
    }

    // Checkpoints are large; who is out needs none.
    private void Forget(IEnumerable<int> losers)
    {
        foreach (int i in losers) File.Delete(Path.Combine(folder, trials[i].Folder, TrainingRun.CheckpointFile));
    }

    private void Save()
    {
        WholeFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(new State(Plan, trials), TrainerJson.Options) + "\n", WholeFile.MakeRoomAndResume);
        if (trials.Any(trial => trial.Nats < double.PositiveInfinity)) PlanFile.Write(Path.Combine(folder, BestFile), BestPlan);
    }
}
