using static TorchSharp.torch;

namespace LivePerformer.Trainer.Tests;

public sealed class LotsTests
{
    public LotsTests() => TorchLibrary.Prepare();

    [Fact]
    public void ItsShareIsDroppedAndTheMeanStays()
    {
        using var lots = new Lots(0.3);
        using Tensor x = ones(200, 500);
        lots.Seed(1, 2, 3, CPU);
        float[] dropped = Values(lots, x);

        Assert.InRange(dropped.Count(value => value == 0) / 100_000.0, 0.29, 0.31);   // 7 standard deviations
        Assert.All(dropped.Where(value => value != 0), value => Assert.Equal(1 / 0.7f, value));
        Assert.InRange(dropped.Average(), 0.98, 1.02);
        Assert.Same(x, lots.Drop(x, training: false));
    }

    [Fact]
    public void SeedStepAndRowDecideAndNothingElse()
    {
        using var lots = new Lots(0.5);
        using var other = new Lots(0.5);
        using Tensor x = ones(64);
        float[] Of(Lots of, int seed, int step, int row)
        {
            of.Seed(seed, step, row, CPU);
            return Values(of, x);
        }

        float[] once = Of(lots, 1, 2, 3);
        Assert.NotEqual(once, Values(lots, x));   // the next layer's
        manual_seed(7);
        Assert.Equal(once, Of(other, 1, 2, 3));
        foreach ((int seed, int step, int row) in new[] { (2, 2, 3), (1, 3, 3), (1, 2, 4), (3, 2, 1), (2, 1, 3) }) Assert.NotEqual(once, Of(lots, seed, step, row));
    }

    private static float[] Values(Lots lots, Tensor x)
    {
        using Tensor dropped = lots.Drop(x, training: true);
        return dropped.data<float>().ToArray();
    }
}
