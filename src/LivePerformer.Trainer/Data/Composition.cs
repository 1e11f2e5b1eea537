using System.Text.RegularExpressions;

namespace LivePerformer.Trainer;

/// <summary>Tells which composition a file holds, by its folder or by its name without what marks a version of it.</summary>
public static partial class Composition
{
    /// <summary>Equal for files that hold one composition.</summary>
    /// <param name="file">Path below the data set's folder, with forward slashes.</param>
    public static string Of(string file, Grouping grouping)
    {
        string[] parts = [.. file.ToLowerInvariant().Split('/')];
        string[] folders = [.. parts[..^1].Where(folder => !VersionFolder().IsMatch(folder)).Select(WithoutVersion)];
        string name = WithoutVersion(Path.GetFileNameWithoutExtension(parts[^1]));
        return grouping == Grouping.Folder && folders.Length > 0 ? string.Join('/', folders)
            : name.Length > 0 ? name
            : folders.LastOrDefault(parts[^1]);   // a name that is nothing but "v2"
    }

    // "Ballade (2)", "ballade_v3", "Ballade - take 2", "ballade copy", one behind the other
    private static string WithoutVersion(string name)
    {
        for (string before = ""; before != name;)
        {
            before = name;
            name = Version().Replace(name, "").Trim(' ', '-', '_', '.');
        }
        return name;
    }

    [GeneratedRegex(@"(^|[ \-_.]+)(v|ver|version|take|tk|alt|alternate|copy|dub)[ \-_.]*\d*$|[ \-_.]*[(\[]((v|ver|version|take|tk|alt|alternate|copy|dub)[ \-_.]*)?\d*[)\]]$")]
    private static partial Regex Version();

    [GeneratedRegex("^(versions?|takes?|alternates?|copies)$")]
    private static partial Regex VersionFolder();
}
