using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>What is bound to what, as a JSON file in the words of the user interface.</summary>
public static class BindingsFile
{
    public const string SchemaName = "controls.schema.json";

    private const int LargestBytes = 1 << 16;

    /// <summary>Of what is written: programs are counted from 1. In the first version they were counted from 0.</summary>
    private const int Version = 2;

    private const string Remedy = "Mend it, or move it away and bind anew with: LivePerformer controls set";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <exception cref="ControlsException">The file is absent or broken, or binds what cannot be bound.</exception>
    public static IReadOnlyList<Binding> Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > LargestBytes) throw new ControlsException($"'{path}' is too large to hold controls. {Remedy}.");

            using var reader = new StreamReader(stream);
            return Parse(reader.ReadToEnd(), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ControlsException($"Controls '{path}' cannot be opened: {FirstSentence(error.Message)}. Check the path and its permissions.");
        }
    }

    /// <summary>What is bound, out of the file's text.</summary>
    /// <param name="source">Where it stands, for messages.</param>
    /// <exception cref="ControlsException">The text is broken, or binds what cannot be bound.</exception>
    public static IReadOnlyList<Binding> Parse(string json, string source)
    {
        try
        {
            ControlSheet sheet = JsonSerializer.Deserialize<ControlSheet>(json, Options) ?? throw new ControlsException($"Controls '{source}' are empty. {Remedy}.");
            if (sheet.Version is < 1 or > Version) throw new ControlsException($"Controls '{source}' are of version {sheet.Version}, but this build knows 1 to {Version}. Use the build that wrote them.");

            Binding[] bindings = [.. sheet.Controls.Select((entry, i) => Bind(entry, i, source, firstProgram: sheet.Version - 1))];
            Controls.CheckApart(bindings);
            return bindings;
        }
        catch (JsonException error)
        {
            string place = error.LineNumber is long line ? $" (line {line + 1}{(error.Path is { Length: > 2 } key ? $", \"{key[2..]}\"" : "")})" : "";
            throw new ControlsException($"Controls '{source}' cannot be read{place}: {FirstSentence(error.Message)}. {Remedy}.");
        }
        catch (ControlsException error) when (!error.Message.Contains(source, StringComparison.Ordinal))
        {
            throw new ControlsException($"Controls '{source}': {error.Message}");
        }
    }

    public static string Write(IReadOnlyList<Binding> bindings) =>
        JsonSerializer.Serialize(new ControlSheet { Version = Version, Controls = [.. bindings.Select(Entry)] }, Options) + "\n";

    /// <summary>The JSON schema (draft 2020-12) of the file; presets/controls.schema.json is its text.</summary>
    public static string SchemaText() => SettingsSchema.TextOf(typeof(ControlSheet), Options, "LivePerformer controls");

    private static Binding Bind(ControlEntry? entry, int i, string source, int firstProgram)
    {
        string place = $"Controls '{source}', number {i + 1}";
        if (entry is null) throw new ControlsException($"{place} is empty. {Remedy}.");
        if (!CommandWords.TryParse(entry.Command, out Lesson lesson, out string? fault) || !SignWords.TryParse(entry.Control, firstProgram, out CueSign sign, out fault))
            throw new ControlsException($"{place}: {fault}");
        if (entry.From is null != entry.To is null)
            throw new ControlsException($"{place}: \"from\" and \"to\" stand together. Give both or none.");

        (double, double)? range = entry is { From: double from, To: double to } ? (from, to) : null;
        return Binding.TryMake(lesson, sign, range, out Binding binding, out fault) ? binding : throw new ControlsException($"{place}: {fault}");
    }

    private static ControlEntry Entry(Binding binding) => new()
    {
        Command = CommandWords.Of(binding.Lesson),
        Control = SignWords.Of(binding.Sign),
        From = binding.IsFader ? binding.From : null,
        To = binding.IsFader ? binding.To : null,
    };

    private static string FirstSentence(string message)
    {
        string line = message.ReplaceLineEndings(" ");
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).TrimEnd('.', ' ');
    }
}
