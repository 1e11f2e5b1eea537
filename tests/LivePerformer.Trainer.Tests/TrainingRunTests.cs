using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class TrainingRunTests
{
    [Theory]
    [InlineData("lstm", 0.2, 1, 1)]
    [InlineData("lstm", 0.2, 3, 1)]
    [InlineData("lstm", 0.2, 1, 2)]
    [InlineData("transformer", 0, 1, 1)]
    [InlineData("transformer", 0.2, 1, 1)]
    [InlineData("transformer", 0.2, 3, 1)]
    [InlineData("transformer", 0.2, 1, 2)]
    public void ResumedRunIsTheUninterruptedRun(string kind, double dropout, int accumulate, int threads)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TrainingPlan plan = TinyMaestro.PlanOf(kind) with { Dropout = dropout, Accumulate = accumulate, Transpose = 5, Threads = threads };
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

    /// <summary>Torch has one generator for all of a process: replicas that drew from it side by side dropped other numbers in every run.</summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void DropoutOnTwoThreadsIsDecidedByTheSeed(string kind)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TrainingPlan plan = TinyMaestro.PlanOf(kind) with { Dropout = 0.3, Batch = 4, Threads = 2 };
        double[] Losses(int seed)
        {
            using TrainingRun run = TrainingRun.Begin(plan with { Seed = seed }, maestro.Data, $"{maestro.Run}-{Guid.NewGuid():N}");
            return [.. Enumerable.Range(0, 20).Select(_ => run.Step(0.01))];
        }

        double[] losses = Losses(3);
        Assert.Equal(losses, Losses(3));
        Assert.NotEqual(losses, Losses(4));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void ThreadsDoNotChangeTheResult(string kind)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TrainingPlan plan = TinyMaestro.PlanOf(kind) with { Batch = 4 };
        using TrainingRun one = TrainingRun.Begin(plan, maestro.Data, maestro.Run + "1");
        using TrainingRun three = TrainingRun.Begin(plan with { Threads = 3 }, maestro.Data, maestro.Run + "3");

        for (int i = 0; i < 20; i++) Assert.Equal(one.Step(0.003), three.Step(0.003), 1e-4);
    }

    [Theory]
    [InlineData("lstm", 1)]
    [InlineData("lstm", 2)]
    [InlineData("transformer", 1)]
    [InlineData("transformer", 2)]
    public void AccumulatedGradientIsThatOfTheLargerBatch(string kind, int threads)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TrainingPlan plan = TinyMaestro.PlanOf(kind) with { Batch = 6 };
        using TrainingRun whole = TrainingRun.Begin(plan, maestro.Data, maestro.Run + "-whole");
        using TrainingRun sum = TrainingRun.Begin(plan with { Batch = 2, Accumulate = 3, Threads = threads }, maestro.Data, maestro.Run + "-sum");
        for (int step = 0; step < 8; step++)
        {
            Assert.Equal(whole.Backward(), sum.Backward(), 1e-5);   // the same weights throughout: rounding does not grow
            Assert.Equal(whole.Accuracy, sum.Accuracy, 0.01);
        }

        (string, float[])[] one = Floats(whole.Gradients), other = Floats(sum.Gradients);
        Assert.Equal(one.Select(gradient => gradient.Item1), other.Select(gradient => gradient.Item1));
        double size = Math.Sqrt(one.Sum(gradient => gradient.Item2.Sum(value => (double)value * value)));
        double apart = Math.Sqrt(one.Zip(other).Sum(pair => pair.First.Item2.Zip(pair.Second.Item2).Sum(two => Math.Pow(two.First - two.Second, 2))));
        Assert.InRange(apart / size, 0, 1e-5);
        Assert.Equal(whole.Progress.Tokens, sum.Progress.Tokens);
    }

    [Theory]
    [InlineData(TrainingPlan.Adam)]
    [InlineData(TrainingPlan.Muon)]
    public void TinyTransformerLearnsAScaleByHeart(string optimizer)
    {
        using TinyMaestro maestro = new TinyMaestro(train: 4, notes: 100).Prepared();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.NotePlan with { Embedding = 24, Hidden = 24, Heads = 2, Length = 24, Batch = 4, Optimizer = optimizer }, maestro.Data, maestro.Run);
        double before = run.Step(0.003), after = 0;
        for (int i = 0; i < 250; i++) after = run.Step(0.003);

        Assert.InRange(before, 4.5, 7.5);
        Assert.InRange(after, 0, 0.4 * Counting(maestro));
        Assert.InRange(run.Accuracy, 0.7, 1);
    }

    [Theory]
    [InlineData(TrainingPlan.Adam)]
    [InlineData(TrainingPlan.Muon)]
    public void TinyNetworkLearnsAScaleByHeart(string optimizer)
    {
        using TinyMaestro maestro = new TinyMaestro(train: 4, notes: 100).Prepared();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan with { Embedding = 16, Hidden = 32, Optimizer = optimizer }, maestro.Data, maestro.Run);
        double before = run.Step(0.01);
        double after = 0;
        for (int i = 0; i < 300; i++) after = run.Step(0.01);

        Assert.InRange(before, 5, 7);        // log 388 = 5.96: it knows nothing
        Assert.InRange(after, 0, 0.4 * Counting(maestro));
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
        IReadOnlyList<LossCurve.Row> curve = LossCurve.Read(maestro.Run);
        Assert.Equal(run.Progress.Steps, curve[^1].Step);
        Assert.Equal(nats!.Value, curve[^1].Validation, 4);
        Assert.Equal(about.ValidationAccuracy!.Value, curve[^1].Accuracy, 4);
        Assert.InRange(curve[^1].Accuracy, 0, 1);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(maestro.Run, LossPlot.FileName))[..4]);
    }

    [Fact]
    public void ExportedModelScoresWhatTheRunReported()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run);
        double? nats = run.Train(stop: TestContext.Current.CancellationToken);
        ModelExport.Write(maestro.Run, Path.Combine(maestro.Root, "tiny"), "export", DateTimeOffset.UnixEpoch, []);
        using ModelFolder model = ModelFolder.Load(Path.Combine(maestro.Root, "tiny"));

        EvaluationReport report = Evaluation.Run(model, PieceSource.Maestro(maestro.Maestro), "validation", stop: TestContext.Current.CancellationToken);

        Assert.Equal(nats!.Value, report.NatsPerToken, 2e-3);   // half-precision weights
        Assert.Equal(TokenData.Read(maestro.Data).Totals["validation"].Tokens, report.Tokens);
        Assert.Equal(report.Nats / report.Notes, report.NatsPerNote);
    }

    /// <summary>Ctrl-C in the evaluation of a Transformer, which scores pieces side by side, was an AggregateException with its stack trace.</summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void EvaluationThatIsStoppedSaysSo(string kind)
    {
        using TinyMaestro maestro = new TinyMaestro(train: 8).Prepared();
        using (TrainingRun run = TrainingRun.Begin(TinyMaestro.PlanOf(kind) with { Epochs = 0.1 }, maestro.Data, maestro.Run)) run.Train(stop: TestContext.Current.CancellationToken);
        ModelExport.Write(maestro.Run, Path.Combine(maestro.Root, "tiny"), "export", DateTimeOffset.UnixEpoch, []);
        using ModelFolder model = ModelFolder.Load(Path.Combine(maestro.Root, "tiny"));
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => Evaluation.Run(model, PieceSource.Maestro(maestro.Maestro), "train", _ => stop.Cancel(), stop: stop.Token));
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

        Assert.Contains("lower --lr", Assert.Throws<DivergedException>(() => run.Train(stop: TestContext.Current.CancellationToken)).Message);
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

    /// <summary>A checkpoint says where in the music it stands: in other music it stood behind the end, or trained on what it was not begun on.</summary>
    [Theory]
    [InlineData("lstm", 1, 60)]
    [InlineData("lstm", 5, 10)]
    [InlineData("lstm", 5, 70)]
    [InlineData("lstm", 9, 60)]
    [InlineData("transformer", 1, 60)]
    [InlineData("transformer", 5, 10)]
    [InlineData("transformer", 5, 70)]
    [InlineData("transformer", 9, 60)]
    public void RunDoesNotGoOnWithOtherMusic(string kind, int pieces, int notes)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared(), other = new TinyMaestro(pieces, notes).Prepared();
        foreach (int steps in new[] { 7, 9 })
        {
            string folder = $"{maestro.Run}-{steps}";
            using (TrainingRun run = TrainingRun.Begin(TinyMaestro.PlanOf(kind), maestro.Data, folder))
            {
                for (int i = 0; i < steps; i++) run.Step(0.01);
                run.Save();
            }

            string message = Assert.Throws<LivePerformerException>(() => TrainingRun.Resume(other.Data, folder)).Message;
            Assert.Contains("other music", message);
            Assert.Contains("Resume with the data it was begun on", message);
            using TrainingRun resumed = TrainingRun.Resume(maestro.Data, folder);
        }
    }

    /// <summary>Checkpoints of earlier versions knew nothing of their music, and kept the state of Torch's one generator.</summary>
    [Theory]
    [InlineData("lstm", 10)]
    [InlineData("transformer", 1)]
    public void CheckpointWithoutAFingerprintGoesOnWhereItsPlaceExists(string kind, int notes)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared(), other = new TinyMaestro(notes: notes).Prepared();
        string path = Path.Combine(maestro.Run, TrainingRun.CheckpointFile);
        using (TrainingRun run = TrainingRun.Begin(TinyMaestro.PlanOf(kind), maestro.Data, maestro.Run))
        {
            for (int i = 0; i < 7; i++) run.Step(0.01);
            run.Save();
        }

        TensorFile file = TensorFile.Read(path);
        var note = file.Note<System.Text.Json.Nodes.JsonObject>();
        Assert.True(note.Remove("data"));
        note["random"] = "AAAA";
        (string Name, TorchSharp.torch.Tensor Value)[] tensors = [.. file.Values.Select(pair => (pair.Key, TorchSharp.torch.tensor(pair.Value)))];
        TensorFile.Write(path, note, tensors);

        using (TrainingRun resumed = TrainingRun.Resume(maestro.Data, maestro.Run)) Assert.Equal(7, resumed.Progress.Steps);
        Assert.Contains("Resume with the data it was begun on", Assert.Throws<LivePerformerException>(() => TrainingRun.Resume(other.Data, maestro.Run)).Message);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void MusicOfNoTwoTokensIsRefusedBeforeAnythingIsWritten(string kind)
    {
        using TinyMaestro maestro = new TinyMaestro(train: 1).Prepared();
        foreach (string split in new[] { "validation", "train" })
        {
            TokenData data = TokenData.Read(maestro.Data);
            TokenData.Shard shard = data.Shards.Single(shard => shard.Split == split);
            TokenShard.Write(Path.Combine(maestro.Data, shard.File), new byte[32], [[60]]);
            data = data with { Shards = [.. data.Shards.Select(each => each != shard ? each : shard with { Pieces = [shard.Pieces[0] with { Tokens = 1, Notes = 1 }] })] };
            File.WriteAllText(Path.Combine(maestro.Data, TokenData.FileName), System.Text.Json.JsonSerializer.Serialize(data, System.Text.Json.JsonSerializerOptions.Web));

            string message = Assert.Throws<LivePerformerException>(() => TrainingRun.Begin(TinyMaestro.PlanOf(kind), maestro.Data, maestro.Run)).Message;
            Assert.Contains($"'{split}'", message);
            Assert.Contains("nothing to guess", message);
            Assert.False(Directory.Exists(maestro.Run));
        }
    }

    [Fact]
    public void EmptyShardAndWrongTokenizerAreRefusedBeforeAnythingIsWritten()
    {
        using TinyMaestro maestro = new TinyMaestro(train: 1).Prepared();
        TokenData.Shard shard = TokenData.Read(maestro.Data).Shards.Single(shard => shard.Split == "train");
        string path = Path.Combine(maestro.Data, shard.File), table = Path.Combine(maestro.Data, TokenData.FileName);
        byte[] good = File.ReadAllBytes(path);

        File.WriteAllBytes(path, []);
        Assert.Contains("no token shard", Refusal());
        TokenShard.Write(path, new byte[32], []);
        Assert.Contains("not the one tokens.json describes", Refusal());
        File.WriteAllBytes(path, good);
        File.WriteAllText(table, File.ReadAllText(table).Replace(PerformanceTokenizer.Id, "performance-99/7"));
        Assert.Contains("'performance-99/7'", Refusal());

        string Refusal()
        {
            string message = Assert.Throws<LivePerformerException>(() => TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run)).Message;
            Assert.DoesNotContain('\n', message);
            Assert.False(Directory.Exists(maestro.Run));
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

    [Fact]
    public void CosineFallsGentlyToTheFloor()
    {
        TrainingPlan plan = TinyMaestro.Plan with { Rate = 2, WarmUp = 10, Schedule = "cosine", LowestRate = 0.5 };

        Assert.Equal(0.2, plan.RateAt(0, 0), 12);
        Assert.Equal(2, plan.RateAt(9, 0), 12);
        Assert.Equal(1.25, plan.RateAt(500, 0.5), 12);                                // half-way between the two
        Assert.Equal(0.5 + (1.5 * (1 + Math.Sqrt(0.5)) / 2), plan.RateAt(500, 0.25), 12);   // cos 45 degrees
        Assert.Equal(0.5, plan.RateAt(1000, 1), 12);
        Assert.Equal(0.5, (plan with { Schedule = "linear" }).RateAt(1000, 1), 12);
    }

    // What a guess by counting alone would cost: the entropy of the tokens without their order.
    private static double Counting(TinyMaestro maestro)
    {
        ushort[] tokens = [.. TokenData.Read(maestro.Data).Load(maestro.Data, "train").SelectMany(piece => piece.Tokens)];
        return tokens.CountBy(token => token).Sum(pair => -(double)pair.Value / tokens.Length * Math.Log((double)pair.Value / tokens.Length));
    }

    private static float[] Floats(TrainingRun run) => [.. Floats(run.Weights).SelectMany(weight => weight.Values)];

    private static (string Name, float[] Values)[] Floats(IEnumerable<(string Name, TorchSharp.torch.Tensor Value)> tensors) =>
        [.. tensors.Select(each => (each.Name, each.Value.cpu().data<float>().ToArray()))];
}
