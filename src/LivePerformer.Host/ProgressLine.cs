using System.Text.Encodings.Web;
using System.Text.Json;

namespace LivePerformer.Host;

/// <summary>How a program tells another one how far it is: with <c>--progress json</c>, an object on a line of its output.</summary>
internal static class ProgressLine
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="fraction">0 to 1.</param>
    public static string Write(double fraction, string text) => JsonSerializer.Serialize(new { Event = "progress", Fraction = fraction, Text = text }, Options);

    /// <returns>False where the line is none.</returns>
    public static bool TryRead(string line, out JsonElement told)
    {
        told = default;
        if (!line.StartsWith('{')) return false;

        try
        {
            told = JsonElement.Parse(line);
            return told.ValueKind == JsonValueKind.Object && WordOf(told, "event").Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static string WordOf(JsonElement told, string key) => told.TryGetProperty(key, out JsonElement word) && word.ValueKind == JsonValueKind.String ? word.GetString()! : "";

    /// <returns>Null where there is none.</returns>
    public static double? NumberOf(JsonElement told, string key) => told.TryGetProperty(key, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;
}
