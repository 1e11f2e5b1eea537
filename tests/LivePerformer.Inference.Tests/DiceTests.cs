namespace LivePerformer.Inference.Tests;

public class DiceTests
{
    [Fact]
    public void NumbersAreThoseOfTheReferenceGenerator()
    {
        // xoshiro256** from state 1, 2, 3, 4, as computed by the authors' C code.
        var dice = new Dice(1, 2, 3, 4);
        Assert.Equal([11520UL, 0UL, 1509978240UL, 1215971899390074240UL], Enumerable.Range(0, 4).Select(_ => dice.Next()));
    }

    [Fact]
    public void SeedsAndStreamsAreIndependentAndRepeatable()
    {
        ulong[] First(ulong seed, ulong stream)
        {
            var dice = new Dice(seed, stream);
            return [.. Enumerable.Range(0, 8).Select(_ => dice.Next())];
        }

        Assert.Equal(First(5, 1), First(5, 1));
        Assert.NotEqual(First(5, 1), First(5, 2));
        Assert.NotEqual(First(5, 1), First(6, 1));
        Assert.NotEqual(First(1, 0), First(0, 1));
    }

    [Fact]
    public void UnitThrowsFillTheUnit()
    {
        var dice = new Dice(9);
        double[] throws = [.. Enumerable.Range(0, 20_000).Select(_ => dice.NextUnit())];
        Assert.All(throws, value => Assert.InRange(value, 0, 1 - double.Epsilon));
        Assert.Equal(0.5, throws.Average(), 0.01);
        Assert.Equal(1 / 12.0, throws.Select(value => (value - 0.5) * (value - 0.5)).Average(), 0.002);
    }
}
