using Google.Protobuf;
using LivePerformer.Trainer;
using LivePerformer.Trainer.Onnx;

namespace LivePerformer.Inference.Tests;

public class LstmGraphTests
{
    [Theory]
    [InlineData(16, 24, 2)]
    [InlineData(8, 12, 1)]
    [InlineData(5, 7, 3)]
    public void LogitsMatchTheEquationsInDoublePrecision(int embedding, int hidden, int layers)
    {
        using var model = new TinyModel(embedding, hidden, layers);
        using var folder = model.Load();
        using var session = folder.NewSession();
        var plain = new PlainLstm(model.Shape, LstmGraph.AsStored(model.Weights));
        foreach (int token in Rows.Random(300, seed: 7))
        {
            session.Step(token);
            double[] expected = plain.Step(token);
            for (int i = 0; i < 388; i++) Assert.Equal(expected[i], session.Belief[i], 1e-4);
        }
    }

    [Theory]
    [InlineData(16, 24, 2)]
    [InlineData(5, 7, 3)]
    [InlineData(70, 130, 1)]
    public void InEightBitsLogitsAreNearTheEquationsInDoublePrecision(int embedding, int hidden, int layers)
    {
        using var model = new TinyModel(embedding, hidden, layers, format: WeightFormat.EightBits);
        using var folder = model.Load();
        using var session = folder.NewSession();
        var plain = new PlainLstm(model.Shape, ModelWeights.Read(folder));   // the rounded weights; what is multiplied with them is not
        double furthest = 0, largest = 0;
        foreach (int token in Rows.Random(300, seed: 7))
        {
            session.Step(token);
            double[] expected = plain.Step(token);
            for (int i = 0; i < 388; i++)
            {
                furthest = Math.Max(furthest, Math.Abs(expected[i] - session.Belief[i]));
                largest = Math.Max(largest, Math.Abs(expected[i]));
            }
        }

        Assert.InRange(furthest, 1e-5, 0.03 * largest);
    }

    [Fact]
    public void WeightsAreStoredInHalfPrecision()
    {
        using var model = new TinyModel();
        ModelProto file = ModelProto.Parser.ParseFrom(File.ReadAllBytes(model.File));
        Assert.Equal(8, file.IrVersion);
        Assert.Equal(17, file.OpsetImport.Single().Version);
        int weights = model.Weights.Values.Sum(values => values.Length);
        int stored = file.Graph.Initializer
            .Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float16).Sum(tensor => tensor.RawData.Length);
        Assert.Equal(2 * weights, stored);
        Assert.InRange(LstmGraph.RoundingError(model.Weights), float.Epsilon, 0.001f);
    }

    [Fact]
    public void TheSameWeightsGiveTheSameFile()
    {
        using var one = new TinyModel();
        using var two = new TinyModel();
        Assert.Equal(File.ReadAllBytes(one.File), File.ReadAllBytes(two.File));
    }

    [Fact]
    public void AMissingWeightIsNamed()
    {
        var shape = new LstmShape(4, 6, 1);
        Dictionary<string, float[]> weights = TinyModel.RandomWeights(shape, 1);
        weights.Remove("lstm.bias_hh_l0");
        Assert.Contains("'lstm.bias_hh_l0'", Assert.Throws<ArgumentException>(() => LstmGraph.Build(shape, weights)).Message);
    }

    [Fact]
    public void AWeightOfAnotherSizeIsNamed()
    {
        Dictionary<string, float[]> weights = TinyModel.RandomWeights(new LstmShape(4, 6, 1), 1);
        Assert.Contains("'embed.weight'", Assert.Throws<ArgumentException>(() => LstmGraph.Build(new LstmShape(5, 6, 1), weights)).Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(70_000f)]
    public void AWeightThatHalfPrecisionCannotKeepIsRefused(float value)
    {
        var shape = new LstmShape(4, 6, 1);
        Dictionary<string, float[]> weights = TinyModel.RandomWeights(shape, 1);
        weights["head.bias"][5] = value;
        Assert.Contains("'head.bias'", Assert.Throws<ArgumentException>(() => LstmGraph.Build(shape, weights)).Message);
    }

    [Fact]
    public void TheShippedFormatStillLoadsAndIsStillWritten()
    {
        string folder = Path.Combine(Repo.Root, "tests", "Fixtures", "Inference", "tiny");
        var shape = new LstmShape(8, 12, 2);
        Dictionary<string, float[]> weights = TinyModel.RandomWeights(shape, seed: 2026);
        if (Environment.GetEnvironmentVariable("LIVEPERFORMER_WRITE_FIXTURES") == "1")
            TinyModel.Write(folder, shape, weights);

        Assert.Equal(LstmGraph.Build(shape, weights).ToModel().ToByteArray(), File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        using var loaded = ModelFolder.Load(folder);
        Assert.Equal(12, loaded.Manifest.Hidden);
    }
}
