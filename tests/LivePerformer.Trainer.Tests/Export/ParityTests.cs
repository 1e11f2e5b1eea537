using LivePerformer.Inference;
using LivePerformer.Music;
using TorchSharp;
using static TorchSharp.torch;

namespace LivePerformer.Trainer.Tests;

/// <summary>The exported graph against the Torch module that the weights come from: the same numbers within 1e-4.</summary>
public sealed class ParityTests : IDisposable
{
    private const int Length = 160;

    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-parity-").FullName;

    public ParityTests() => TorchLibrary.Prepare();

    [Theory]
    [InlineData(24, 32, 2, WeightFormat.Half)]
    [InlineData(24, 32, 2, WeightFormat.Single)]
    [InlineData(16, 40, 1, WeightFormat.Half)]
    [InlineData(12, 20, 3, WeightFormat.Half)]
    [InlineData(128, 256, 2, WeightFormat.Half)]
    public void TorchLogitsAreOnnxLogits(int embedding, int hidden, int layers, WeightFormat format)
    {
        torch.manual_seed(5);
        var shape = new LstmShape(embedding, hidden, layers);
        using var network = new PerformanceLstm(shape, dropout: 0.2);
        network.eval();
        Dictionary<string, float[]> weights = Weights(network);
        if (format == WeightFormat.Half) Put(network, LstmGraph.AsStored(weights));

        int[] tokens = Tokens(seed: 8);
        using ModelFolder folder = Export(shape, weights, format);
        using var session = folder.NewSession();
        float[,] expected = InTorch(network, tokens);
        for (int t = 0; t < Length; t++)
        {
            session.Step(tokens[t]);
            for (int token = 0; token < 388; token++) Assert.Equal(expected[t, token], session.Belief[token], 1e-4);
        }
    }

    [Theory]
    [InlineData(32, 2, 2, 48, WeightFormat.Half)]
    [InlineData(32, 2, 4, 48, WeightFormat.Single)]
    [InlineData(48, 1, 6, 32, WeightFormat.Half)]
    [InlineData(64, 3, 2, 40, WeightFormat.Single)]
    public void TorchLogitsOfATransformerAreOnnxLogits(int width, int layers, int heads, int head, WeightFormat format)
    {
        torch.manual_seed(5);
        var shape = new TransformerShape(width, layers, heads, head);
        using var network = new NoteTransformer(shape, dropout: 0.2);
        network.eval();
        Dictionary<string, float[]> weights = Weights(network);
        if (format == WeightFormat.Half) Put(network, LstmGraph.AsStored(weights));

        int[] tokens = Tokens(seed: 8);
        const int window = 64;   // more than the notes of the row
        string file = Path.Combine(root, ModelExport.FileName);
        TransformerGraph.Write(shape, window, weights, file, format);
        using ModelFolder folder = Load(file, "transformer", $"{NoteFeatures.Id} {Rotation.Id}", layers, width, heads, window);
        using ModelSession session = folder.NewSession();

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var batch = new NoteBatch(1, window, shape.HeadWidth);
        batch.Fill(0, [.. tokens.Select(token => (ushort)token)], 0);
        NoteTensors x = batch.Tensors(0, 1, heads, CPU);
        float[] expected = [.. network.forward(x).data<float>()];
        Assert.Equal(Length - 1, batch.Scored);
        for (int t = 0; t < Length - 1; t++)
        {
            session.Step(tokens[t]);
            for (int token = 0; token < 388; token++) Assert.Equal(expected[(t * 388) + token], session.Belief[token], 1e-4);
        }

        double nats = nn.functional.cross_entropy(network.forward(x), x.Target, reduction: nn.Reduction.Sum).ToDouble();
        Assert.Equal((Math.Log(388) + nats) / Length, new Scorer(folder).Score([tokens]).Single().NatsPerToken, 1e-5);
    }

    [Fact]
    public void NatsOfTheScorerAreTorchsCrossEntropy()
    {
        torch.manual_seed(6);
        var shape = new LstmShape(24, 48, 2);
        using var network = new PerformanceLstm(shape);
        network.eval();
        Dictionary<string, float[]> weights = Weights(network);
        int[] tokens = Tokens(seed: 9);
        using ModelFolder folder = Export(shape, weights, WeightFormat.Single);

        float[,] logits = InTorch(network, tokens);
        using var guesses = tensor(logits)[..^1];
        using var truth = tensor(tokens.Skip(1).Select(token => (long)token).ToArray());
        double expected = Math.Log(388) + nn.functional.cross_entropy(guesses, truth, reduction: nn.Reduction.Sum).ToDouble();
        Assert.Equal(expected / Length, new Scorer(folder).Score([tokens]).Single().NatsPerToken, 1e-5);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    // (T, 388) logits of the Torch module over the whole row at once.
    private static float[,] InTorch(PerformanceLstm network, int[] tokens)
    {
        var keys = new KeyFeatures();
        var rows = new float[tokens.Length * KeyFeatures.Width];
        for (int t = 0; t < tokens.Length; t++)
        {
            keys.Advance(tokens[t]);
            keys.Write(rows.AsSpan(t * KeyFeatures.Width, KeyFeatures.Width));
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor words = tensor(tokens.Select(token => (long)token).ToArray()).unsqueeze(0);
        Tensor keyboard = tensor(rows).view(1, tokens.Length, KeyFeatures.Width);
        (Tensor logits, Tensor _, Tensor _) = network.forward(words, keyboard, network.ZeroState(1, CPU));
        float[] flat = [.. logits.data<float>()];
        var table = new float[tokens.Length, 388];
        Buffer.BlockCopy(flat, 0, table, 0, flat.Length * sizeof(float));
        return table;
    }

    private static Dictionary<string, float[]> Weights(nn.Module network) =>
        network.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.data<float>().ToArray());

    private static void Put(nn.Module network, Dictionary<string, float[]> weights)
    {
        using var _ = no_grad();
        foreach ((string name, var parameter) in network.named_parameters())
        {
            using var values = tensor(weights[name]).view(parameter.shape);
            parameter.copy_(values);
        }
    }

    private static int[] Tokens(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Length).Select(_ => random.Next(388))];
    }

    private ModelFolder Export(LstmShape shape, Dictionary<string, float[]> weights, WeightFormat format)
    {
        string file = Path.Combine(root, ModelExport.FileName);
        LstmGraph.Write(shape, weights, file, format);
        return Load(file, "lstm", KeyFeatures.Id, shape.Layers, shape.Hidden);
    }

    private ModelFolder Load(string file, string kind, string features, int layers, int hidden, int? heads = null, int? context = null)
    {
        new ModelManifest
        {
            Name = "parity",
            Kind = kind,
            Tokenizer = PerformanceTokenizer.Id,
            Features = features,
            Vocabulary = Vocabulary.Size,
            Layers = layers,
            Hidden = hidden,
            Heads = heads,
            Context = context,
            File = ModelExport.FileName,
            Sha256 = ModelFolder.Hash(file),
            Data = "none: first weights of a seed",
            Licence = "MIT",
        }.Write(Path.Combine(root, ModelManifest.FileName));
        return ModelFolder.Load(root);
    }
}
