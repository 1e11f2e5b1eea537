using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Turns the best weights of a transcriber's run into a model folder that the host can hear with.</summary>
public static class TranscriberExport
{
    /// <summary>Writes model.onnx and manifest.json, and loads them as the host will.</summary>
    /// <param name="run">The folder that train wrote.</param>
    /// <param name="folder">Where the model goes, for example models/NAME; its last part is the model's name.</param>
    /// <param name="lookAhead">Frames: one of <see cref="TranscriberShape.LookAheads"/>.</param>
    /// <param name="command">The command line that does this again, for the manifest.</param>
    /// <param name="created">When, for the manifest.</param>
    /// <param name="licence">That of the weights; null: that of the data.</param>
    /// <returns>What it is.</returns>
    /// <exception cref="LivePerformerException">The run has no weights, they cannot be exported, or the folder cannot be written.</exception>
    public static TranscriberManifest Write(string run, string folder, int lookAhead, string command, DateTimeOffset created, WeightFormat format = WeightFormat.EightBits, string? licence = null)
    {
        (TranscriberWeights about, IReadOnlyDictionary<string, float[]> weights) = TranscriberWeights.Read(run);
        string file = Path.Combine(folder, ModelExport.FileName);
        try
        {
            Directory.CreateDirectory(folder);
            TranscriberGraph.Write(about.Shape, lookAhead, weights, file, format);
            var manifest = new TranscriberManifest
            {
                Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                Kind = TranscriberCourse.Kind,
                Features = about.Features,
                LookAhead = lookAhead,
                DelayMilliseconds = TranscriberManifest.DelayOf(about.Features, lookAhead),
                Thresholds = new DecoderThresholds(),
                Weights = format.Word(),
                File = ModelExport.FileName,
                Sha256 = ModelFolder.Hash(file),
                Data = about.Data,
                Licence = licence ?? about.Licence,
                Scores = new Dictionary<string, double> { ["validation_onset_agreement"] = about.ValidationAgreement },
                Created = created.ToString("yyyy-MM-dd'T'HH:mm:ssK"),
                Command = command,
            };
            Save(manifest, folder);
            using (TranscriberFolder.Load(folder)) return manifest;
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

    /// <summary>Writes the manifest of a model that is there.</summary>
    public static void Save(TranscriberManifest manifest, string folder) => manifest.Write(Path.Combine(folder, ModelManifest.FileName));

    /// <summary>The look-ahead in frames whose whole delay is so many ms.</summary>
    /// <exception cref="LivePerformerException">No head has it.</exception>
    public static int LookAheadOf(FeatureSpec features, double milliseconds)
    {
        int found = Array.FindIndex(TranscriberShape.LookAheads, frames => Math.Abs(TranscriberManifest.DelayOf(features, frames) - milliseconds) < 0.5);
        return found >= 0 ? TranscriberShape.LookAheads[found]
            : throw new LivePerformerException($"No head has a delay of {milliseconds} ms. Choose one of: {string.Join(", ", TranscriberShape.LookAheads.Select(frames => TranscriberManifest.DelayOf(features, frames)))}.");
    }
}
