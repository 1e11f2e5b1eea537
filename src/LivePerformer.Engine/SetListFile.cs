namespace LivePerformer.Engine;

/// <summary>Set lists as JSON files.</summary>
public static class SetListFile
{
    /// <summary>How their names end.</summary>
    public const string Ending = ".setlist.json";

    /// <summary>The most items.</summary>
    public const int MostItems = 512;

    private static readonly SettingsFile<SetList> Json = new("set list", "presets/setlist.schema.json");

    /// <exception cref="PresetException">The file is absent, is no set list, or asks for what cannot be.</exception>
    public static SetList Read(string path)
    {
        SetList list = Json.Read(path);
        PresetException Wrong(string why) => new($"Set list '{path}': {why}");
        if (list.Items.Count is 0 or > MostItems) throw Wrong($"it has {list.Items.Count} items, but must have 1 to {MostItems}.");
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i].Bpm is > 0 and < TempoGrid.Slowest)
                throw Wrong($"\"items[{i}].bpm\" is {list.Items[i].Bpm}, but must be 0 for the preset's own, or {TempoGrid.Slowest} to {TempoGrid.Fastest}.");
        }

        if (list.Items.Where(item => item.Program > 0).GroupBy(item => item.Program).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Wrong($"two items have the program {twice.Key}. Give them different ones.");
        return list;
    }

    /// <summary>A set list by its name or by the path of its file.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="PresetException">There is none.</exception>
    public static string Find(string nameOrPath, params IReadOnlyList<string> folders)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return nameOrPath;

        string[] all = [.. In(folders)];
        string names = all.Length == 0 ? "none" : string.Join(", ", all.Select(NameOf));
        return all.FirstOrDefault(path => NameOf(path) == nameOrPath)
            ?? throw new PresetException($"There is no set list '{nameOrPath}'. There are: {names} (in {string.Join(" and ", folders)}).");
    }

    /// <summary>The files of the set lists in folders, by name; one in an earlier folder hides one of the same name in a later one.</summary>
    public static IEnumerable<string> In(params IReadOnlyList<string> folders) =>
        folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, $"*{Ending}")).DistinctBy(NameOf).OrderBy(NameOf, StringComparer.Ordinal);

    public static string NameOf(string path) => Path.GetFileName(path)[..^Ending.Length];

    public static string Write(SetList list) => SettingsFile<SetList>.Write(list);

    /// <summary>The JSON schema (draft 2020-12) of a set list; presets/setlist.schema.json is its text.</summary>
    public static string SchemaText() => Json.SchemaText();
}
