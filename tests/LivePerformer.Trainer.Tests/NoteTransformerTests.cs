using LivePerformer.Music;
using TorchSharp;
using static TorchSharp.torch;

namespace LivePerformer.Trainer.Tests;

public sealed class NoteTransformerTests
{
    private const int Length = 20, Heads = 4;
    private static readonly TransformerShape Shape;

    static NoteTransformerTests()
    {
        TorchLibrary.Prepare();
        Shape = new TransformerShape(Width: 32, Layers: 3, Heads, Head: 24);
    }

    [Fact]
    public void LaterTokenChangesNoEarlierLogit()
    {
        using NoteTransformer network = Network();
        ushort[] tokens = NoteWindowsTests.Piece(7, notes: 30).Tokens;
        float[][] before = Logits(network, tokens, 0);
        int changed = 0;
        for (int t = 3; t < before.Length - 1; t += 5)
        {
            ushort[] other = [.. tokens];
            other[t] = (ushort)(tokens[t] < Vocabulary.FirstNoteOff ? 100 + (t % 8) : Vocabulary.FirstTimeShift + 50);
            float[][] after = Logits(network, other, 0);
            for (int i = 0; i < t; i++) Assert.Equal(before[i], after[i]);
            changed += before[t].SequenceEqual(after[t]) ? 0 : 1;
        }

        Assert.True(changed > 5);   // but what it says from then on is another thing
    }

    [Fact]
    public void EarlierNoteIsHeardByLaterOnes()
    {
        using NoteTransformer network = Network();
        ushort[] tokens = NoteWindowsTests.Piece(7, notes: 30).Tokens, other = [.. tokens];
        int first = Array.FindIndex(tokens, token => token < Vocabulary.FirstNoteOff);
        other[first] = 101;

        Assert.NotEqual(Logits(network, tokens, 0)[^1], Logits(network, other, 0)[^1]);
    }

    [Fact]
    public void WindowsAreIndependent()
    {
        using NoteTransformer network = Network();
        ushort[] one = NoteWindowsTests.Piece(1, notes: 40).Tokens, two = NoteWindowsTests.Piece(2, notes: 40).Tokens;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var batch = new NoteBatch(3, Length, Shape.HeadWidth);
        batch.Fill(0, one, 0);
        batch.Fill(1, two, 4);
        batch.Fill(2, one, 11);
        float[][] together = Rows(network.forward(batch.Tensors(0, 3, Heads, CPU)));
        float[][] alone = [.. Logits(network, one, 0), .. Logits(network, two, 4), .. Logits(network, one, 11)];

        Assert.Equal(alone.Length, together.Length);
        for (int i = 0; i < alone.Length; i++) Assert.All(alone[i].Zip(together[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        float[][] slice = Rows(network.forward(batch.Tensors(1, 2, Heads, CPU)));
        Assert.All(together[^1].Zip(slice[^1]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void DropoutIsChanceWhileTrainingAndAbsentElsewhere(string kind)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TrainingPlan plan = TinyMaestro.PlanOf(kind) with { Dropout = 0.5 };
        using TrainingRun run = TrainingRun.Begin(plan, maestro.Data, maestro.Run), without = TrainingRun.Begin(plan with { Dropout = 0 }, maestro.Data, maestro.Run + "-without");

        Assert.Equal(without.Score(TestContext.Current.CancellationToken), run.Score(TestContext.Current.CancellationToken));   // the same first weights, nothing dropped
        Assert.Equal(run.Score(TestContext.Current.CancellationToken), run.Score(TestContext.Current.CancellationToken));
        Assert.NotEqual(without.Backward(), run.Backward());
    }

    private static NoteTransformer Network()
    {
        random.manual_seed(11);
        var network = new NoteTransformer(Shape);
        network.eval();
        return network;
    }

    private static float[][] Logits(NoteTransformer network, ushort[] tokens, int firstRow)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var batch = new NoteBatch(1, Length, Shape.HeadWidth);
        batch.Fill(0, tokens, firstRow);
        return Rows(network.forward(batch.Tensors(0, 1, Heads, CPU)));
    }

    private static float[][] Rows(Tensor logits) => [.. logits.contiguous().data<float>().ToArray().Chunk(Vocabulary.Size)];
}
