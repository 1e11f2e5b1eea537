using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The file that is written last of a recording's: where it lies, the recording is whole.</summary>
/// <param name="MadeOf">Another one for other sources or other settings.</param>
/// <param name="Pedals">From, to, in seconds, one behind the other.</param>
internal sealed record SoundFacts(SoundItem Item, string MadeOf, double[] Pedals)
{
    /// <summary>Null where the file is missing or no such file.</summary>
    public static SoundFacts? Find(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<SoundFacts>(File.ReadAllBytes(path), TrainerJson.Options) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="LivePerformerException">The file is missing or no such file.</exception>
    public static SoundFacts Read(string path) => Find(path)
        ?? throw new LivePerformerException($"'{path}' is missing or not as prepare wrote it. Run prepare again.");

    public void Write(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, TrainerJson.Options) + "\n", SoundPreparation.Remedy);
}
