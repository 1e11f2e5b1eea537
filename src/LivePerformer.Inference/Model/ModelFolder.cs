using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>A model as it lies on disk, checked and opened: manifest.json, model.onnx, card.md.</summary>
/// <remarks>May be shared between threads; each reader takes a session of its own. All that can fail, fails in
/// <see cref="Load"/>.</remarks>
public sealed class ModelFolder : IDisposable
{
    private readonly SessionOptions options;

    private ModelFolder(string directory, ModelManifest manifest, SessionOptions options, InferenceSession network, ArrayShelf arrays)
    {
        Path = directory;
        Manifest = manifest;
        this.options = options;
        Network = network;
        Arrays = arrays;
    }

    public string Path { get; }

    public ModelManifest Manifest { get; }

    internal InferenceSession Network { get; }

    /// <summary>Whence its sessions have their memory.</summary>
    internal ArrayShelf Arrays { get; }

    internal bool IsClosed { get; private set; }

    /// <summary>Names of the models under <paramref name="root"/> that play: its folders that hold such a manifest, in order of names.</summary>
    public static IReadOnlyList<string> List(string root) => List(root, kind => kind != TranscriberContract.Kind);

    /// <summary>Names of the folders under <paramref name="root"/> that hold a manifest whose kind will do, in order of names.</summary>
    internal static IReadOnlyList<string> List(string root, Func<string?, bool> kind) =>
        Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root)
                .Where(folder => File.Exists(System.IO.Path.Combine(folder, ModelManifest.FileName)) && kind(ManifestFile.KindOf(folder)))
                .Select(folder => System.IO.Path.GetFileName(folder))
                .Order(StringComparer.Ordinal)]
            : [];

    /// <param name="directory">The model's folder.</param>
    /// <param name="threads">How many threads a run may use; one leaves the machine to the music.</param>
    /// <param name="arrays">Where its sessions leave their memory for others; null: a place of its own.</param>
    /// <exception cref="ModelException">Anything in the folder is missing, broken or not meant for this build.</exception>
    public static ModelFolder Load(string directory, int threads = 1, ArrayShelf? arrays = null)
    {
        directory = System.IO.Path.GetFullPath(System.IO.Path.TrimEndingDirectorySeparator(directory));
        string name = System.IO.Path.GetFileName(directory);
        if (!Directory.Exists(directory)) throw new ModelException(Missing(directory, name, List));
        if (ManifestFile.KindOf(directory) == TranscriberContract.Kind)
            throw new ModelException($"Model '{name}' hears, it does not play: it is a transcriber. {Others(directory, List)}");

        var manifest = ModelManifest.Read(System.IO.Path.Combine(directory, ModelManifest.FileName));
        Check(manifest, name);
        string file = System.IO.Path.Combine(directory, manifest.File);
        NetworkFile.Check(name, file, manifest.Sha256);

        return NetworkFile.Open(name, file, threads, (options, network) =>
        {
            var folder = new ModelFolder(directory, manifest, options, network, arrays ?? new ArrayShelf());
            if (manifest.Kind == LstmContract.Kind) LstmContract.Check(network, manifest);
            else TransformerContract.Check(folder);
            return folder;
        });
    }

    /// <summary>A session of its own for one reader.</summary>
    public ModelSession NewSession() => Manifest.Kind == LstmContract.Kind ? new LstmSession(this) : new TransformerSession(this);

    public void Dispose()
    {
        IsClosed = true;
        Network.Dispose();
        options.Dispose();
    }

    /// <summary>SHA-256 of a file, in lower-case hexadecimal, as the manifest holds it.</summary>
    public static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The fault that there is no such folder, with those that there are.</summary>
    internal static string Missing(string directory, string name, Func<string, IReadOnlyList<string>> list)
    {
        string root = System.IO.Path.GetDirectoryName(directory) ?? directory;
        return list(root).Count > 0
            ? $"There is no model '{name}' in '{root}'. {Others(directory, list)}"
            : $"There is no model '{name}', and '{root}' holds no other. {ModelManifest.Again(name)}";
    }

    internal static string Others(string directory, Func<string, IReadOnlyList<string>> list) =>
        list(System.IO.Path.GetDirectoryName(directory) ?? directory) is { Count: > 0 } others ? $"Choose one of: {string.Join(", ", others)}."
            : ModelManifest.Again("NAME");

    private static void Check(ModelManifest manifest, string name)
    {
        if (manifest.Kind is not (LstmContract.Kind or TransformerContract.Kind))
            throw new ModelException($"Model '{name}' was made for kind '{manifest.Kind}', but this build speaks '{LstmContract.Kind}' and '{TransformerContract.Kind}'. {ModelManifest.Again(name)}");
        Require("tokenizer", manifest.Tokenizer, LstmContract.Tokenizer);
        Require("features", manifest.Features, manifest.Kind == LstmContract.Kind ? LstmContract.Features : TransformerContract.Features);
        if (manifest.Vocabulary != LstmContract.Vocabulary)
            throw new ModelException($"Model '{name}' has a vocabulary of {manifest.Vocabulary}, but this build speaks {LstmContract.Vocabulary} tokens. {ModelManifest.Again(name)}");
        if (!WeightFormats.Words.Contains(manifest.Weights))
            throw new ModelException($"Model '{name}' keeps its weights as '{manifest.Weights}', but this build speaks '{string.Join("', '", WeightFormats.Words)}'. {ModelManifest.Again(name)}");
        if (manifest.Layers is < 1 or > LstmContract.MostLayers || manifest.Hidden is < 1 or > LstmContract.MostHidden)
            throw new ModelException($"Model '{name}' claims {manifest.Layers} layers of {manifest.Hidden}; 1 to {LstmContract.MostLayers} of 1 to {LstmContract.MostHidden} are possible. {ModelManifest.Again(name)}");
        if (manifest.Kind == TransformerContract.Kind) TransformerContract.CheckSizes(manifest);
        manifest.Standard?.Check(name);
        NetworkFile.CheckName(name, manifest.File);

        void Require(string what, string has, string speaks)
        {
            if (has != speaks)
                throw new ModelException($"Model '{name}' was made for {what} '{has}', but this build speaks '{speaks}'. {ModelManifest.Again(name)}");
        }
    }
}
