using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LivePerformer.Inference;

/// <summary>Reads and writes manifest.json, whatever kind of model it describes.</summary>
internal static class ManifestFile
{
    private const int MostBytes = 1 << 20;   // a manifest is a page of text; a megabyte is something else

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // no web page reads it: a plus sign stays a plus sign
    };

    private sealed record Sort(string? Kind);

    /// <summary>What kind of model a folder's manifest says it is; null where there is no manifest that says so.</summary>
    public static string? KindOf(string folder)
    {
        try
        {
            return Read<Sort>(Path.Combine(folder, ModelManifest.FileName)).Kind;
        }
        catch (ModelException)
        {
            return null;
        }
    }

    /// <exception cref="ModelException">The file is missing, too large or no manifest.</exception>
    public static T Read<T>(string path)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? path, again = ModelManifest.Again(folder);
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MostBytes)
                throw new ModelException($"Model '{folder}': '{path}' has {file.Length} bytes, which is no manifest. {again}");
            return JsonSerializer.Deserialize<T>(file, Json)
                ?? throw new ModelException($"Model '{folder}': '{path}' holds no manifest. {again}");
        }
        catch (JsonException fault)
        {
            throw new ModelException($"Model '{folder}': '{path}' is no manifest ({Plain(fault)}). {again}", fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"Model '{folder}' has no {ModelManifest.FileName} in '{Path.GetDirectoryName(path)}'. {again}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"Model '{folder}': '{path}' cannot be read ({fault.Message}). Check its permissions.", fault);
        }
    }

    public static void Write<T>(string path, T manifest) => File.WriteAllText(path, JsonSerializer.Serialize(manifest, Json) + "\n");

    private static string Plain(JsonException fault) =>
        fault.LineNumber is long line ? $"line {line + 1}: {fault.Message}" : fault.Message;
}
