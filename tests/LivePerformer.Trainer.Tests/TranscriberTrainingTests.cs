using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer.Tests;

public sealed class TranscriberTrainingTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0.2, 3, 2)]
    public void ResumedRunIsTheUninterruptedRun(double dropout, int accumulate, int threads)
    {
        using var sound = new TinySound();
        TrainingPlan plan = TinySound.Plan with { Dropout = dropout, Accumulate = accumulate, Batch = 2, Threads = threads };
        using TrainingRun whole = TrainingRun.Begin(plan, sound.Data, sound.Run + "-whole");
        double[] losses = [.. Enumerable.Range(0, 8).Select(_ => whole.Step(0.002))];

        using (TrainingRun first = TrainingRun.Begin(plan, sound.Data, sound.Run))
        {
            for (int i = 0; i < 3; i++) Assert.Equal(losses[i], first.Step(0.002));
            first.Save();
            first.Step(0.002);   // lost with the crash
        }

        using TrainingRun second = TrainingRun.Resume(sound.Data, sound.Run);
        for (int i = 3; i < 8; i++) Assert.Equal(losses[i], second.Step(0.002));
    }

    [Fact]
    public void ThreadsDoNotChangeTheResult()
    {
        using var sound = new TinySound();
        using TrainingRun one = TrainingRun.Begin(TinySound.Plan, sound.Data, sound.Run + "1");
        using TrainingRun three = TrainingRun.Begin(TinySound.Plan with { Threads = 3 }, sound.Data, sound.Run + "3");
        for (int i = 0; i < 6; i++) Assert.Equal(one.Step(0.002), three.Step(0.002), 1e-4);
    }

    /// <summary>Others beside the same pianos change what is learned, repeatably; without a share they are left aside.</summary>
    [Fact]
    public void OthersAreHeardWhereTheyAreAskedFor()
    {
        using var sound = new TinySound();
        using OthersFolder folder = new OthersFolder().WithSpeech(10);
        double[] alone = Losses(0.5, "alone");
        folder.Prepare(Path.Combine(sound.Data, "others"));

        Assert.Equal(alone, Losses(0, "aside"));
        double[] beside = Losses(0.5, "beside");
        Assert.NotEqual(alone, beside);
        using TrainingRun first = TrainingRun.Begin(TinySound.Plan with { Others = 0.5, Even = 100 }, sound.Data, sound.Run);
        for (int i = 0; i < 3; i++) Assert.Equal(beside[i], first.Step(0.002));
        first.Save();
        using TrainingRun second = TrainingRun.Resume(sound.Data, sound.Run);
        for (int i = 3; i < 6; i++) Assert.Equal(beside[i], second.Step(0.002));

        double[] Losses(double share, string name)
        {
            using TrainingRun run = TrainingRun.Begin(TinySound.Plan with { Others = share, Even = 100 }, sound.Data, sound.Run + name);
            return [.. Enumerable.Range(0, 6).Select(_ => run.Step(0.002))];
        }
    }

    [Fact]
    public void OthersAloneAreNothingToLearnFrom()
    {
        using OthersFolder folder = new OthersFolder().WithSpeech(10);
        folder.Prepare();
        string message = Assert.Throws<LivePerformerException>(() => TrainingRun.Begin(TinySound.Plan, folder.Out, Path.Combine(folder.Root, "run"))).Message;
        Assert.Contains("no recording of a piano in the split 'train'", message);
    }

    [Fact]
    public void GrownNetworkBeginsWhereTheOtherStood()
    {
        using var sound = new TinySound();
        using TrainingRun small = TrainingRun.Begin(TinySound.Plan with { Inner = 0 }, sound.Data, sound.Run + "-small");
        for (int i = 0; i < 6; i++) small.Step(0.002);
        small.StartFrom(Floats(small), stop: TestContext.Current.CancellationToken);   // scores the weights as they are
        using TrainingRun grown = TrainingRun.Begin(TinySound.Plan, sound.Data, sound.Run);
        grown.StartFrom(Floats(small), isGrowing: true, TestContext.Current.CancellationToken);
        Assert.Equal(small.Validated, grown.Validated, 1e-6);
        Assert.True(grown.Parameters > small.Parameters);

        grown.Step(0.002);
        string message = Assert.Throws<LivePerformerException>(() => small.StartFrom(Floats(grown), isGrowing: true, TestContext.Current.CancellationToken)).Message;
        Assert.Contains("'innerNorm.weight'", message);

        static Dictionary<string, float[]> Floats(TrainingRun run) => run.Weights.ToDictionary(weight => weight.Name, weight => weight.Value.data<float>().ToArray());
    }

    [Fact]
    public void TrainedRunIsExportedAndHearsItsOwnNotes()
    {
        using var sound = new TinySound();
        using (TrainingRun run = TrainingRun.Begin(TinySound.Plan with { Hidden = 32, Embedding = 48, Channels = 4, Averaging = 0.9 }, sound.Data, sound.Run))
        {
            double before = run.Score(TestContext.Current.CancellationToken).NatsPerToken;
            for (int i = 0; i < 300; i++) run.Step(0.004);
            Assert.True(run.Score(TestContext.Current.CancellationToken).NatsPerToken < 0.7 * before, $"{before} to {run.Score(TestContext.Current.CancellationToken).NatsPerToken}");
            run.StartFrom(run.Weights.ToDictionary(weight => weight.Name, weight => weight.Value.data<float>().ToArray()), stop: TestContext.Current.CancellationToken);   // keeps them as the best
        }

        string folder = Path.Combine(sound.Root, "ear");
        TranscriberManifest made = TranscriberExport.Write(sound.Run, folder, 6, "export", DateTimeOffset.UnixEpoch);
        Assert.Equal(80, made.DelayMilliseconds);
        Assert.Equal(WeightFormat.EightBits.Word(), made.Weights);
        made = ThresholdSearch.Run(folder, SoundData.Read(sound.Data), stop: TestContext.Current.CancellationToken);
        Assert.InRange(made.Scores["validation_onset_50ms_f1"], 0.3, 1);
        using TranscriberFolder loaded = TranscriberFolder.Load(folder);
        Assert.Equal(made.Thresholds, loaded.Manifest.Thresholds);
    }

    [Fact]
    public void WhatHearsIsNotTakenForWhatPlays()
    {
        using var sound = new TinySound();
        using (TrainingRun run = TrainingRun.Begin(TinySound.Plan, sound.Data, sound.Run)) run.StartFrom(run.Weights.ToDictionary(weight => weight.Name, weight => weight.Value.data<float>().ToArray()), stop: TestContext.Current.CancellationToken);
        string folder = Path.Combine(sound.Root, "models", "ear");
        TranscriberExport.Write(sound.Run, folder, 0, "export", DateTimeOffset.UnixEpoch);

        Assert.Contains("it is a transcriber", Assert.Throws<ModelException>(() => ModelFolder.Load(folder)).Message);
        Assert.Empty(ModelFolder.List(Path.Combine(sound.Root, "models")));
        Assert.Equal(["ear"], TranscriberFolder.List(Path.Combine(sound.Root, "models")));
        Assert.Throws<LivePerformerException>(() => TranscriberExport.LookAheadOf(TranscriberWeights.Read(sound.Run).About.Features, 50));
    }
}
