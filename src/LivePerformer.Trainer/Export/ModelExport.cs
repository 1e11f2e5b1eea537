using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>Turns the best weights of a run into a model folder that the host can play with.</summary>
public static class ModelExport
{
    public const string FileName = "model.onnx";

    /// <summary>Writes model.onnx and manifest.json, loads them as the host will, and measures what the smaller file costs.</summary>
    /// <param name="run">The folder that train wrote.</param>
    /// <param name="folder">Where the model goes, for example models/NAME; its last part is the model's name.</param>
    /// <param name="command">The command line that does this again, for the manifest.</param>
    /// <param name="created">When, for the manifest.</param>
    /// <param name="music">A row of tokens to measure the cost of half precision on; empty: it is not measured.</param>
    /// <exception cref="LivePerformerException">The run has no weights, they cannot be exported, or the folder cannot be written.</exception>
    public static ExportReport Write(string run, string folder, string command, DateTimeOffset created, IReadOnlyList<int> music)
    {
        (RunWeights about, IReadOnlyDictionary<string, float[]> weights) = RunWeights.Read(run);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var scores = new Dictionary<string, double> { ["validation_nats_per_token"] = about.ValidationNats };
        var manifest = new ModelManifest
        {
            Name = name,
            Kind = about.Plan.Kind,
            Tokenizer = about.Tokenizer,
            Features = about.Features,
            Vocabulary = LstmShape.Vocabulary,
            Layers = about.Layers,
            Hidden = about.Hidden,
            Heads = about.IsTransformer ? about.Plan.Heads : null,
            Context = about.IsTransformer ? about.Plan.Length : null,
            Standard = about.Steps.Standard(about.UsualTouch),
            Preparation = about.Steps == PreparationSteps.None ? null : about.Steps.InWords,
            File = FileName,
            Sha256 = "",
            Data = about.Data,
            Licence = about.Licence,
            Scores = scores,
            Created = created.ToString("yyyy-MM-dd'T'HH:mm:ssK"),
            Command = command,
        };
        try
        {
            Save(about, weights, manifest, folder, WeightFormat.Half);
            long bytes = new FileInfo(Path.Combine(folder, FileName)).Length;
            double? cost = music.Count > 1 ? Score(folder, music) - ScoreInFull(about, weights, manifest, music) : null;
            using (ModelFolder.Load(folder)) return new ExportReport(bytes, LstmGraph.RoundingError(weights), cost, about.Steps.NotOnStage);
        }
        catch (ArgumentException fault)
        {
            throw new LivePerformerException($"The weights of '{run}' cannot be exported: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"The model cannot be written to '{folder}' ({fault.Message}). Name a folder that can be written.", fault);
        }
    }

    private static void Save(RunWeights about, IReadOnlyDictionary<string, float[]> weights, ModelManifest manifest, string folder, WeightFormat format)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, FileName);
        if (about.IsTransformer) TransformerGraph.Write(about.TransformerShape, about.Plan.Length, weights, file, format);
        else LstmGraph.Write(about.Shape, weights, file, format);
        (manifest with { Weights = format.Word(), Sha256 = ModelFolder.Hash(file) }).Write(Path.Combine(folder, ModelManifest.FileName));
    }

    private static double ScoreInFull(RunWeights about, IReadOnlyDictionary<string, float[]> weights, ModelManifest manifest, IReadOnlyList<int> music)
    {
        string folder = Directory.CreateTempSubdirectory("liveperformer-export-").FullName;
        try
        {
            Save(about, weights, manifest, folder, WeightFormat.Single);
            return Score(folder, music);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Score(string folder, IReadOnlyList<int> music)
    {
        using ModelFolder model = ModelFolder.Load(folder);
        return new Scorer(model).Score([music]).Single().NatsPerToken;
    }
}

/// <summary>What an export made, and what keeping the weights in half precision costs.</summary>
/// <param name="Bytes">Size of the model's file.</param>
/// <param name="RoundingError">The largest change of any weight.</param>
/// <param name="Cost">Nats per token lost on the given music (below zero: won); null where none was given.</param>
/// <param name="NotOnStage">Steps of the preparation that the stage does not take, so that the model will hear other music than it learned.</param>
public sealed record ExportReport(long Bytes, float RoundingError, double? Cost, IReadOnlyList<string> NotOnStage);
