using LivePerformer.Trainer;

namespace LivePerformer.Inference.Tests;

/// <summary>A small note Transformer with seeded random weights, and a folder on disk that holds it.</summary>
internal sealed class TinyTransformer : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-models-").FullName;

    private static readonly TransformerShape Shape = new(Width: 16, Layers: 2, Heads: 2, Head: 24);

    public TinyTransformer(int window = 24, ulong seed = 1, WeightFormat format = WeightFormat.Half)
        : this(RandomWeights(Shape, seed), format, window)
    {
    }

    public TinyTransformer(IReadOnlyDictionary<string, float[]> weights, WeightFormat format, int window = 24)
    {
        Folder = Path.Combine(root, "tiny");
        Directory.CreateDirectory(Folder);
        TransformerGraph.Write(Shape, window, weights, File, format);
        new ModelManifest
        {
            Name = "tiny",
            Kind = "transformer",
            Tokenizer = "performance-388/1",
            Features = "notes-64+keys-256/1 rotary-notes-seconds/1",
            Vocabulary = 388,
            Layers = Shape.Layers,
            Hidden = Shape.Width,
            Heads = Shape.Heads,
            Context = window,
            Weights = format.Word(),
            File = "model.onnx",
            Sha256 = ModelFolder.Hash(File),
            Data = "none: random weights",
            Licence = "MIT",
        }.Write(ManifestFile);
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, "model.onnx");

    public string ManifestFile => Path.Combine(Folder, ModelManifest.FileName);

    public ModelFolder Load() => ModelFolder.Load(Folder);

    public void Change(Func<ModelManifest, ModelManifest> change) => change(ModelManifest.Read(ManifestFile)).Write(ManifestFile);

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static Dictionary<string, float[]> RandomWeights(TransformerShape shape, ulong seed)
    {
        var dice = new Dice(seed);
        int d = shape.Width, m = shape.Head;
        var weights = new Dictionary<string, float[]>
        {
            ["pitch.weight"] = Numbers(129 * d),
            ["touch.weight"] = Numbers(33 * d),
            ["gap.weight"] = Numbers(64 * d),
            ["memory.weight"] = Numbers(m * d),
            ["word.weight"] = Numbers(388 * m),
            ["bin.weight"] = Numbers(33 * m),
            ["since.weight"] = Numbers(64 * m),
        };
        Linear("keys", 256, d);
        Linear("keyboard", 256, m);
        Linear("deep", m, m);
        Linear("head", m, 388);
        Norm("norm", d);
        Norm("mix", m);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            string at = $"blocks.{layer}";
            Norm($"{at}.before", d);
            Norm($"{at}.between", d);
            Linear($"{at}.mix", d, 3 * d);
            Linear($"{at}.join", d, d);
            Linear($"{at}.up", d, 4 * d);
            Linear($"{at}.down", 4 * d, d);
        }

        return weights;

        void Linear(string name, int from, int to)
        {
            weights[$"{name}.weight"] = Numbers(from * to);
            weights[$"{name}.bias"] = Numbers(to);
        }

        void Norm(string name, int width)
        {
            weights[$"{name}.weight"] = [.. Numbers(width).Select(number => 1 + number)];
            weights[$"{name}.bias"] = Numbers(width);
        }

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * dice.NextUnit()) - 1) * 0.6f)];
    }
}
