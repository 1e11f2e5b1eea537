using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class TrainingRunTests
{
    [Fact]
    public void ResumedRunIsTheUninterruptedRun()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TrainingPlan plan = TinyMaestro.Plan with { Dropout = 0.2 };
        using TrainingRun whole = TrainingRun.Begin(plan, maestro.Data, maestro.Run + "-whole");
        double[] losses = [.. Enumerable.Range(0, 24).Select(_ => whole.Step(0.01))];

        using (TrainingRun first = TrainingRun.Begin(plan, maestro.Data, maestro.Run))
        {
            for (int i = 0; i < 11; i++) Assert.Equal(losses[i], first.Step(0.01));
            first.Save();
            first.Step(0.01);   // lost with the crash
        }
        using TrainingRun second = TrainingRun.Resume(maestro.Data, maestro.Run);
        Assert.Equal(11, second.Progress.Steps);
        for (int i = 11; i < 24; i++) Assert.Equal(losses[i], second.Step(0.01));

        Assert.Equal(whole.Progress.Tokens, second.Progress.Tokens);
        Assert.All(Floats(whole).Zip(Floats(second)), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public void ThreadsDoNotChangeTheResult()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        using TrainingRun one = TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run + "1");
        using TrainingRun three = TrainingRun.Begin(TinyMaestro.Plan with { Threads = 3 }, maestro.Data, maestro.Run + "3");

        for (int i = 0; i < 20; i++) Assert.Equal(one.Step(0.003), three.Step(0.003), 1e-4);
    }

    [Fact]
    public void TinyNetworkLearnsAScaleByHeart()
    {
        using TinyMaestro maestro = new TinyMaestro(train: 4, notes: 100).Prepared();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan with { Embedding = 16, Hidden = 32 }, maestro.Data, maestro.Run);
        double before = run.Step(0.01);
        double after = 0;
        for (int i = 0; i < 300; i++) after = run.Step(0.01);

        // What a guess by counting alone would cost: the entropy of the tokens without their order.
        ushort[] tokens = [.. TokenData.Read(maestro.Data).Load(maestro.Data, "train").SelectMany(piece => piece.Tokens)];
        double counting = tokens.CountBy(token => token).Sum(pair => -(double)pair.Value / tokens.Length * Math.Log((double)pair.Value / tokens.Length));
        Assert.InRange(before, 5, 7);        // log 388 = 5.96: it knows nothing
        Assert.InRange(after, 0, 0.4 * counting);
    }

    [Fact]
    public void RunToItsEndLeavesItsBestWeightsAndItsCurve()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        var lines = new List<string>();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run);
        double? nats = run.Train(say: lines.Add, stop: TestContext.Current.CancellationToken);

        (RunWeights about, IReadOnlyDictionary<string, float[]> values) = RunWeights.Read(maestro.Run);
        Assert.Equal(nats, about.ValidationNats);
        Assert.True(about.IsFinal);
        Assert.Equal((PerformanceTokenizer.Id, KeyFeatures.Id), (about.Tokenizer, about.Features));
        Assert.Equal(388 * 12, values["head.weight"].Length);
        Assert.Equal(1, run.Fraction);
        Assert.Contains(lines, line => line.Contains("averaged weights"));
        IReadOnlyList<(double Step, double Train, double Validation)> curve = LossCurve.Read(maestro.Run);
        Assert.Equal(run.Progress.Steps, curve[^1].Step);
        Assert.Equal(nats!.Value, curve[^1].Validation, 4);
    }

    [Fact]
    public void ExportedModelScoresWhatTheRunReported()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run);
        double? nats = run.Train(stop: TestContext.Current.CancellationToken);
        ModelExport.Write(maestro.Run, Path.Combine(maestro.Root, "tiny"), "export", DateTimeOffset.UnixEpoch, []);
        using ModelFolder model = ModelFolder.Load(Path.Combine(maestro.Root, "tiny"));

        EvaluationReport report = Evaluation.Run(model, maestro.Maestro, "validation", stop: TestContext.Current.CancellationToken);

        Assert.Equal(nats!.Value, report.NatsPerToken, 2e-3);   // half-precision weights
        Assert.Equal(TokenData.Read(maestro.Data).Totals["validation"].Tokens, report.Tokens);
        Assert.Equal(report.Nats / report.Notes, report.NatsPerNote);
    }

    [Fact]
    public void StopsEarlyWhenValidationNoLongerImproves()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        // A rate this high ruins the weights after the first steps; validation after every step sees it.
        TrainingPlan plan = TinyMaestro.Plan with { Rate = 1, WarmUp = 1, Averaging = 0, Epochs = 1000, ValidateEvery = 0, Patience = 3 };
        using TrainingRun run = TrainingRun.Begin(plan, maestro.Data, maestro.Run);

        double? nats = run.Train(stop: TestContext.Current.CancellationToken);

        Assert.True(run.Fraction < 0.5);
        Assert.True(run.Progress.SinceBest >= 3);
        Assert.True(RunWeights.Read(maestro.Run).About.ValidationNats <= nats);
    }

    [Fact]
    public void StoppedRunLeavesACheckpointAndGoesOn()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        using var stop = new CancellationTokenSource();
        using (TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run))
        {
            Assert.Null(run.Train(now => { if (now.Progress.Steps == 7) stop.Cancel(); }, stop: stop.Token));
        }

        using TrainingRun resumed = TrainingRun.Resume(maestro.Data, maestro.Run);
        Assert.Equal(7, resumed.Progress.Steps);
        Assert.NotNull(resumed.Train(stop: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void CollectorMayRunAtAnyMoment()
    {
        // TorchSharp's Scalars were once collected while Torch read them: minutes into training the heap was corrupt.
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan with { Threads = 2 }, maestro.Data, maestro.Run);
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        for (int i = 0; i < 150; i++) Assert.True(double.IsFinite(run.Step(0.001)));
        stop.Cancel();
        collector.Join();
    }

    [Fact]
    public void LossThatIsNoNumberEndsTheRun()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan with { Rate = 1e36, WarmUp = 1 }, maestro.Data, maestro.Run);

        Assert.Contains("lower --lr", Assert.Throws<LivePerformerException>(() => run.Train(stop: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void RunThatCannotBeReadIsNamedWithTheRemedy()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        Assert.Contains("train --kind lstm", Refusal(() => TrainingRun.Resume(maestro.Data, maestro.Run)));

        using (TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run)) run.Save();
        Assert.Contains("--resume", Refusal(() => TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run)));
        Assert.Contains("no best.tensors yet", Refusal(() => RunWeights.Read(maestro.Run)));

        using TinyMaestro other = new TinyMaestro(train: 1).Prepared();
        Assert.Contains("does not fit", Refusal(() => TrainingRun.Resume(other.Data, maestro.Run)));

        string checkpoint = Path.Combine(maestro.Run, TrainingRun.CheckpointFile);
        File.WriteAllBytes(checkpoint, File.ReadAllBytes(checkpoint)[..^100]);
        Assert.Contains("cannot be read", Refusal(() => TrainingRun.Resume(maestro.Data, maestro.Run)));
        Assert.Contains("no device 'abacus'", Refusal(() => TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run + "2", "abacus")));

        static string Refusal(Func<object> act)
        {
            string message = Assert.Throws<LivePerformerException>(act).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }
    }

    [Fact]
    public void RateRisesThenFallsToZero()
    {
        TrainingPlan plan = TinyMaestro.Plan with { Rate = 2, WarmUp = 10 };

        Assert.Equal(0.2, plan.RateAt(0, 0), 12);
        Assert.Equal(2, plan.RateAt(9, 0), 12);
        Assert.Equal(1, plan.RateAt(500, 0.5), 12);
        Assert.Equal(0, plan.RateAt(1000, 1));
    }

    private static float[] Floats(TrainingRun run) => [.. run.Weights.SelectMany(weight => weight.Value.data<float>().ToArray())];
}
