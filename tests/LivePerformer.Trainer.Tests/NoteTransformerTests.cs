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

    /// <summary>Steps of ever new sizes took the heap to pieces (2.4 GB after 90 steps); what fills them up must weigh nothing.</summary>
    [Fact]
    public void TokensThatFillUpChangeNeitherLossNorGradient()
    {
        var batch = new NoteBatch(2, Length, Shape.HeadWidth);
        batch.Fill(0, NoteWindowsTests.Piece(1, notes: 40).Tokens, 0);
        batch.Fill(1, NoteWindowsTests.Piece(2, notes: 40).Tokens, 7);
        (double loss, float[] gradient, long tokens) = Learn(1);
        (double filledLoss, float[] filledGradient, long filled) = Learn(64);

        Assert.Equal((batch.Scored, 0), ((int)tokens, (int)(filled % 64)));
        Assert.InRange(filled - tokens, 1, 63);
        Assert.Equal(loss, filledLoss, 1e-6 * loss);
        double size = Math.Sqrt(gradient.Sum(value => (double)value * value));
        Assert.InRange(Math.Sqrt(gradient.Zip(filledGradient).Sum(pair => Math.Pow(pair.First - pair.Second, 2))) / size, 0, 1e-6);

        (double, float[], long) Learn(int multiple)
        {
            using NoteTransformer network = Network();
            using var scope = NewDisposeScope();
            NoteTensors x = batch.Tensors(0, 2, Heads, CPU, multiple);
            var sum = nn.functional.cross_entropy(network.forward(x), x.Target, ignore_index: Batch.Nothing, reduction: nn.Reduction.Sum);
            sum.backward();
            return (sum.ToDouble(), [.. network.parameters().SelectMany(parameter => parameter.grad!.data<float>().ToArray())], x.Target.shape[0]);
        }
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
