using Google.Protobuf;
using LivePerformer.Inference;
using Microsoft.ML.OnnxRuntime;
using static LivePerformer.Trainer.Onnx.TensorProto.Types;

namespace LivePerformer.Trainer.Tests;

public class EightBitMatrixTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 64)]
    [InlineData(388, 24)]
    [InlineData(5, 300)]
    public void NoNumberMovesFurtherThanHalfAStepOfItsBlock(int rows, int columns)
    {
        float[] values = Numbers(rows * columns, seed: 4);
        float[] rounded = EightBitMatrix.Of(values, rows, columns).Values();
        for (int row = 0; row < rows; row++)
        {
            foreach (int[] block in Enumerable.Range(row * columns, columns).Chunk(64))
            {
                float most = block.Max(i => MathF.Abs(values[i]));
                Assert.All(block, i => Assert.Equal(values[i], rounded[i], 0.501 * most / 127));   // the scale is rounded to half precision
            }
        }
    }

    [Fact]
    public void WholeStepsSurvive()
    {
        float[] values = [.. Enumerable.Range(-127, 255).Select(i => i / 64f), 127 / 64f, .. new float[64]];
        var matrix = EightBitMatrix.Of(values, 5, 64);
        float[] largestOfEach = [.. values.Chunk(64).Select(block => block.Max(MathF.Abs))];
        Assert.Equal(largestOfEach.Select(largest => (float)(Half)(largest / 127)), matrix.Scales);
        float[] again = EightBitMatrix.Of(matrix.Values(), 5, 64).Values();
        Assert.Equal(matrix.Values(), again);
        Assert.All(again[256..], value => Assert.Equal(0, value));
    }

    /// <summary>What ONNX Runtime makes of the layout: numbers that are whole and reach 127 in each block need no rounding
    /// of their own, so its products are those of the matrix, padding, scales, bias and all.</summary>
    [Theory]
    [InlineData(8, 64, 1)]
    [InlineData(388, 24, 3)]
    [InlineData(5, 200, 2)]
    [InlineData(130, 512, 70)]
    public void OnnxRuntimeMultipliesByTheSameMatrix(int rows, int columns, int vectors)
    {
        var random = new Random(9);
        float[] weight = Numbers(rows * columns, seed: 5), bias = Numbers(rows, seed: 6);
        float[] x = [.. Enumerable.Range(0, vectors * columns).Select(i => i % columns % 64 == 0 ? 127f : random.Next(-127, 128))];
        var graph = new OnnxGraph("product");
        var stored = new GraphWeights(graph, new Dictionary<string, float[]> { ["w"] = weight, ["b"] = bias }, WeightFormat.EightBits);
        graph.Input("x", DataType.Float, "N", columns);
        graph.Output(stored.LinearInEightBits("x", "w", "b", columns, rows, "y"), DataType.Float, "N", rows);

        using var session = new InferenceSession(graph.ToModel().ToByteArray());
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [vectors, columns]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["x"], [input], ["y"]);
        ReadOnlySpan<float> y = outputs[0].GetTensorDataAsSpan<float>();
        float[] matrix = EightBitMatrix.Of(weight, rows, columns).Values();
        for (int i = 0; i < y.Length; i++)
        {
            (int vector, int row) = (i / rows, i % rows);
            double expected = (double)(Half)bias[row], size = 0;
            for (int column = 0; column < columns; column++)
            {
                double term = (double)x[(vector * columns) + column] * matrix[(row * columns) + column];
                expected += term;
                size += Math.Abs(term);
            }

            Assert.Equal(expected, y[i], 1e-6 * size);
        }
    }

    [Fact]
    public void SizesThatDoNotFitAreRefused() =>
        Assert.Contains("no matrix of 2 x 65", Assert.Throws<ArgumentException>(() => new EightBitMatrix(new byte[128], new float[2], 2, 65)).Message);

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 1))))];
    }
}
