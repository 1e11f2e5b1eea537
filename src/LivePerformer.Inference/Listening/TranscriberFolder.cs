using LivePerformer.Core;
using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>A transcriber as it lies on disk, checked and opened: manifest.json, model.onnx, card.md.</summary>
/// <remarks>May be shared between threads; each listener makes a <see cref="Transcriber"/> of its own. All that can fail, fails
/// in <see cref="Load"/>.</remarks>
public sealed class TranscriberFolder : IDisposable
{
    private readonly SessionOptions options;

    private TranscriberFolder(string directory, TranscriberManifest manifest, SessionOptions options, InferenceSession network, int[][] states)
    {
        (Path, Manifest, this.options, Network, States) = (directory, manifest, options, network, states);
    }

    public string Path { get; }

    public TranscriberManifest Manifest { get; }

    internal InferenceSession Network { get; }

    internal int[][] States { get; }

    /// <summary>Names of the transcribers under <paramref name="root"/>, in order.</summary>
    public static IReadOnlyList<string> List(string root) => ModelFolder.List(root, kind => kind == TranscriberContract.Kind);

    /// <summary>Whether a folder's manifest says that it is a transcriber.</summary>
    public static bool IsOne(string directory) => ManifestFile.KindOf(directory) == TranscriberContract.Kind;

    /// <param name="directory">The model's folder.</param>
    /// <param name="threads">How many threads a run may use; one leaves the machine to the music.</param>
    /// <exception cref="ModelException">Anything in the folder is missing, broken or not meant for this build.</exception>
    public static TranscriberFolder Load(string directory, int threads = 1)
    {
        directory = System.IO.Path.GetFullPath(System.IO.Path.TrimEndingDirectorySeparator(directory));
        string name = System.IO.Path.GetFileName(directory);
        if (!Directory.Exists(directory)) throw new ModelException(ModelFolder.Missing(directory, name, List));
        if (ManifestFile.KindOf(directory) is { } kind && kind != TranscriberContract.Kind)
            throw new ModelException($"Model '{name}' plays, it does not hear: its kind is '{kind}', not '{TranscriberContract.Kind}'. {ModelFolder.Others(directory, List)}");

        var manifest = TranscriberManifest.Read(System.IO.Path.Combine(directory, ModelManifest.FileName));
        Check(manifest, name);
        string file = System.IO.Path.Combine(directory, manifest.File);
        NetworkFile.Check(name, file, manifest.Sha256);
        return NetworkFile.Open(name, file, threads, (options, network) =>
        {
            var folder = new TranscriberFolder(directory, manifest, options, network, TranscriberContract.Check(network, manifest));
            using var session = new TranscriberSession(folder);
            session.Run(new float[manifest.Features.Bands]);
            var contract = new Contract(manifest.Name);
            for (int output = 0; output < TranscriberContract.Outputs.Length; output++)
                contract.Finite(TranscriberContract.Outputs[output], session.Output(output), "one frame");
            return folder;
        });
    }

    public void Dispose()
    {
        Network.Dispose();
        options.Dispose();
    }

    private static void Check(TranscriberManifest manifest, string name)
    {
        string again = ModelManifest.Again(name);
        try
        {
            manifest.Features.Check();
        }
        catch (LivePerformerException fault)
        {
            throw new ModelException($"Model '{name}': {fault.Message} {again}", fault);
        }

        if (manifest.LookAhead is < 0 or > TranscriberContract.MostLookAhead)
            throw new ModelException($"Model '{name}' claims to look {manifest.LookAhead} frames ahead; 0 to {TranscriberContract.MostLookAhead} are possible. {again}");
        if (!manifest.Thresholds.AreBeliefs)
            throw new ModelException($"Model '{name}' has thresholds that are not between 0 and 1. {again}");
        NetworkFile.CheckName(name, manifest.File);
    }
}
