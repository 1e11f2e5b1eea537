namespace LivePerformer.Inference.Tests;

public class LstmSessionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(63)]
    [InlineData(200)]
    public void FedAtOnceIsFedTokenByToken(int length)
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        using var atOnce = folder.NewSession();
        using var slowly = folder.NewSession();
        int[] tokens = Rows.Random(length, seed: 3);
        atOnce.Feed(tokens);
        foreach (int token in tokens) slowly.Step(token);

        Near(slowly.Belief, atOnce.Belief, 1e-5);
        atOnce.Step(60);
        slowly.Step(60);
        Near(slowly.Belief, atOnce.Belief, 1e-5);
        Assert.Equal(length + 1, atOnce.TokensFed);
    }

    [Fact]
    public void GoingBackIsNeverHavingGoneThere()
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        using var wanderer = folder.NewSession();
        using var stayer = folder.NewSession();
        int[] tokens = Rows.Random(150, seed: 4);
        wanderer.Feed(tokens);
        stayer.Feed(tokens);
        ModelState state = wanderer.NewState();
        wanderer.Save(state);
        wanderer.Feed(Rows.Random(77, seed: 5));
        wanderer.Restore(state);

        Assert.Equal(stayer.Belief, wanderer.Belief);
        wanderer.Feed(tokens);
        stayer.Feed(tokens);
        Assert.Equal(stayer.Belief, wanderer.Belief);   // to the bit
    }

    [Fact]
    public void AResetSessionIsANewOne()
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        using var used = folder.NewSession();
        using var fresh = folder.NewSession();
        used.Feed(Rows.Random(33, seed: 6));
        used.Reset();
        Assert.False(used.HasBelief);
        used.Feed([370, 60, 300]);
        fresh.Feed([370, 60, 300]);
        Assert.Equal(fresh.Belief, used.Belief);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(388)]
    public void AStrangeTokenIsRefusedBeforeAnythingIsFed(int token)
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        using var session = folder.NewSession();
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Feed([60, token]));
        Assert.Equal(0, session.TokensFed);
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double within)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], within);
    }
}
