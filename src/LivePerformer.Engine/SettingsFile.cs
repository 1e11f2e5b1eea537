using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Settings as JSON files whose keys are the words of the user interface, with a schema for editors.</summary>
/// <param name="noun">What messages call such a file: preset, set list.</param>
/// <param name="schema">Where its schema lies.</param>
internal sealed class SettingsFile<T>(string noun, string schema)
    where T : class
{
    private const int LargestBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        Converters = { Words<CueKind>(), Words<Role>(), Words<Scale>(), Words<Tonic>(), Words<Entry>(), Words<TapKind>(), Words<VelocityCurve>(), Words<Leaving>() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    private readonly string title = char.ToUpperInvariant(noun[0]) + noun[1..];

    /// <exception cref="PresetException">The file is absent, is none of its kind, or a number is out of range.</exception>
    public T Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestBytes)
                throw new PresetException($"'{path}' is too large to be a {noun}. Give a {noun}'s .json file.");

            using FileStream stream = File.OpenRead(path);
            T settings = JsonSerializer.Deserialize<T>(stream, Options)
                ?? throw new PresetException($"{title} '{path}' is empty. Copy one from presets/ and change that.");
            Check(settings, path, "");
            return settings;
        }
        catch (JsonException error)
        {
            string place = error.LineNumber is long line ? $" (line {line + 1}{Key(error.Path)})" : "";
            throw new PresetException($"{title} '{path}' cannot be read{place}: {FirstSentence(error.Message)}. "
                + $"Mend it, or compare it with {schema}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PresetException($"{title} '{path}' cannot be opened: {FirstSentence(error.Message)}. Check the path with: LivePerformer presets");
        }
    }

    /// <param name="source">Where it stands, for messages.</param>
    /// <exception cref="PresetException">It is none of its kind, or a number is out of range.</exception>
    public T Parse(string json, string source)
    {
        try
        {
            T settings = JsonSerializer.Deserialize<T>(json, Options) ?? throw new PresetException($"The {noun} in '{source}' is empty.");
            Check(settings, source, "");
            return settings;
        }
        catch (JsonException error)
        {
            throw new PresetException($"The {noun} in '{source}' cannot be read ({FirstSentence(error.Message)}{Key(error.Path)}). Use the build that wrote it.");
        }
    }

    public static string Write(T settings) => JsonSerializer.Serialize(settings, Options);

    /// <summary>The JSON schema (draft 2020-12) of such a file.</summary>
    public string SchemaText() => SettingsSchema.TextOf(typeof(T), Options, $"LivePerformer {noun}");

    private void Check(object settings, string path, string prefix)
    {
        foreach (PropertyInfo property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0) continue;
            object? value = property.GetValue(settings);
            string key = prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                double number = Convert.ToDouble(value);
                if (!(number >= range.Minimum && number <= range.Maximum))
                    throw new PresetException($"{title} '{path}': \"{key}\" is {number}, but must be {range.Minimum} to {range.Maximum}.");
            }
            else if (value is string text && property.IsDefined(typeof(RequiredMemberAttribute)) && string.IsNullOrWhiteSpace(text))
            {
                throw new PresetException($"{title} '{path}': \"{key}\" is empty. Give it a name.");
            }
            else if (value is IEnumerable list and not string)
            {
                int i = 0;
                foreach (object? part in list)
                {
                    if (part is null) throw new PresetException($"{title} '{path}': \"{key}[{i}]\" is null. Take it out.");
                    if (part is not string && part.GetType().IsClass) Check(part, path, $"{key}[{i}].");
                    i++;
                }
            }
            else if (value is not null and not string && property.PropertyType.IsClass)
            {
                Check(value, path, key + ".");
            }
        }
    }

    private static JsonStringEnumConverter<TWord> Words<TWord>()
        where TWord : struct, Enum => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    private static string Key(string? path) => path is { Length: > 2 } ? $", \"{path[2..]}\"" : "";

    private static string FirstSentence(string message)
    {
        string line = message.ReplaceLineEndings(" ");
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).TrimEnd('.', ' ');
    }
}
