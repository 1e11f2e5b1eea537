using System.Text.Json;

namespace LivePerformer.Trainer;

/// <summary>How reports are written: JSON in snake case, as the scores in a model's manifest; a number that does not exist is null.</summary>
internal static class ReportFile
{
    private static readonly JsonSerializerOptions Json = new(TrainerJson.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,   // never NaN: whoever reads a report need not know of it
    };

    /// <summary>Writes aside and moves, so that an older report stays whole until the new one is.</summary>
    /// <exception cref="Core.LivePerformerException">The file cannot be written.</exception>
    public static void Write<T>(string path, T report) => Write(path, JsonSerializer.SerializeToUtf8Bytes(report, Json), "--report");

    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="content">All of it.</param>
    /// <param name="option">Which option names another place.</param>
    public static void Write(string path, byte[] content, string option)
    {
        WholeFile.Write(path, aside =>
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            File.WriteAllBytes(aside, content);
        }, $"Name another place with {option}.");
    }
}
