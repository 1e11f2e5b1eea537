namespace LivePerformer.Inference.Tests;

public class SamplerTests
{
    private static readonly float[] Belief = [0f, 2f, 1f, -1f, 2f, 5f];

    [Fact]
    public void ColdTakesTheLikeliestThatIsAllowed()
    {
        var sampler = new Sampler(new(Temperature: 0));
        Assert.Equal(5, sampler.Choose(Belief, All()));
        TokenMask mask = All();
        mask.Forbid(5);
        Assert.Equal(1, sampler.Choose(Belief, mask));   // 1 and 4 are equally likely: the lower token
    }

    [Fact]
    public void ShareOfThrowsIsTheSoftmax()
    {
        var sampler = new Sampler(new(Temperature: 0.7, TopP: 1, Seed: 4));
        var counts = new int[Belief.Length];
        for (int i = 0; i < 200_000; i++) counts[sampler.Choose(Belief, All())]++;

        double total = Belief.Sum(logit => Math.Exp(logit / 0.7));
        for (int token = 0; token < Belief.Length; token++)
            Assert.Equal(Math.Exp(Belief[token] / 0.7) / total, counts[token] / 200_000.0, 0.003);
    }

    [Fact]
    public void TopPKeepsTheFewestTokensThatHoldTheShare()
    {
        float[] belief = [.. new[] { 0.5, 0.3, 0.15, 0.05 }.Select(share => (float)Math.Log(share))];
        Assert.Equal([0], Seen(0.4));
        Assert.Equal([0, 1], Seen(0.6));
        Assert.Equal([0, 1, 2], Seen(0.9));
        Assert.Equal([0, 1, 2, 3], Seen(1.0));

        IEnumerable<int> Seen(double topP)
        {
            var sampler = new Sampler(new(TopP: topP, Seed: 8));
            var mask = new TokenMask(4);
            mask.AllowAll();
            return Enumerable.Range(0, 2_000).Select(_ => sampler.Choose(belief, mask)).Distinct().Order();
        }
    }

    [Fact]
    public void WhatIsForbiddenNeverComes()
    {
        var sampler = new Sampler(new(Temperature: 10, TopP: 1));
        TokenMask mask = All();
        mask.Forbid(5);
        mask.Forbid(0);
        Assert.Equal(4, mask.Allowed);
        Assert.All(Enumerable.Range(0, 5_000).Select(_ => sampler.Choose(Belief, mask)), token => Assert.True(mask[token]));
    }

    [Fact]
    public void ASeedChoosesTheSameOnEveryMachine()
    {
        var sampler = new Sampler(new(TopP: 1, Temperature: 3, Seed: 2026));
        sampler.Begin(3);
        int[] once = [.. Enumerable.Range(0, 40).Select(_ => sampler.Choose(Belief, All()))];
        sampler.Begin(4);
        int[] other = [.. Enumerable.Range(0, 40).Select(_ => sampler.Choose(Belief, All()))];
        sampler.Begin(3);
        Assert.Equal(once, Enumerable.Range(0, 40).Select(_ => sampler.Choose(Belief, All())));
        Assert.NotEqual(once, other);
    }

    [Fact]
    public void NumbersThatAreNoneAreNeverChosen()
    {
        var sampler = new Sampler(new(TopP: 1));
        var mask = new TokenMask(3);
        mask.AllowAll();
        Assert.Equal(2, sampler.Choose([float.NaN, float.NegativeInfinity, -50f], mask));
        Assert.Equal(-1, sampler.Choose([float.NaN, float.NaN, float.PositiveInfinity], mask));
        mask.ForbidAll();
        Assert.Equal(-1, sampler.Choose([1f, 2f, 3f], mask));
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1.1)]
    [InlineData(1, double.NaN)]
    public void OptionsWithoutSenseAreRefused(double temperature, double topP) =>
        Assert.Throws<ModelException>(() => new Sampler(new(temperature, topP)));

    private static TokenMask All()
    {
        var mask = new TokenMask(Belief.Length);
        mask.AllowAll();
        return mask;
    }
}
