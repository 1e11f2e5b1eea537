using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class PlanTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("liveperformer-plans-").FullName;

    public static TheoryData<string> Shipped => new(Directory.GetFiles(Path.Combine(Repo.Root, "presets", "training"), "*.json").Select(path => Path.GetFileName(path)));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ShippedPlanLoadsAndKeepsTheRules(string name)
    {
        string path = Path.Combine(Repo.Root, "presets", "training", name);
        TrainingPlan plan = PlanFile.Read(path);

        PlanRules.Check(plan);
        Assert.Equal(Path.GetFileNameWithoutExtension(name), plan.Kind);
        Assert.Equal(plan.Kind == "transcriber" ? 0 : 5, plan.Transpose);
    }

    [Fact]
    public void KindsWithoutAFileAreSensible()
    {
        PlanRules.Check(TrainingPlan.For("lstm"));
        PlanRules.Check(TrainingPlan.For("transformer"));
        TrainingPlan shipped = PlanFile.Read(Path.Combine(Repo.Root, "presets", "training", "transformer.json"));
        Assert.Equal(shipped with { Minutes = null }, TrainingPlan.For("transformer"));
        Assert.Equal((384, 4, 6, 512, 8, 256), (shipped.Hidden, shipped.Layers, shipped.Heads, shipped.Embedding, shipped.Batch, shipped.Length));
    }

    [Fact]
    public void PlanOfAnEarlierVersionMeansWhatItMeant()
    {
        // run.json of a run that was begun before there were schedules, accumulation and precision.
        TrainingPlan plan = PlanFile.Read(File("""
            {
              "kind": "transformer", "embedding": 512, "hidden": 384, "layers": 4, "heads": 6, "dropout": 0, "transpose": 5, "batch": 8,
              "length": 256, "rate": 0.0015, "warmUp": 200, "weightDecay": 0.01, "averaging": 0.999, "clip": 1, "seed": 1, "minutes": 110,
              "epochs": 3, "validateEvery": 6, "validationTokens": 2048, "saveEvery": 2, "patience": 60, "threads": 2
            }
            """));

        Assert.Equal(("linear", 0.0, 1, "fp32"), (plan.Schedule, plan.LowestRate, plan.Accumulate, plan.Precision));
        foreach ((int step, double progress) in new[] { (0, 0.0), (37, 0.01), (199, 0.1), (4321, 0.7), (9000, 1.0) })
            Assert.Equal(0.0015 * Math.Min(1, (step + 1.0) / 200) * Math.Clamp(1 - progress, 0, 1), plan.RateAt(step, progress));   // to the bit
    }

    [Fact]
    public void WhatAFileLeavesOutIsAsUsualForItsKind()
    {
        TrainingPlan plan = PlanFile.Read(File("""{ "kind": "transformer", /* smaller */ "hidden": 192, }"""));

        Assert.Equal(TrainingPlan.For("transformer") with { Hidden = 192 }, plan);
        Assert.Equal(TrainingPlan.For("transformer") with { Batch = 3 }, PlanFile.Read(File("""{ "batch": 3 }"""), "transformer"));
    }

    [Fact]
    public void PlanSurvivesItsFile()
    {
        TrainingPlan plan = TrainingPlan.For("transformer") with { Minutes = 12.5, Schedule = "cosine", LowestRate = 1e-5, Dropout = 0.1, Accumulate = 4 };
        string path = Path.Combine(folder, "plan.json");
        PlanFile.Write(path, plan);

        Assert.Equal(plan, PlanFile.Read(path));
    }

    [Theory]
    [InlineData("""{ "hiden": 3 }""", "'hiden'", "'hidden'")]
    [InlineData("""{ "decay": 3 }""", "'decay'", "'weightDecay'")]
    [InlineData("""{ "Rate": 3 }""", "'Rate'", "'rate'")]
    [InlineData("""{ "hidden": 3.5 }""", "'hidden' is 3.5", "whole number")]
    [InlineData("""{ "rate": "fast" }""", "'rate' is \"fast\"", "a number")]
    [InlineData("""{ "rate": null }""", "'rate' is null", "a number")]
    [InlineData("""{ "kind": 1 }""", "'kind' is 1", "a word")]
    [InlineData("""{ "layers": [2] }""", "'layers' is [2]", "whole number")]
    [InlineData("""[1, 2]""", "no JSON object", "keys")]
    [InlineData("""{ "rate": 1""", "no JSON", "plan.json")]
    [InlineData("""{ "rate": 1, "rate": 2 }""", "no JSON", "rate")]
    public void WrongFileIsNamedOnOneLine(string json, string what, string remedy)
    {
        string message = Assert.Throws<LivePerformerException>(() => PlanFile.Read(File(json))).Message;

        Assert.Contains(what, message);
        Assert.Contains(remedy, message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("""{ "kind": "transfomer" }""", "Did you mean 'transformer'?")]
    [InlineData("""{ "schedule": "cosinus" }""", "Did you mean 'cosine'?")]
    [InlineData("""{ "precision": "fp16" }""", "The choices: fp32, tf32.")]
    [InlineData("""{ "kind": "transformer", "hidden": 100 }""", "multiple of 12, such as 96")]
    [InlineData("""{ "kind": "transformer", "hidden": 18 }""", "multiple of 12, such as 24")]       // heads of 3: odd
    [InlineData("""{ "kind": "transformer", "heads": 3, "hidden": 96 }""", "even number")]
    [InlineData("""{ "kind": "transformer", "heads": 0 }""", "even number")]
    [InlineData("""{ "kind": "transformer", "length": 1 }""", "2 notes or more")]
    [InlineData("""{ "hidden": 0 }""", "hidden is 0")]
    [InlineData("""{ "batch": -1 }""", "batch is -1")]
    [InlineData("""{ "accumulate": 0 }""", "accumulate is 0")]
    [InlineData("""{ "batch": 100000, "length": 100000 }""", "10000000000 a step, but must be at most 1048576")]
    [InlineData("""{ "kind": "transformer", "batch": 50000, "accumulate": 50000 }""", "must be at most 1048576")]
    [InlineData("""{ "kind": "transformer", "hidden": 8192, "heads": 2, "batch": 1000 }""", "must be at most 65536")]
    [InlineData("""{ "kind": "transformer", "length": 10000 }""", "at most 8192")]
    [InlineData("""{ "embedding": 2000000000 }""", "at most 8192")]
    [InlineData("""{ "layers": 2000000000 }""", "at most 16")]
    [InlineData("""{ "dropout": 1 }""", "less than 1")]
    [InlineData("""{ "rate": 0 }""", "rate is 0")]
    [InlineData("""{ "rate": 0.001, "lowestRate": 0.01 }""", "lowestRate is 0.01")]
    [InlineData("""{ "transpose": 12 }""", "0 to 11")]
    [InlineData("""{ "patience": 0 }""", "patience is 0")]
    [InlineData("""{ "minutes": 0 }""", "minutes is 0")]
    public void NonsenseIsRefusedBeforeAnythingIsWritten(string json, string expected)
    {
        using TinyMaestro maestro = new TinyMaestro(train: 1).Prepared();
        TrainingPlan plan = PlanFile.Read(File(json));

        string message = Assert.Throws<LivePerformerException>(() => TrainingRun.Begin(plan, maestro.Data, maestro.Run)).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
        Assert.False(Directory.Exists(maestro.Run));
    }

    [Theory]
    [InlineData("tf32", "CUDA alone")]
    [InlineData("bf16", "The choices: fp32, tf32.")]   // once offered, and then refused whatever the machine
    public void PrecisionThatIsNotThereIsRefused(string precision, string expected)
    {
        using TinyMaestro maestro = new TinyMaestro(train: 1).Prepared();

        Assert.Contains(expected, Assert.Throws<LivePerformerException>(() =>
            TrainingRun.Begin(TinyMaestro.Plan with { Precision = precision }, maestro.Data, maestro.Run)).Message);
        Assert.False(Directory.Exists(maestro.Run));
    }

    [Fact]
    public void OldCurveGetsItsNewColumn()
    {
        System.IO.File.WriteAllText(Path.Combine(folder, LossCurve.FileName),
            "step,tokens,trained_seconds,rate,train_nats,validation_nats\n25,1000,35.8,0.0001865,5.1667,\n30,1200,40.0,0.0002,,4.5\n50,2000,60,0.0003,4,\n");
        Assert.Equal(5.1667, LossCurve.Read(folder)[0].Train);

        new LossCurve(folder, 30).Add(new Progress { Steps = 31, Tokens = 1300, Seconds = 41 }, 0.0002, 4.25, null, 0.125);

        IReadOnlyList<LossCurve.Row> rows = LossCurve.Read(folder);
        Assert.Equal([25, 30, 31], rows.Select(row => row.Step));
        Assert.Equal([double.NaN, double.NaN, 0.125], rows.Select(row => row.Accuracy));
        Assert.Equal([5.1667, double.NaN, 4.25], rows.Select(row => row.Train));
        Assert.All(System.IO.File.ReadLines(Path.Combine(folder, LossCurve.FileName)), row => Assert.Equal(6, row.Count(sign => sign == ',')));
    }

    private string File(string json)
    {
        string path = Path.Combine(folder, "plan.json");
        System.IO.File.WriteAllText(path, json);
        return path;
    }
}
