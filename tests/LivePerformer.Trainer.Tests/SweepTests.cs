using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class SweepTests
{
    // Four rates that hardly learn, or not at all, among those that do: a search must find the others.
    private static SweepPlan Plan => new()
    {
        Plan = TinyMaestro.Plan with { Epochs = 4 },
        Epochs = 30,
        Space = new Dictionary<string, string> { ["rate"] = "1e-7,1e-6,0.003,0.03", ["dropout"] = "0..0.3" },
        Trials = 6,
        Rungs = 2,
        Factor = 2,
        Seed = 1,
    };

    [Fact]
    public void HalvingPromotesTheBetterTrials()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        Sweep sweep = Sweep.Begin(Plan, maestro.Data, maestro.Run);
        var lines = new List<string>();

        Trial? best = sweep.Run(say: lines.Add, stop: TestContext.Current.CancellationToken);

        Trial[] on = [.. sweep.Trials.Where(trial => trial.Results.Count == 2)], off = [.. sweep.Trials.Where(trial => trial.Results.Count == 1)];
        Assert.Equal((3, 3), (on.Length, off.Length));
        Assert.True(on.Max(trial => trial.Results[0].Nats) <= off.Min(trial => trial.Results[0].Nats));
        Assert.All(on, trial => Assert.True(trial.Results[1].Tokens > 1.8 * trial.Results[0].Tokens));   // twice as long
        Assert.Same(on.MinBy(trial => trial.Nats), best);
        Assert.InRange(best!.Plan.Rate, 0.003, 0.03);
        Assert.Equal(9, lines.Count(line => line.Contains("nats/token")));

        Assert.Equal(best.Plan with { Epochs = 30 }, PlanFile.Read(Path.Combine(maestro.Run, Sweep.BestFile)));
        string[] table = File.ReadAllLines(Path.Combine(maestro.Run, SweepReport.CsvFile));
        Assert.Equal(7, table.Length);
        Assert.EndsWith(",rate,dropout,fault", table[0]);
        Assert.StartsWith($"1,{best.Number},2,", table[1]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(maestro.Run, SweepReport.PlotFileName))[..4]);
        Assert.All(off, trial => Assert.False(File.Exists(Path.Combine(maestro.Run, trial.Folder, TrainingRun.CheckpointFile))));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void ResumedSweepIsTheUninterruptedSweep(string kind)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        SweepPlan plan = Plan with { Plan = TinyMaestro.PlanOf(kind) with { Epochs = 3 }, Trials = 4 };
        Sweep whole = Sweep.Begin(plan, maestro.Data, maestro.Run + "-whole");
        Assert.NotNull(whole.Run(stop: TestContext.Current.CancellationToken));

        int steps = 0, stops = 0;
        Sweep parts = Sweep.Begin(plan, maestro.Data, maestro.Run);
        while (true)
        {
            using var stop = new CancellationTokenSource();
            if (parts.Run((_, _) => { if (++steps % 23 == 0) stop.Cancel(); }, stop: stop.Token) is not null) break;

            stops++;
            parts = Sweep.Resume(maestro.Data, maestro.Run);
        }

        Assert.True(stops > 2);
        Assert.Equal(whole.Trials.Select(Facts), parts.Trials.Select(Facts));
        Assert.Equal(File.ReadAllText(Path.Combine(maestro.Run + "-whole", Sweep.BestFile)), File.ReadAllText(Path.Combine(maestro.Run, Sweep.BestFile)));

        static string Facts(Trial trial) => $"{trial.Plan} {trial.Fault} {string.Join(' ', trial.Results.Select(result => $"{result.Nats:R} {result.Accuracy:R} {result.Tokens}"))}";   // but not the seconds
    }

    [Fact]
    public void TrialThatDivergesIsOutAndTheOthersGoOn()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        SweepPlan plan = Plan with { Space = new Dictionary<string, string> { ["rate"] = "0.01,1e36" }, Plan = TinyMaestro.Plan with { WarmUp = 1, Epochs = 2 } };
        Sweep sweep = Sweep.Begin(plan, maestro.Data, maestro.Run);

        Trial? best = sweep.Run(stop: TestContext.Current.CancellationToken);

        Assert.Equal(0.01, best!.Plan.Rate);
        Assert.All(sweep.Trials.Where(trial => trial.Plan.Rate > 1), trial => Assert.Contains("no number", trial.Fault));
        Assert.Contains(sweep.Trials, trial => trial.Fault is not null);
        Assert.All(sweep.Ranking.SkipWhile(trial => trial.Fault is null), trial => Assert.NotNull(trial.Fault));

        Sweep none = Sweep.Begin(plan with { Space = new Dictionary<string, string> { ["rate"] = "1e36" } }, maestro.Data, maestro.Run + "-none");
        Assert.Contains("Search lower rates and smaller sizes", Assert.Throws<LivePerformerException>(() => none.Run(stop: TestContext.Current.CancellationToken)).Message);
    }

    /// <summary>A trial that did not fit ended the sweep, and --resume took up the same trial again.</summary>
    [Fact]
    public void TrialThatDoesNotFitIsOutAndTheOthersGoOn()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        SweepPlan plan = Plan with { Space = new Dictionary<string, string> { ["batch"] = "2,3,4" }, Trials = 9, Rungs = 1 };
        Sweep sweep = Sweep.Begin(plan, maestro.Data, maestro.Run);

        Trial? best = sweep.Run((trial, run) =>
        {
            if (trial.Plan.Batch == 2) TorchSharp.torch.zeros(1L << 50).Dispose();   // Torch's own words for memory that is not there
            if (trial.Plan.Batch == 3) GC.KeepAlive(new byte[int.MaxValue]);         // and .NET's
        }, stop: TestContext.Current.CancellationToken);

        Assert.Equal(4, best!.Plan.Batch);
        Assert.Equal([2, 3, 4], sweep.Trials.Select(trial => trial.Plan.Batch).Distinct().Order());
        Assert.All(sweep.Trials.Where(trial => trial.Plan.Batch < 4), trial =>
        {
            Assert.Contains("does not fit into memory", trial.Fault);
            Assert.Contains("--accumulate", trial.Fault);
        });
        Assert.Same(best.Fault, Sweep.Resume(maestro.Data, maestro.Run).Run(stop: TestContext.Current.CancellationToken)!.Fault);
    }

    [Fact]
    public void DrawsKeepToTheSpaceAndTheRules()
    {
        var space = new SearchSpace([SearchAxis.Parse("rate", "1e-4..1e-2"), SearchAxis.Parse("hidden", "24..96"), SearchAxis.Parse("heads", "2,4"), SearchAxis.Parse("decay", "0,0.1")]);
        TrainingPlan[] plans = [.. Enumerable.Range(0, 300).Select(trial => space.Draw(TinyMaestro.NotePlan, seed: 7, trial))];

        Assert.All(plans, PlanRules.Check);   // a width that the heads cannot share is drawn again
        Assert.All(plans, plan => Assert.InRange(plan.Rate, 1e-4, 1e-2));
        Assert.InRange(plans.Count(plan => plan.Rate < 1e-3), 120, 180);   // evenly over the logarithm
        Assert.Equal([0, 0.1], plans.Select(plan => plan.WeightDecay).Distinct().Order());
        Assert.Equal([2, 4], plans.Select(plan => plan.Heads).Distinct().Order());
        Assert.Equal(plans[5], space.Draw(TinyMaestro.NotePlan, seed: 7, trial: 5));
        Assert.NotEqual(plans[5], space.Draw(TinyMaestro.NotePlan, seed: 8, trial: 5));
    }

    [Theory]
    [InlineData("rate", "1e-4..1e-2", "0.0001..0.01", true)]
    [InlineData("dropout", "0..0.3", "0..0.3", false)]
    [InlineData("batch", "8, 16,32", "8,16,32", false)]
    [InlineData("batch", "8,128", "8,128", true)]
    public void AxisSurvivesItsText(string key, string text, string expected, bool logarithmic)
    {
        SearchAxis axis = SearchAxis.Parse(key, text);

        Assert.Equal(expected, axis.ToString());
        Assert.Equal(expected, SearchAxis.Parse(key, axis.ToString()).ToString());
        Assert.Equal(logarithmic, axis.IsLogarithmic);
    }

    [Theory]
    [InlineData("ratte", "1,2", "Did you mean 'rate'?")]
    [InlineData("seed", "1,2", "cannot be searched")]
    [InlineData("rate", "high", "'high' is nothing to search rate in")]
    [InlineData("rate", "1e-2..1e-4", "nothing to search")]
    [InlineData("batch", "8,16.5", "whole numbers")]
    [InlineData("rate", "NaN", "nothing to search")]
    public void WrongAxisIsNamedOnOneLine(string key, string text, string expected)
    {
        string message = Assert.Throws<LivePerformerException>(() => SearchAxis.Parse(key, text)).Message;

        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void SweepThatCannotBeIsRefusedBeforeAnythingIsWritten()
    {
        using TinyMaestro maestro = new TinyMaestro(train: 1).Prepared();

        Assert.Contains("at least one value", Refusal(Plan with { Space = new Dictionary<string, string>() }));
        Assert.Contains("None of 1000 plans", Refusal(Plan with { Space = new Dictionary<string, string> { ["dropout"] = "2,3" } }));
        Assert.Contains("at least one trial", Refusal(Plan with { Trials = 0 }));
        Assert.Contains("no sweep to go on with", Assert.Throws<LivePerformerException>(() => Sweep.Resume(maestro.Data, maestro.Run)).Message);

        string Refusal(SweepPlan plan)
        {
            string message = Assert.Throws<LivePerformerException>(() => Sweep.Begin(plan, maestro.Data, maestro.Run)).Message;
            Assert.False(Directory.Exists(maestro.Run));
            return message;
        }
    }
}
