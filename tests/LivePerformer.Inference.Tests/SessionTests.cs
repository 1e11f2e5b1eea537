using LivePerformer.Trainer;

namespace LivePerformer.Inference.Tests;

public sealed class SessionTests : IDisposable
{
    private readonly TinyModel lstm = new();
    private readonly TinyTransformer transformer = new();
    private readonly TinyModel lstmInEightBits = new(format: WeightFormat.EightBits);
    private readonly TinyTransformer transformerInEightBits = new(format: WeightFormat.EightBits);

    [Theory]
    [InlineData("lstm", 1)]
    [InlineData("lstm", 9)]
    [InlineData("lstm", 63)]
    [InlineData("lstm", 200)]
    [InlineData("lstm, 8bit", 9)]
    [InlineData("lstm, 8bit", 200)]
    [InlineData("transformer", 1)]
    [InlineData("transformer", 3)]
    [InlineData("transformer", 9)]
    [InlineData("transformer", 63)]
    [InlineData("transformer", 700)]
    public void FedAtOnceIsFedTokenByToken(string kind, int length)
    {
        using ModelFolder folder = Load(kind);
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

    /// <summary>Attention adds up longer rows in another order, and a number that lies between two of 8 bits then falls to the
    /// other side: that moves belief, but less than 8 bits move it anyway.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(63)]
    [InlineData(700)]
    public void InEightBitsTheOrderOfFeedingMattersLessThanTheRounding(int length)
    {
        using ModelFolder folder = Load("transformer, 8bit");
        using var unrounded = new TinyTransformer(ModelWeights.Read(folder), WeightFormat.Single);
        using ModelFolder unroundedFolder = unrounded.Load();
        using var atOnce = folder.NewSession();
        using var slowly = folder.NewSession();
        using var exact = unroundedFolder.NewSession();
        int[] tokens = Rows.Random(length, seed: 3);
        double byOrder = 0, byRounding = 0;
        foreach (int[] row in tokens.Chunk(9))
        {
            atOnce.Feed(row);
            exact.Feed(row);
            foreach (int token in row) slowly.Step(token);
            byOrder = Math.Max(byOrder, Furthest(slowly.Belief, atOnce.Belief));
            byRounding = Math.Max(byRounding, Math.Max(Furthest(slowly.Belief, exact.Belief), Furthest(atOnce.Belief, exact.Belief)));
        }

        Assert.InRange(byRounding, 1e-4, 0.5);   // of logits that reach 10
        Assert.InRange(byOrder, 0, byRounding);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    [InlineData("lstm, 8bit")]
    [InlineData("transformer, 8bit")]
    public void GoingBackIsNeverHavingGoneThere(string kind)
    {
        using ModelFolder folder = Load(kind);
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

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    [InlineData("lstm, 8bit")]
    [InlineData("transformer, 8bit")]
    public void AResetSessionIsANewOne(string kind)
    {
        using ModelFolder folder = Load(kind);
        using var used = folder.NewSession();
        using var fresh = folder.NewSession();
        used.Feed(Rows.Random(33, seed: 6));
        used.Reset();
        Assert.False(used.HasBelief);
        used.Feed([370, 60, 300]);
        fresh.Feed([370, 60, 300]);
        Assert.Equal(fresh.Belief, used.Belief);
    }

    /// <summary>The memory of a session that has ended goes to the next, and nothing of what was in it.</summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    [InlineData("lstm, 8bit")]
    [InlineData("transformer, 8bit")]
    public void ASessionInTheMemoryOfAnotherIsANewOne(string kind)
    {
        using ModelFolder folder = Load(kind), elsewhere = Load(kind);
        ModelSession gone = folder.NewSession();
        gone.Save(gone.NewState());
        gone.Feed(Rows.Random(700, seed: 6));
        gone.Dispose();
        gone.Dispose();     // gives nothing back twice

        using ModelSession heir = folder.NewSession(), beside = folder.NewSession(), fresh = elsewhere.NewSession();
        ModelState ofHeir = heir.NewState(), ofFresh = fresh.NewState();
        Assert.Equal(ofFresh.Logits, ofHeir.Logits);
        for (int i = 0; i < 200; i++)
        {
            int token = Rows.Random(200, seed: 7)[i];
            heir.Step(token);
            fresh.Step(token);
            beside.Step(387 - token);
            Assert.Equal(fresh.Belief, heir.Belief);
        }
    }

    [Theory]
    [InlineData("lstm", -1)]
    [InlineData("transformer", -1)]
    [InlineData("lstm", 388)]
    [InlineData("transformer", 388)]
    public void AStrangeTokenIsRefusedBeforeAnythingIsFed(string kind, int token)
    {
        using ModelFolder folder = Load(kind);
        using var session = folder.NewSession();
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Feed([60, token]));
        Assert.Equal(0, session.TokensFed);
    }

    [Fact]
    public void TheCacheForgetsNothingWithinItsWindow()
    {
        using ModelFolder folder = Load("transformer");
        using var session = (TransformerSession)folder.NewSession();
        int[] notes = [.. Enumerable.Range(0, 60).SelectMany(i => new[] { 256, 40 + i, 256, 168 + i })];
        session.Feed([370, .. notes]);
        Assert.Equal(23, session.Remembered);   // the window of 24 holds the next row itself
    }

    [Fact]
    public void BeyondTheWindowNothingIsHeard()
    {
        using ModelFolder folder = Load("transformer");
        using var one = folder.NewSession();
        using var other = folder.NewSession();
        // Two layers of windows of 24 see back 46 rows; the keys must be the same, and the time since.
        int[] common = [.. Enumerable.Range(0, 50).SelectMany(i => new[] { 256, 40 + i, 256, 168 + i })];
        one.Feed([370, 100, 256, 228, 101, 256, 229, 256 + 99, 256 + 49, .. common]);
        other.Feed([370, 110, 256, 238, 112, 256, 240, 256 + 99, 256 + 49, .. common]);
        Near(one.Belief, other.Belief, 1e-5);

        one.Reset();
        other.Reset();
        one.Feed([370, 100, 256, 228, 101, 256, 229, 256 + 99, 256 + 49, .. common[..80]]);
        other.Feed([370, 110, 256, 238, 112, 256, 240, 256 + 99, 256 + 49, .. common[..80]]);
        Assert.NotEqual(one.Belief.ToArray(), other.Belief.ToArray());
    }

    [Fact]
    public void GoneBackFurtherThanTheSlackItRemembersLessAndPlaysOn()
    {
        using ModelFolder folder = Load("transformer");
        using var session = (TransformerSession)folder.NewSession();
        session.Feed([370, .. Rows.Random(300, seed: 4)]);
        ModelState state = session.NewState();
        session.Save(state);
        session.Feed([.. Enumerable.Range(0, 140).SelectMany(i => new[] { 40 + (i % 40), 256, 168 + (i % 40) })]);
        session.Restore(state);
        Assert.InRange(session.Remembered, 1, 22);
        session.Feed(Rows.Random(50, seed: 5));
        foreach (float logit in session.Belief) Assert.True(float.IsFinite(logit));
    }

    public void Dispose()
    {
        lstm.Dispose();
        transformer.Dispose();
        lstmInEightBits.Dispose();
        transformerInEightBits.Dispose();
    }

    private ModelFolder Load(string kind) => kind switch
    {
        "lstm" => lstm.Load(),
        "transformer" => transformer.Load(),
        "lstm, 8bit" => lstmInEightBits.Load(),
        _ => transformerInEightBits.Load(),
    };

    private static double Furthest(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        double furthest = 0;
        for (int i = 0; i < one.Length; i++) furthest = Math.Max(furthest, Math.Abs(one[i] - other[i]));
        return furthest;
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double within)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], within);
    }
}
