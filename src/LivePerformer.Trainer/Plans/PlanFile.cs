using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>A training plan as a JSON file; its keys are the properties of <see cref="TrainingPlan"/>, comments and trailing commas are welcome.</summary>
public static class PlanFile
{
    private static readonly Dictionary<string, Type> Keys = typeof(TrainingPlan).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), property => property.PropertyType);

    /// <summary>What a plan can name.</summary>
    public static IReadOnlyCollection<string> Names => Keys.Keys;

    /// <summary>Reads the keys and values of a file.</summary>
    /// <param name="remedy">What to do where there is no such file.</param>
    /// <exception cref="LivePerformerException">The file is missing or is no JSON object.</exception>
    public static JsonObject ReadObject(string path, string remedy)
    {
        if (!File.Exists(path)) throw new LivePerformerException($"There is no file '{path}'. {remedy}");

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: options) as JsonObject
                ?? throw new LivePerformerException($"'{path}' is no JSON object of keys and values, such as {{ \"rate\": 0.001 }}.");
        }
        catch (JsonException e)
        {
            throw new LivePerformerException($"'{path}' is no JSON ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>The plan of a file, its gaps filled with what is usual for its kind of network.</summary>
    /// <param name="kind">The kind where it is given elsewhere; null: as in the file.</param>
    /// <exception cref="LivePerformerException">The file is missing, no plan, or a key or value in it is none of a plan's.</exception>
    public static TrainingPlan Read(string path, string? kind = null)
    {
        JsonObject values = ReadPlan(path);
        kind ??= values["kind"] is JsonValue named && named.TryGetValue(out string? word) ? word : new TrainingPlan().Kind;
        return Overlay(values, TrainingPlan.For(kind), path) with { Kind = kind };
    }

    /// <summary>The keys and values of a plan, unchecked.</summary>
    public static JsonObject ReadPlan(string path) => ReadObject(path, "Name a plan such as presets/training/transformer.json.");

    /// <summary>A plan with some of its values changed.</summary>
    /// <param name="path">Where the values come from, for the message.</param>
    /// <exception cref="LivePerformerException">A key or value is none of a plan's.</exception>
    public static TrainingPlan Overlay(JsonObject values, TrainingPlan plan, string path)
    {
        JsonObject whole = ToJson(plan);
        foreach ((string key, JsonNode? value) in values)
        {
            if (!Keys.ContainsKey(key)) throw new LivePerformerException($"'{path}' has a key '{key}', which no plan has. Did you mean '{Spelling.Nearest(key, Names)}'?");

            whole[key] = value?.DeepClone();
        }

        foreach ((string key, JsonNode? value) in values)
        {
            if (!Fits(value, Keys[key])) throw new LivePerformerException($"'{path}': '{key}' is {value?.ToJsonString() ?? "null"}, but must be {Describe(Keys[key])}.");
        }

        return whole.Deserialize<TrainingPlan>(TrainerJson.Options)!;
    }

    /// <summary>Writes a plan whole, aside and moved.</summary>
    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public static void Write(string path, TrainingPlan plan) => WholeFile.Write(path, JsonSerializer.Serialize(plan, TrainerJson.Options) + "\n", WholeFile.MakeRoomAndResume);

    /// <summary>The keys in which two plans differ.</summary>
    public static IReadOnlyList<string> Differences(TrainingPlan one, TrainingPlan other)
    {
        JsonObject mine = ToJson(one), theirs = ToJson(other);
        return [.. Names.Where(key => !JsonNode.DeepEquals(mine[key], theirs[key]))];
    }

    /// <summary>The plan's value of a key.</summary>
    public static JsonNode? Value(TrainingPlan plan, string key) => ToJson(plan)[key];

    /// <summary>Whether a key holds whole numbers.</summary>
    public static bool IsWhole(string key) => Keys[key] == typeof(int);

    private static JsonObject ToJson(TrainingPlan plan) => JsonSerializer.SerializeToNode(plan, TrainerJson.Options)!.AsObject();

    private static bool Fits(JsonNode? value, Type type) => value is null ? Nullable.GetUnderlyingType(type) is not null
        : value is JsonValue single && (type == typeof(int) ? single.TryGetValue(out int _)
            : type == typeof(string) ? single.TryGetValue(out string? _) : single.GetValueKind() == JsonValueKind.Number);

    private static string Describe(Type type) =>
        type == typeof(int) ? "a whole number" : type == typeof(string) ? "a word in quotation marks" : "a number";
}
