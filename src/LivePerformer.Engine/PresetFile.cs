using System.Collections;
using System.ComponentModel;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Presets as JSON files whose keys are the words of the user interface.</summary>
public static class PresetFile
{
    private const int LargestBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        Converters = { Words<CueKind>(), Words<Role>(), Words<Scale>(), Words<Tonic>(), Words<Entry>(), Words<TapKind>() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <exception cref="PresetException">The file is absent, is not a preset, or asks for what cannot be.</exception>
    public static Preset Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestBytes)
                throw new PresetException($"'{path}' is too large to be a preset. Give a preset's .json file.");

            using FileStream stream = File.OpenRead(path);
            Preset preset = JsonSerializer.Deserialize<Preset>(stream, Options)
                ?? throw new PresetException($"Preset '{path}' is empty. Copy one from presets/ and change that.");
            Check(preset, path, "");
            return preset;
        }
        catch (JsonException error)
        {
            string place = error.LineNumber is long line ? $" (line {line + 1}{Key(error.Path)})" : "";
            throw new PresetException($"Preset '{path}' cannot be read{place}: {FirstSentence(error.Message)}. "
                + "Mend it, or compare it with presets/preset.schema.json.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PresetException($"Preset '{path}' cannot be opened: {FirstSentence(error.Message)}. Check the path with: LivePerformer presets");
        }
    }

    /// <summary>All presets in a folder, in order of their names; broken ones come with their fault instead.</summary>
    public static IReadOnlyList<(string Path, Preset? Preset, string? Fault)> List(string folder)
    {
        if (!Directory.Exists(folder)) return [];

        var found = new List<(string, Preset?, string?)>();
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (path.EndsWith(".schema.json", StringComparison.Ordinal)) continue;
            try
            {
                found.Add((path, Read(path), null));
            }
            catch (PresetException error)
            {
                found.Add((path, null, error.Message));
            }
        }

        return found;
    }

    /// <summary>A preset by the name it gives itself, or by the path of its file.</summary>
    public static Preset Find(string nameOrPath, string folder)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return Read(nameOrPath);

        var all = List(folder);
        foreach (var (path, preset, fault) in all)
        {
            if (preset?.Name == nameOrPath) return preset;
            if (fault is not null && Path.GetFileNameWithoutExtension(path) == nameOrPath) throw new PresetException(fault);
        }

        string names = string.Join(", ", all.Where(p => p.Preset is not null).Select(p => p.Preset!.Name));
        throw new PresetException($"There is no preset '{nameOrPath}'. There are: {(names.Length == 0 ? "none" : names)} (in {folder}).");
    }

    /// <summary>A preset out of its text, as <see cref="Write"/> gives it.</summary>
    /// <param name="source">Where it stands, for messages.</param>
    /// <exception cref="PresetException">It is not a preset, or asks for what cannot be.</exception>
    public static Preset Parse(string json, string source)
    {
        try
        {
            Preset preset = JsonSerializer.Deserialize<Preset>(json, Options) ?? throw new PresetException($"The preset in '{source}' is empty.");
            Check(preset, source, "");
            return preset;
        }
        catch (JsonException error)
        {
            throw new PresetException($"The preset in '{source}' cannot be read ({FirstSentence(error.Message)}{Key(error.Path)}). Use the build that wrote it.");
        }
    }

    public static string Write(Preset preset) => JsonSerializer.Serialize(preset, Options);

    /// <summary>The JSON schema (draft 2020-12) of a preset; presets/preset.schema.json is its text.</summary>
    public static string SchemaText()
    {
        var schemaOptions = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (node is not JsonObject schema || context.PropertyInfo?.AttributeProvider is not { } provider) return node;

                if (Attribute<DescriptionAttribute>(provider) is { } description) schema.Insert(0, "description", description.Description);
                if (Attribute<RangeAttribute>(provider) is { } range)
                {
                    schema["minimum"] = range.Minimum;
                    schema["maximum"] = range.Maximum;
                }

                return schema;
            },
        };
        var root = (JsonObject)Options.GetJsonSchemaAsNode(typeof(Preset), schemaOptions);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "LivePerformer preset");
        return root.ToJsonString(Options) + "\n";
    }

    private static JsonStringEnumConverter<T> Words<T>()
        where T : struct, Enum => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    private static T? Attribute<T>(ICustomAttributeProvider provider)
        where T : Attribute => provider.GetCustomAttributes(typeof(T), false).OfType<T>().FirstOrDefault();

    private static void Check(object settings, string path, string prefix)
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
                    throw new PresetException($"Preset '{path}': \"{key}\" is {number}, but must be {range.Minimum} to {range.Maximum}.");
            }
            else if (value is string text && property.Name is "Name" or "Model" && string.IsNullOrWhiteSpace((string?)value))
            {
                throw new PresetException($"Preset '{path}': \"{key}\" is empty. Give it a name.");
            }
            else if (value is not null and not string and not IEnumerable && property.PropertyType.IsClass)
            {
                Check(value, path, key + ".");
            }
        }

        if (settings is AnswerSettings answer && answer.LowestKey > answer.HighestKey)
            throw new PresetException($"Preset '{path}': \"{prefix}lowestKey\" is above \"{prefix}highestKey\". Swap them.");
        if (settings is SteeringSettings steering && !PitchClasses.TryParse(steering.Chord, out _))
            throw new PresetException($"Preset '{path}': \"{prefix}chord\" is \"{steering.Chord}\". Give tones with spaces between, such as \"C Eb G\".");
        if (settings is Preset preset) CheckTogether(preset, path);
        if (settings is TimeSettings { Bpm: > 0 and < TempoGrid.Slowest } time)
            throw new PresetException($"Preset '{path}': \"{prefix}bpm\" is {time.Bpm}, but must be 0 for none, or {TempoGrid.Slowest} to {TempoGrid.Fastest}.");
        if (settings is Preset { Time.Tap: var tap, Cue: var cue } && (tap.Kind == TapKind.Key ? cue.Kind == CueKind.Key && tap.Key == cue.Key : tap.Kind == TapKind.Pedal && cue.Kind == CueKind.Pedal && tap.Controller == cue.Controller))
            throw new PresetException($"Preset '{path}': \"time.tap\" is the same {(tap.Kind == TapKind.Key ? "key" : "pedal")} as \"cue\". Give it another one.");
        if (settings is Preset { Fallback: { } models } && models.Any(string.IsNullOrWhiteSpace))
            throw new PresetException($"Preset '{path}': \"fallback\" holds an empty name. Give the names of models, or leave it out.");
    }

    /// <summary>What is well by itself and makes no sense together.</summary>
    private static void CheckTogether(Preset preset, string path)
    {
        if (preset is { Role: Role.Continue, Cue.Kind: CueKind.Silence, Together.KeysStop: false })
            throw new PresetException($"Preset '{path}': a performance that goes on after a silence could not be stopped. Set \"together.keysStop\" to true, or take a pedal or a key as \"cue\".");

        AnswerSettings register = preset.Answer;
        PitchClasses tones = TonesOf(preset.Steering);
        if (register.LowestKey > register.HighestKey || Enumerable.Range(register.LowestKey, register.HighestKey - register.LowestKey + 1).Any(tones.Contains)) return;

        throw new PresetException($"Preset '{path}': no key from \"answer.lowestKey\" {register.LowestKey} to \"answer.highestKey\" {register.HighestKey} is one of the tones {tones} of \"steering\". Widen the register, or give other tones.");
    }

    private static PitchClasses TonesOf(SteeringSettings steering) =>
        PitchClasses.TryParse(steering.Chord, out PitchClasses chord) && chord != PitchClasses.None ? chord : PitchClasses.Of(steering.Scale, steering.Tonic);

    private static string Key(string? path) => path is { Length: > 2 } ? $", \"{path[2..]}\"" : "";

    private static string FirstSentence(string message)
    {
        string line = message.ReplaceLineEndings(" ");
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).TrimEnd('.', ' ');
    }
}
