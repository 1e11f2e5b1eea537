using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Presets as JSON files whose keys are the words of the user interface.</summary>
public static class PresetFile
{
    /// <summary>The most inputs, and the most outputs.</summary>
    public const int MostPorts = 8;

    /// <summary>The most routes.</summary>
    public const int MostRoutes = 32;

    private static readonly SettingsFile<Preset> Json = new("preset", "presets/preset.schema.json");

    /// <exception cref="PresetException">The file is absent, is not a preset, or asks for what cannot be.</exception>
    public static Preset Read(string path) => Checked(Json.Read(path), path);

    /// <summary>All presets in folders, in order of their names; broken ones come with their fault instead. One in an earlier
    /// folder hides one of the same name in a later one.</summary>
    public static IReadOnlyList<(string Path, Preset? Preset, string? Fault)> List(params IReadOnlyList<string> folders)
    {
        var found = new List<(string Path, Preset? Preset, string? Fault)>();
        var names = new HashSet<string>();
        foreach (string folder in folders)
        {
            (string Path, Preset? Preset, string? Fault)[] here = [.. In(folder).Where(one => !names.Contains(NameOf(one.Path, one.Preset)))];
            names.UnionWith(here.Select(one => NameOf(one.Path, one.Preset)));
            found.AddRange(here);
        }

        return folders.Count == 1 ? found : [.. found.OrderBy(one => NameOf(one.Path, one.Preset), StringComparer.Ordinal)];
    }

    /// <summary>A preset by the name it gives itself, or by the path of its file.</summary>
    /// <param name="folders">An earlier one goes before a later one.</param>
    /// <exception cref="PresetException">There is none, or it is broken.</exception>
    public static Preset Find(string nameOrPath, params IReadOnlyList<string> folders)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return Read(nameOrPath);

        var all = List(folders);
        foreach (var (path, preset, fault) in all)
        {
            if (preset?.Name == nameOrPath) return preset;
            if (fault is not null && Path.GetFileNameWithoutExtension(path) == nameOrPath) throw new PresetException(fault);
        }

