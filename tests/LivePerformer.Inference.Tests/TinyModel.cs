using LivePerformer.Trainer;

namespace LivePerformer.Inference.Tests;

/// <summary>A small LSTM with seeded random weights, and a folder on disk that holds it.</summary>
internal sealed class TinyModel : IDisposable
{
    public TinyModel(int embedding = 16, int hidden = 24, int layers = 2, ulong seed = 1, WeightFormat format = WeightFormat.Half)
    {
        Shape = new LstmShape(embedding, hidden, layers);
        Weights = RandomWeights(Shape, seed);
        Root = Directory.CreateTempSubdirectory("liveperformer-models-").FullName;
        Folder = Write(System.IO.Path.Combine(Root, "tiny"), Shape, Weights, format);
    }

    public LstmShape Shape { get; }

    public Dictionary<string, float[]> Weights { get; }

    /// <summary>The folder of model folders.</summary>
    public string Root { get; }

    public string Folder { get; }

    public string File => System.IO.Path.Combine(Folder, "model.onnx");

    public string ManifestFile => System.IO.Path.Combine(Folder, ModelManifest.FileName);

    public ModelFolder Load() => ModelFolder.Load(Folder);

    public ModelManifest Manifest => ModelManifest.Read(ManifestFile);

    public void Change(Func<ModelManifest, ModelManifest> change) => change(Manifest).Write(ManifestFile);

    /// <summary>Makes the manifest vouch for whatever the file holds now.</summary>
    public void Vouch() => Change(manifest => manifest with { Sha256 = ModelFolder.Hash(File) });

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public static string Write(string folder, LstmShape shape, IReadOnlyDictionary<string, float[]> weights, WeightFormat format = WeightFormat.Half)
    {
        Directory.CreateDirectory(folder);
        string file = System.IO.Path.Combine(folder, "model.onnx");
        LstmGraph.Write(shape, weights, file, format);
        new ModelManifest
        {
            Name = System.IO.Path.GetFileName(folder),
            Kind = "lstm",
            Tokenizer = "performance-388/1",
            Features = "keys-256/1",
            Vocabulary = 388,
            Layers = shape.Layers,
            Hidden = shape.Hidden,
            Weights = format.Word(),
            File = "model.onnx",
            Sha256 = ModelFolder.Hash(file),
            Data = "none: random weights",
            Licence = "MIT",
            Created = "2026-11-22",
            Command = "LIVEPERFORMER_WRITE_FIXTURES=1 dotnet test tests/LivePerformer.Inference.Tests",
        }.Write(System.IO.Path.Combine(folder, ModelManifest.FileName));
        return folder;
    }

    public static Dictionary<string, float[]> RandomWeights(LstmShape shape, ulong seed)
    {
        var dice = new Dice(seed);
        int e = shape.Embedding, h = shape.Hidden;
        var weights = new Dictionary<string, float[]>
        {
            ["embed.weight"] = Numbers(388 * e, 1.5),
            ["keys.weight"] = Numbers(e * 256, 0.5),
            ["keys.bias"] = Numbers(e, 0.5),
            ["head.weight"] = Numbers(388 * h, 1.5),
            ["head.bias"] = Numbers(388, 0.5),
        };
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            weights[$"lstm.weight_ih_l{layer}"] = Numbers(4 * h * (layer == 0 ? e : h), 0.5);
            weights[$"lstm.weight_hh_l{layer}"] = Numbers(4 * h * h, 0.5);
            weights[$"lstm.bias_ih_l{layer}"] = Numbers(4 * h, 0.5);
            weights[$"lstm.bias_hh_l{layer}"] = Numbers(4 * h, 0.5);
        }

        return weights;

        float[] Numbers(int count, double size)
        {
            var numbers = new float[count];
            for (int i = 0; i < count; i++) numbers[i] = (float)(((2 * dice.NextUnit()) - 1) * size);
            return numbers;
        }
    }
}
