using System.Text.Json;

namespace LivePerformer.Host;

/// <summary>Reports as JSON, keys in snake case.</summary>
public static class ReportFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <exception cref="Core.LivePerformerException">The file cannot be written.</exception>
    public static void Write<T>(T report, string path) =>
        OutputFile.Replace(path, stream => JsonSerializer.Serialize(stream, report, Options));
}