        string names = string.Join(", ", all.Where(p => p.Preset is not null).Select(p => p.Preset!.Name));
        throw new PresetException($"There is no preset '{nameOrPath}'. There are: {(names.Length == 0 ? "none" : names)} (in {string.Join(" and ", folders)}).");
    }

    /// <summary>What a preset is found by: the name it gives itself; a broken one's is its file's.</summary>
    public static string NameOf(string path, Preset? preset) => preset?.Name ?? Path.GetFileNameWithoutExtension(path);

    private static IEnumerable<(string Path, Preset? Preset, string? Fault)> In(string folder)
    {
        if (!Directory.Exists(folder)) yield break;

        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (path.EndsWith(".schema.json", StringComparison.Ordinal) || path.EndsWith(SetListFile.Ending, StringComparison.Ordinal)) continue;
            yield return TryRead(path);
        }
    }

    private static (string Path, Preset? Preset, string? Fault) TryRead(string path)
    {
        try
        {
            return (path, Read(path), null);
        }
        catch (PresetException error)
        {
            return (path, null, error.Message);
        }
    }

    /// <summary>A preset out of its text, as <see cref="Write"/> gives it.</summary>
    /// <param name="source">Where it stands, for messages.</param>
    /// <exception cref="PresetException">It is not a preset, or asks for what cannot be.</exception>
    public static Preset Parse(string json, string source) => Checked(Json.Parse(json, source), source);

    public static string Write(Preset preset) => SettingsFile<Preset>.Write(preset);

    /// <summary>The JSON schema (draft 2020-12) of a preset; presets/preset.schema.json is its text.</summary>
    public static string SchemaText() => Json.SchemaText();

    private static Preset Checked(Preset preset, string path)
    {
        PresetException Wrong(string why) => new($"Preset '{path}': {why}");

        if (preset.Answer.LowestKey > preset.Answer.HighestKey)
            throw Wrong("\"answer.lowestKey\" is above \"answer.highestKey\". Swap them.");
        if (!PitchClasses.TryParse(preset.Steering.Chord, out _))
            throw Wrong($"\"steering.chord\" is \"{preset.Steering.Chord}\". Give tones with spaces between, such as \"C Eb G\".");
        CheckTogether(preset, path);
        if (preset.Time is { Bpm: > 0 and < TempoGrid.Slowest } time)
            throw Wrong($"\"time.bpm\" is {time.Bpm}, but must be 0 for none, or {TempoGrid.Slowest} to {TempoGrid.Fastest}.");
        if (preset is { Time.Tap: var tap, Cue: var cue } && (tap.Kind == TapKind.Key ? cue.Kind == CueKind.Key && tap.Key == cue.Key : tap.Kind == TapKind.Pedal && cue.Kind == CueKind.Pedal && tap.Controller == cue.Controller))
            throw Wrong($"\"time.tap\" is the same {(tap.Kind == TapKind.Key ? "key" : "pedal")} as \"cue\". Give it another one.");
        if (preset.Fallback is { } models && models.Any(string.IsNullOrWhiteSpace))
            throw Wrong("\"fallback\" holds an empty name. Give the names of models, or leave it out.");
        CheckPorts(preset, path);
        return preset;
    }

    private static void CheckPorts(Preset preset, string path)
    {
        PresetException Wrong(string why) => new($"Preset '{path}': {why}");

        string[] inputs = [.. preset.Midi.InputNames], outputs = [.. preset.Midi.OutputNames];
        foreach ((string key, string[] names) in new[] { ("inputs", inputs), ("outputs", outputs) })
        {
            if (names.Length is 0 or > MostPorts) throw Wrong($"\"midi.{key}\" has {names.Length} ports, but must have 1 to {MostPorts}.");
            if (names.Any(string.IsNullOrWhiteSpace)) throw Wrong($"\"midi.{key}\" has a port without a name. Give it one.");
            if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Length) throw Wrong($"\"midi.{key}\" has two ports of one name. Give them different names.");
            if (names.FirstOrDefault(name => name.Contains(':') || name is "out_left" or "out_right" or "in_mic") is { } taken) throw Wrong($"\"midi.{key}\" has a port that is called \"{taken}\". Take a name that is not the sound's, without a colon.");
        }

        if (inputs.Intersect(outputs, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } twice)
            throw Wrong($"an input and an output are both called \"{twice}\". Give them different names.");
        if (preset.Microphone.On && inputs.Length == MostPorts)
            throw Wrong($"\"midi.inputs\" has {inputs.Length} ports, but beside a microphone there may be {MostPorts - 1}. Take one out.");
        if (preset.Microphone.Connect?.Any(string.IsNullOrWhiteSpace) == true)
            throw Wrong("\"microphone.connect\" holds an empty name. Give parts of port names, or leave it out.");
        if (inputs.FirstOrDefault(name => name.Equals(MicrophoneSettings.Name, StringComparison.OrdinalIgnoreCase)) is not null)
            throw Wrong("\"midi.inputs\" has a port that is called microphone, which is the microphone's name. Give it another one.");
        if (outputs.FirstOrDefault(name => name.Equals(RouteSettings.Piano, StringComparison.OrdinalIgnoreCase)) is not null)
            throw Wrong("\"midi.outputs\" has a port that is called piano, which is the built-in one's name. Give it another one.");
        if (preset.Midi.AiOutput.Length > 0 && !outputs.Contains(preset.Midi.AiOutput))
            throw Wrong($"\"midi.aiOutput\" is \"{preset.Midi.AiOutput}\", but the outputs are {string.Join(", ", outputs)}.");
        if (preset.Routes is not { } routes) return;

        if (routes.Count > MostRoutes) throw Wrong($"\"routes\" has {routes.Count} entries, but must have at most {MostRoutes}.");
        for (int i = 0; i < routes.Count; i++)
        {
            RouteSettings route = routes[i];
            if (route.From == MicrophoneSettings.Name && !preset.Microphone.On) throw Wrong($"\"routes[{i}].from\" is the microphone, but \"microphone.on\" is false. Set it to true, or take the route out.");
            if (route.From.Length > 0 && route.From != MicrophoneSettings.Name && !inputs.Contains(route.From)) throw Wrong($"\"routes[{i}].from\" is \"{route.From}\", but the inputs are {string.Join(", ", inputs)}.");
            if (route.To.Length > 0 && route.To != RouteSettings.Piano && !outputs.Contains(route.To)) throw Wrong($"\"routes[{i}].to\" is \"{route.To}\", but it must be {RouteSettings.Piano} or one of the outputs: {string.Join(", ", outputs)}.");
            if (route.LowestKey > route.HighestKey) throw Wrong($"\"routes[{i}].lowestKey\" is above \"highestKey\". Swap them.");
            if (route.Velocity.From > route.Velocity.To) throw Wrong($"\"routes[{i}].velocity.from\" is above \"to\". Swap them.");
            if (route.Channels?.Any(channel => channel is < 1 or > 16) == true) throw Wrong($"\"routes[{i}].channels\" holds a number that is not 1 to 16.");
            if (route.Controllers?.Any(number => number is < 0 or > 127) == true) throw Wrong($"\"routes[{i}].controllers\" holds a number that is not 0 to 127.");
        }
    }

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
}
