using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Where presets and models lie: beside the program, or in a folder above it.</summary>
public sealed record Installation(string Root)
{
    /// <summary>Names another folder than the one the program finds by itself.</summary>
    public const string Variable = "LIVEPERFORMER_HOME";

    public string Presets => Path.Combine(Root, "presets");
    public string Models => Path.Combine(Root, "models");
    public string Pianos => Path.Combine(Models, "pianos");

    /// <exception cref="LivePerformerException">There are no presets and models to be found.</exception>
    public static Installation Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return IsHome(named)
                ? new(Path.GetFullPath(named))
                : throw new LivePerformerException($"{Variable} is '{named}', but there are no presets/ and models/ in it. Correct it or unset it.");
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (IsHome(folder.FullName)) return new(folder.FullName);
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

    private static bool IsHome(string folder) =>
        Directory.Exists(Path.Combine(folder, "presets")) && Directory.Exists(Path.Combine(folder, "models"));
}
