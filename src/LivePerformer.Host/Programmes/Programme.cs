using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;
using LivePerformer.RealTime;
using Preset = LivePerformer.Engine.Preset;

namespace LivePerformer.Host;

/// <summary>One piece of a programme: a preset, and what its model has heard before.</summary>
/// <param name="Prompt">A MIDI file, whole; null: nothing.</param>
/// <param name="Program">By which program change it is called, 0 to 127 as on the wire.</param>
internal sealed record ProgrammeItem(string Name, Preset Preset, byte[]? Prompt = null, int Program = 0);

/// <summary>All that may be played in a performance, read and checked before it begins: a set list, or one preset.</summary>
internal sealed class Programme
{
    private const int LargestPrompt = 1 << 20;

    /// <summary>Takes and entrances number an item that is played in another role behind all items.</summary>
    private const int Variants = SetListFile.MostItems;

    /// <exception cref="LivePerformerException">The items do not fit together.</exception>
    public Programme(string name, IReadOnlyList<ProgrammeItem> items, bool programChanges = false)
    {
        Name = name;
        Items = items;
        ProgramChanges = programChanges;
        Inputs = Union(items.SelectMany(item => item.Preset.Midi.Inputs?.Select(port => new PortPlan(port.Name, port.Connect ?? [])) ?? [new PortPlan("keys", [])]));
        Outputs = Union(items.SelectMany(item => item.Preset.Midi.Outputs?.Select(port => new PortPlan(port.Name, port.Connect ?? [])) ?? [new PortPlan("out", [])]));
        foreach ((string what, IReadOnlyList<PortPlan> ports) in new[] { ("inputs", Inputs), ("outputs", Outputs) })
        {
            if (ports.Count > PresetFile.MostPorts)
                throw new LivePerformerException($"The presets of '{name}' have {ports.Count} {what} in all, but there may be {PresetFile.MostPorts}. Give ports that are the same the same name.");
        }

        MicrophoneSettings[] microphones = [.. items.Select(item => item.Preset.Microphone).Where(microphone => microphone.On)];
        if (microphones.Length > 0) Microphone = microphones[0] with { Connect = [.. microphones.SelectMany(microphone => microphone.Connect ?? []).Distinct()] };
        if (microphones.Select(microphone => microphone.Model).Distinct().Count() > 1)
            throw new LivePerformerException($"The presets of '{name}' listen to the microphone with different models. Give them the same \"microphone.model\".");
        if (Microphone is not null && Inputs.Count == PresetFile.MostPorts)
            throw new LivePerformerException($"The presets of '{name}' have {Inputs.Count} inputs in all, but beside a microphone there may be {PresetFile.MostPorts - 1}. Give ports that are the same the same name.");
        if (Inputs.Select(port => port.Name).Intersect(Outputs.Select(port => port.Name), StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } twice)
            throw new LivePerformerException($"In '{name}' an input and an output are both called '{twice}'. Give them different names.");
    }

    public string Name { get; }

    public IReadOnlyList<ProgrammeItem> Items { get; }

    /// <summary>Program changes go to the item that has their number.</summary>
    public bool ProgramChanges { get; }

    /// <summary>The ports of all items; they are there from the beginning to the end.</summary>
    public IReadOnlyList<PortPlan> Inputs { get; }

    /// <inheritdoc cref="Inputs"/>
    public IReadOnlyList<PortPlan> Outputs { get; }

    /// <summary>The microphone of those items that listen to one, with all that they connect it with; null: none does.</summary>
    public MicrophoneSettings? Microphone { get; }

    /// <summary>The input on which comes what the microphone hears: the one behind those of MIDI.</summary>
    public byte MicrophoneInput => (byte)Inputs.Count;

    public static Programme Of(Preset preset) => new(preset.Name, [new(preset.Name, preset)]);

    /// <summary>What was played in a take.</summary>
    /// <param name="name">What messages call the take.</param>
    /// <exception cref="LivePerformerException">The take holds none.</exception>
    public static Programme Of(RecordedTake take, string name) =>
        take.Header.Items is { } items ? FromJson(items, name) : Of(PresetFile.Parse(take.Header.Preset.GetRawText(), name));

