namespace LivePerformer.Trainer.Tests;

public sealed class VariedPerformancesTests(VariedSound sound) : IClassFixture<VariedSound>
{
    [Fact]
    public void OnlyTrainingIsVaried()
    {
        Assert.All(sound.Data.Items.Where(item => item.Split != "train"), item => Assert.Null(item.Variation));
        SoundItem[] train = [.. sound.Data.Of("train")];
        Assert.Equal([1, 2], train.Select(item => item.Variation?.Number ?? 0).Where(number => number > 0).Distinct().Order());
        Assert.Contains(train, item => item.Variation is null);
        Assert.DoesNotContain(train, item => item.Piano == "strange");
        Assert.Equal(["bright", "dark"], train.Where(item => item.Variation is not null).OrderBy(item => item.Variation!.Number).Select(item => item.Piano).Distinct());
        Assert.Contains("2 variations", sound.Data.Steps);
    }

    [Fact]
    public void TheTableTellsTheVariation()
    {
        SoundItem[] varied = [.. SoundData.Read(sound.Out).Items.Where(item => item.Variation is not null)];

        Assert.All(varied, item => Assert.Equal(item.Cents, item.Variation!.Tuning));
        Assert.All(varied, item => Assert.InRange(item.Variation!.Gamma, 1.2, 2.5));
        Assert.All(varied, item => Assert.Contains($"_variation{item.Variation!.Number}", item.Name));
        Assert.Equal(2, varied.Select(item => item.Variation).Distinct().Count());
    }

    /// <summary>Each is made once: its performances stand in one row among the variations'.</summary>
    [Fact]
    public void PerformancesOfOneVariationFollowEachOther()
    {
        int[] numbers = [.. sound.Data.Of("train").Select(item => item.Variation?.Number ?? 0).Where(number => number > 0)];
        Assert.Equal(2, numbers.Distinct().Count());
        Assert.Equal(1, numbers.Zip(numbers.Skip(1)).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void WhatIsNotTrainedOnStaysAsItIs()
    {
        SoundData plain = SoundPreparation.Run(sound.Source(VariedSound.Plan with { Variations = 0 }), sound.Another + "-plain", 2, stop: TestContext.Current.CancellationToken);

        Assert.All(plain.Items, item => Assert.Null(item.Variation));
        Assert.DoesNotContain("variation", File.ReadAllText(Path.Combine(sound.Another + "-plain", SoundData.FileName)));
        Assert.Equal(plain.Items.Where(item => item.Split != "train").Select(item => (item.Name, item.Sha256)),
            sound.Data.Items.Where(item => item.Split != "train").Select(item => (item.Name, item.Sha256)));
    }

    /// <summary>With one thread, stopped among the variations and taken up again: the bytes are those of two threads at one go.</summary>
    [Fact]
    public void OneThreadThatIsInterruptedMakesTheVeryBytesOfTwo()
    {
        SoundSource source = sound.Source();
        int firstVaried = Enumerable.Range(0, source.Jobs.Count).First(i => source.Jobs[i].Name.Contains("_variation")), reports = 0;
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => SoundPreparation.Run(source, sound.Another, 1, report: (_, _) =>
        {
            if (++reports == firstVaried + 2) stop.Cancel();        // the first report is of nothing done
        }, stop: stop.Token));
        Assert.Contains(SoundData.Read(sound.Another).Items, item => item.Variation is not null);

        SoundPreparation.Run(sound.Source(), sound.Another, 1, stop: TestContext.Current.CancellationToken);

        Assert.Equal(SoundFolder.Hashes(sound.Out), SoundFolder.Hashes(sound.Another));
    }

    [Fact]
    public void OtherSeedsVaryOtherwise()
    {
        string[] one = [.. sound.Source().Jobs.Select(job => job.MadeOf)], two = [.. sound.Source(VariedSound.Plan with { Seed = 2 }).Jobs.Select(job => job.MadeOf)];
        Assert.Empty(one.Intersect(two));
    }
}
