using LivePerformer.Core;
using LivePerformer.Inference;
using TorchSharp;

namespace LivePerformer.Trainer.Tests;

public sealed class ModelExportTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-export-").FullName;

    public ModelExportTests() => TorchLibrary.Prepare();

    [Fact]
    public void ARunBecomesAModelThatPlays()
    {
        string run = Run();
        string folder = Path.Combine(root, "models", "first");
        int[] music = [.. Enumerable.Range(0, 400).Select(i => (i * 53) % 388)];
        ExportReport report = ModelExport.Write(run, folder, "export RUN --name first", DateTimeOffset.UnixEpoch, music);

        Assert.Equal(new FileInfo(Path.Combine(folder, "model.onnx")).Length, report.Bytes);
        Assert.InRange(report.RoundingError, float.Epsilon, 0.01f);
        Assert.InRange(report.Cost!.Value, -0.01, 0.01);
        Assert.NotEqual(0, report.Cost.Value);

        using ModelFolder model = ModelFolder.Load(folder);
        Assert.Equal("first", model.Manifest.Name);
        Assert.Equal(2.5, model.Manifest.Scores["validation_nats_per_token"]);
        Assert.Equal("CC BY-NC-SA 4.0", model.Manifest.Licence);
        Assert.Equal("1970-01-01T00:00:00+00:00", model.Manifest.Created);
        using var improviser = new Improviser(model);
        improviser.Hear(new NoteEvent(TimePoint.Zero, new Pitch(60), 80));
        improviser.Begin(TimePoint.FromSeconds(1));
        Assert.True(improviser.TryPlay(out _));
    }

    [Fact]
    public void ARunWithoutWeightsIsRefused()
    {
        Assert.Contains("does not exist", Refused(Path.Combine(root, "nowhere"), root));
        Assert.Contains("best.tensors", Refused(root, root));
    }

    [Fact]
    public void AModelSaysInWhichKeyAndTouchItsMusicStood()
    {
        using MidiFolder midi = new MidiFolder().WithMelody("a.mid", 2).WithMelody("b.mid", 3, softest: 30, loudest: 70).WithMelody("c.mid", 7, softest: 60, loudest: 110).WithMelody("d.mid", 9).WithMelody("e.mid", 1);
        Assert.Null(Trained(PreparationSteps.None));
        Assert.Equal(new() { Pitch = "krumhansl-schmuckler-c-a/1" }, Trained(new() { Pitch = PitchStep.Key }));
        MusicStandard both = Trained(new() { Pitch = PitchStep.Key, Velocity = VelocityStep.Normalize })!;
        Assert.Equal("percentiles-1-99/1", both.Velocity);
        TokenData.Piece[] train = [.. TokenData.Read(midi.Data).Shards.Where(shard => shard.Split == "train").SelectMany(shard => shard.Pieces)];
        Assert.Equal(3, train.Length);
        Assert.Equal(train.Select(piece => piece.VelocityLow!.Value).Order().ElementAt(1), both.VelocityLow);
        Assert.Equal(train.Select(piece => piece.VelocityHigh!.Value).Order().ElementAt(1), both.VelocityHigh);

        MusicStandard? Trained(PreparationSteps steps)
        {
            midi.Prepare(steps);
            string run = Path.Combine(root, Path.GetRandomFileName()), folder = Path.Combine(root, "models", "first");
            using (TrainingRun training = TrainingRun.Begin(TinyMaestro.Plan with { Epochs = 0.5 }, midi.Data, run)) training.Train(stop: TestContext.Current.CancellationToken);
            ModelExport.Write(run, folder, "", DateTimeOffset.UnixEpoch, []);
            using ModelFolder model = ModelFolder.Load(folder);
            return model.Manifest.Standard;
        }
    }

    [Fact]
    public void AModelSaysHowItsMusicWasPreparedAndWhatTheStageDoesNotDo()
    {
        using MidiFolder midi = new MidiFolder().WithMelody("a.mid", 2).WithMelody("b.mid", 3).WithMelody("c.mid", 7);
        midi.Prepare(new() { QuantizeMilliseconds = 50, Sustain = SustainStep.Ignore });
        string run = Path.Combine(root, "run"), folder = Path.Combine(root, "models", "first");
        using (TrainingRun training = TrainingRun.Begin(TinyMaestro.Plan with { Epochs = 0.5 }, midi.Data, run)) training.Train(stop: TestContext.Current.CancellationToken);
        Assert.Equal(["quantize 50 ms", "sustain ignore"], ModelExport.Write(run, folder, "", DateTimeOffset.UnixEpoch, []).NotOnStage);
        using ModelFolder model = ModelFolder.Load(folder);
        Assert.Equal("quantize 50 ms, pitch none, velocity none, duplicates keep, sustain ignore, no stretch", model.Manifest.Preparation);
    }

    [Fact]
    public void MusicInOneKeyIsNotTransposedAgain()
    {
        using MidiFolder midi = new MidiFolder().WithMelody("a.mid", 2).WithMelody("b.mid", 3).WithMelody("c.mid", 7);
        midi.Prepare(new() { Pitch = PitchStep.Key });
        string message = Assert.Throws<LivePerformerException>(() => TrainingRun.Begin(TinyMaestro.Plan with { Transpose = 3 }, midi.Data, Path.Combine(root, "run"))).Message;
        Assert.Contains("--transpose 0", message);
    }

    [Fact]
    public void AFileInTheWayIsNamed()
    {
        string folder = Path.Combine(root, "models");
        File.WriteAllText(folder, "");
        Assert.Contains("cannot be written", Refused(Run(), Path.Combine(folder, "first")));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string Refused(string run, string folder) =>
        Assert.Throws<LivePerformerException>(() => ModelExport.Write(run, folder, "", DateTimeOffset.UnixEpoch, [])).Message;

    private string Run()
    {
        torch.manual_seed(3);
        var shape = new LstmShape(12, 20, 2);
        using var network = new PerformanceLstm(shape);
        string run = Directory.CreateDirectory(Path.Combine(root, "run")).FullName;
        var about = new RunWeights
        {
            Embedding = shape.Embedding,
            Hidden = shape.Hidden,
            Layers = shape.Layers,
            Tokenizer = "performance-388/1",
            Features = "keys-256/1",
            Data = "none: first weights of a seed",
            Licence = "CC BY-NC-SA 4.0",
            ValidationNats = 2.5,
            IsFinal = false,
            Progress = new Progress { Best = 2.5 },
            Plan = new TrainingPlan(),
        };
        TensorFile.Write(Path.Combine(run, RunWeights.FileName), about, network.named_parameters().Select(pair => (pair.name, (torch.Tensor)pair.parameter)));
        return run;
    }
}