    /// <exception cref="LivePerformerException">The set list, one of its presets or one of its prompts is absent or broken.</exception>
    public static Programme Read(string path, Installation home)
    {
        SetList list = SetListFile.Read(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new(list.Name, [.. list.Items.Select((item, i) => Read(item, i, folder, home))], list.ProgramChanges);
    }

    /// <summary>The same with something changed in every preset.</summary>
    public Programme With(Func<Preset, Preset> change) => new(Name, [.. Items.Select(item => item with { Preset = change(item.Preset) })], ProgramChanges);

    /// <summary>The item of that number, also one in another role.</summary>
    public ProgrammeItem ItemAt(int number)
    {
        ProgrammeItem item = Items[number % Variants];
        return number < Variants ? item : item with { Preset = item.Preset with { Role = (Role)((number / Variants) - 1) } };
    }

    /// <summary>The number of an item that is played in that role.</summary>
    public static int Variant(int item, Role role) => (item % Variants) + (Variants * (1 + (int)role));

    /// <summary>The item of which that number is one in another role; null where it is an item by itself.</summary>
    public static int? VariantOf(int number) => number < Variants ? null : PlaceOf(number);

    /// <summary>The place in the list of that number.</summary>
    public static int PlaceOf(int number) => number % Variants;

    /// <summary>The program changes that call items, as controls; one that the musician has bound otherwise is the musician's.</summary>
    public IReadOnlyList<Binding> Calls(IReadOnlyList<Binding> own) => !ProgramChanges ? [] :
        [.. Items.Select((item, i) => new Binding(CommandKind.GoTo, CueSign.Program((byte)item.Program), i + 1)).Where(call => !own.Any(other => other.Sign.Overlaps(call.Sign)))];

    /// <summary>Why a control cannot be learned: it hands over the turn, or taps, in one of the presets.</summary>
    public string? Refuses(CueSign sign)
    {
        foreach (ProgrammeItem item in Items)
        {
            if (SceneMaker.CueSignOf(item.Preset.Cue).Overlaps(sign)) return $"{SignWords.Of(sign)} hands over the turn in preset '{item.Preset.Name}'. Take another control.";
            if (SceneMaker.TapSignOf(item.Preset.Time.Tap).Overlaps(sign)) return $"{SignWords.Of(sign)} taps the tempo in preset '{item.Preset.Name}'. Take another control.";
        }

        return null;
    }

    public byte InputOf(string name) => name == MicrophoneSettings.Name ? MicrophoneInput : NumberOf(name, Inputs);

    public byte OutputOf(string name) => NumberOf(name, Outputs);

    /// <summary>The inputs, a bit each, to which the AI listens under that preset.</summary>
    public int HeardInputs(Preset preset)
    {
        int microphone = preset.Microphone.On ? 1 << MicrophoneInput : 0;
        return preset.Midi.Inputs is not { } inputs
            ? microphone | (1 << InputOf("keys"))
            : inputs.Where(input => input.Heard).Aggregate(microphone, (bits, input) => bits | (1 << InputOf(input.Name)));
    }

    public IReadOnlyList<Route> RoutesOf(Preset preset)
    {
        string input = preset.Midi.InputNames.First(), output = preset.Midi.OutputNames.First();
        if (preset.Routes is not { } routes)
        {
            return [.. preset.Midi.InputNames.SelectMany(name => new Route[] { new(InputOf(name), OutputOf(output)), new(InputOf(name), Route.Instrument) })];
        }

        return [.. routes.Select(route => RouteOf(route, InputOf(Or(route.From, input)), route.To == RouteSettings.Piano ? Route.Instrument : OutputOf(Or(route.To, output))))];
    }

    /// <summary>All of it in JSON, for a take.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(
        Items.Select(item => new Kept(item.Name, JsonElement.Parse(PresetFile.Write(item.Preset)), item.Prompt, item.Program)), JsonSerializerOptions.Web);

    /// <exception cref="LivePerformerException">It is none.</exception>
    public static Programme FromJson(JsonElement json, string source)
    {
        try
        {
            Kept[] items = json.Deserialize<Kept[]>(JsonSerializerOptions.Web) ?? [];
            return new(source, [.. items.Select(item => new ProgrammeItem(item.Name, PresetFile.Parse(item.Preset.GetRawText(), source), item.Prompt, item.Program))]);
        }
        catch (JsonException fault)
        {
            throw new LivePerformerException($"The set list in '{source}' cannot be read ({fault.Message.ReplaceLineEndings(" ")}). Use the build that wrote it.", fault);
        }
    }

    private static ProgrammeItem Read(SetListItem item, int place, string folder, Installation home)
    {
        string named = item.Preset.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Path.Combine(folder, item.Preset) : item.Preset;
        Preset preset = PresetFile.Find(named, home.PresetFolders);
        if (item.Bpm > 0) preset = preset with { Time = preset.Time with { Bpm = item.Bpm } };
        byte[]? prompt = null;
        if (item.Prompt is not null)
        {
            string path = Path.Combine(folder, item.Prompt);
            MidiFile file = MidiFile.Read(path);        // says what is wrong with it
            if (!HumanPart.Of(file, path, _ => { }).Any(message => message.Message.IsNoteOn))
                throw new LivePerformerException($"The prompt '{path}' holds no notes of a piano. Give a MIDI file in which somebody plays one.");
            if (new FileInfo(path).Length > LargestPrompt)
                throw new LivePerformerException($"The prompt '{path}' is larger than 1 MB. Give a shorter one: a model remembers a minute or two.");
            prompt = File.ReadAllBytes(path);
        }

        return new(item.Name.Length > 0 ? item.Name : preset.Name, preset, prompt, item.Program > 0 ? item.Program - 1 : place);
    }

    private static List<PortPlan> Union(IEnumerable<PortPlan> ports) =>
        [.. ports.GroupBy(port => port.Name).Select(same => new PortPlan(same.Key, [.. same.SelectMany(port => port.Connect).Distinct()]))];

    private static byte NumberOf(string name, IReadOnlyList<PortPlan> ports)
    {
        for (int i = 0; i < ports.Count; i++)
        {
            if (ports[i].Name == name) return (byte)i;
        }

        return 0;       // a preset names no other: that was checked when it was read
    }

    private static Route RouteOf(RouteSettings settings, byte input, byte output)
    {
        var route = new Route(input, output)
        {
            Channels = settings.Channels is { } channels ? (ushort)channels.Aggregate(0, (bits, channel) => bits | (1 << (channel - 1))) : ushort.MaxValue,
            Channel = settings.Channel > 0 ? (byte)(settings.Channel - 1) : Route.OwnChannel,
            Lowest = (byte)settings.LowestKey,
            Highest = (byte)settings.HighestKey,
            Transpose = (sbyte)settings.Transpose,
            Bends = settings.PitchBend,
            Presses = settings.Pressure,
            Programs = settings.Programs,
        };
        if (settings.Controllers is { } controllers) route.SetControllers(controllers.Contains);
        route.SetVelocities(settings.Velocity.Map);
        return route;
    }

    private static string Or(string name, string first) => name.Length > 0 ? name : first;

    private sealed record Kept(string Name, JsonElement Preset, byte[]? Prompt, int Program);
}
