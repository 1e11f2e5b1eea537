using LivePerformer.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace LivePerformer.Trainer.Tests;

public sealed class MuonTests
{
    /// <summary>The truth is Torch's own singular value decomposition: U V' is the nearest orthogonal matrix.</summary>
    [Theory]
    [InlineData(48, 48)]
    [InlineData(24, 144)]
    [InlineData(96, 20)]
    public void OrthogonalKeepsTheDirectionsAndMakesThemAlike(long height, long width)
    {
        TorchLibrary.Prepare();
        using var scope = NewDisposeScope();
        Tensor matrix = randn([height, width], generator: new Generator(7));
        (Tensor u, _, Tensor v) = linalg.svd(matrix, fullMatrices: false);
        Tensor seen = u.t().mm(Muon.Orthogonal(matrix)).mm(v.t());   // diagonal where the directions are the matrix's own

        float[] values = seen.diag().data<float>().ToArray();
        Assert.All(values, value => Assert.InRange(value, 0.4f, 1.25f));
        Assert.True(values.Average() > 0.75f, $"{values.Average()} on average");
        Assert.All((seen - diag(seen.diag())).data<float>().ToArray(), value => Assert.InRange(value, -1e-3f, 1e-3f));
    }

    /// <summary>Three gates that lie one below the other are three matrices: what one is to learn does not shrink another's step.</summary>
    [Fact]
    public void StackedMatricesMoveEachForItself()
    {
        TorchLibrary.Prepare();
        using var scope = NewDisposeScope();
        Tensor gradient = randn([36, 20], generator: new Generator(7)), loud = gradient.clone();
        loud.narrow(0, 12, 12).mul_(1000);
        Tensor one = zeros([36, 20]), other = zeros([36, 20]);
        Muon.Step(one, zeros([36, 20]), gradient, 3, 0.01);
        Muon.Step(other, zeros([36, 20]), loud, 3, 0.01);
        Assert.True(one.allclose(other, 1e-3, 1e-6));

        double size = one.pow(2).mean().sqrt().ToDouble();   // as AdamW's steps: about 0.2 of the rate
        Assert.InRange(size, 0.1 * 0.01, 0.3 * 0.01);
    }

    [Theory]
    [InlineData(TrainingPlan.Adam, TrainingPlan.Muon)]
    [InlineData(TrainingPlan.Muon, TrainingPlan.Adam)]
    public void RunThatChangesItsOptimizerGoesOn(string first, string then)
    {
        using var sound = new TinySound();
        TrainingPlan plan = TinySound.Plan with { Optimizer = first };
        double before;
        using (TrainingRun run = TrainingRun.Begin(plan, sound.Data, sound.Run))
        {
            before = run.Step(0.002);
            for (int i = 0; i < 3; i++) run.Step(0.002);
            run.Save();
        }

        using TrainingRun changed = TrainingRun.Resume(sound.Data, sound.Run, revise: begun => begun with { Optimizer = then });
        Assert.Equal(then, changed.Plan.Optimizer);
        double after = double.NaN;
        for (int i = 0; i < 12; i++) after = changed.Step(0.002);
        Assert.True(after < before);
    }
}
