using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Where presets and models lie: beside the program, or in a folder above it.</summary>
public sealed record Installation(string Root)
{
    /// <summary>Names another folder than the one the program finds by itself.</summary>
    public const string Variable = "LIVEPERFORMER_HOME";

    /// <summary>The presets and set lists that were shipped.</summary>
    public string Presets => Path.Combine(Root, "presets");

    /// <summary>The folder of the user's own presets, which need not be there; null: nobody says where it lies.</summary>
    public string? OwnPresets { get; init; }

    /// <summary>Where presets and set lists lie: the user's own go before those that were shipped.</summary>
    public IReadOnlyList<string> PresetFolders => OwnPresets is null ? [Presets] : [OwnPresets, Presets];

    public string Models => Path.Combine(Root, "models");
    public string Pianos => Path.Combine(Models, "pianos");

    /// <exception cref="LivePerformerException">There are no presets and models to be found.</exception>
    public static Installation Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return IsHome(named)
                ? At(Path.GetFullPath(named))
                : throw new LivePerformerException($"{Variable} is '{named}', but there are no presets/ and models/ in it. Correct it or unset it.");
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (IsHome(folder.FullName)) return At(folder.FullName);
        }

        throw new LivePerformerException($"The folders presets/ and models/ were not found beside or above the program. Set {Variable} to the folder that holds them.");
    }

    /// <summary>The file of a piano by its name, without the ending.</summary>
    public string Piano(string name)
    {
        string path = name.EndsWith(".sf2", StringComparison.OrdinalIgnoreCase) ? name : Path.Combine(Pianos, name + ".sf2");
        if (File.Exists(path)) return path;

        string there = Directory.Exists(Pianos)
            ? string.Join(", ", Directory.EnumerateFiles(Pianos, "*.sf2").Select(Path.GetFileNameWithoutExtension).Order())
            : "none";
        throw new LivePerformerException($"There is no piano '{name}'. There are: {there} (in {Pianos}).");
    }

    private static Installation At(string root) => new(root) { OwnPresets = UserFolder.Find() is { } folder ? Path.Combine(folder, "presets") : null };

    private static bool IsHome(string folder) =>
        Directory.Exists(Path.Combine(folder, "presets")) && Directory.Exists(Path.Combine(folder, "models"));
}
