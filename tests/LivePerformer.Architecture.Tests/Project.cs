using System.Xml.Linq;

namespace LivePerformer.Architecture.Tests;

/// <summary>A project as its file declares it: a name, and what it leans on.</summary>
/// <param name="Path">Path from the repository's root, with forward slashes.</param>
/// <param name="References">Paths of referenced projects, from the repository's root.</param>
/// <param name="Packages">Names of referenced packages, whatever their condition.</param>
public sealed record Project(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public string Name => NameOf(Path);

    public bool IsSource => Path.StartsWith("src/", StringComparison.Ordinal);

    public static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>Every project under src and tests.</summary>
    public static IReadOnlyList<Project> All(string root) =>
        [.. Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => Parse(path, File.ReadAllText(System.IO.Path.Combine(root, path))))];

    /// <summary>The project that this text declares at this path.</summary>
    public static Project Parse(string path, string text)
    {
        XElement project = XDocument.Parse(text).Root ?? throw new InvalidDataException($"{path} is empty");
        string folder = System.IO.Path.GetDirectoryName(path)!;
        return new Project(
            path,
            [.. Includes(project, "ProjectReference").Select(include => Resolve(folder, include))],
            [.. Includes(project, "PackageReference")]);
    }

    static IEnumerable<string> Includes(XElement project, string item) =>
        project.Descendants().Where(element => element.Name.LocalName == item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

    static string Resolve(string folder, string include)
    {
        string anchor = System.IO.Path.GetFullPath("/");
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(anchor, folder, include.Replace('\\', '/')));
        return System.IO.Path.GetRelativePath(anchor, full).Replace('\\', '/');
    }
}
