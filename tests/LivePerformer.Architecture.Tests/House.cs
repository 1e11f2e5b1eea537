namespace LivePerformer.Architecture.Tests;

/// <summary>The plan of the house: every arrow that is drawn, and nothing else.</summary>
public static class House
{
    const string Family = "LivePerformer.";

    /// <summary>What each room may lean on; a new room begins with a line here.</summary>
    public static IReadOnlyDictionary<string, Room> Rooms { get; } = new Dictionary<string, Room>
    {
        ["Core"] = new([], []),
        ["Music"] = new(["Core"], ["System.Numerics.Tensors"]),
        ["Synth"] = new(["Core"], []),
        ["RealTime"] = new(["Core", "Synth"], []),
        ["RealTime.Native"] = new(["Core", "RealTime"], []),
        ["Engine"] = new(["Core"], ["System.Reactive"]),
        ["Inference"] = new(["Core", "Music"], ["Microsoft.ML.OnnxRuntime*", "System.Numerics.Tensors"]),
        ["Plugins"] = new(["Core"], []),
        ["Devices.Jack"] = new(["Core", "RealTime", "RealTime.Native"], []),
        ["Devices.Windows"] = new(["Core", "RealTime"], ["NAudio*"]),
        ["Host"] = new(
            ["Core", "Music", "Synth", "RealTime", "Engine", "Inference", "Plugins", "Devices.Jack", "Devices.Windows"],
            ["Microsoft.AspNetCore.OpenApi", "Microsoft.OpenApi", "System.CommandLine", "Spectre.Console*", "System.Reactive", "OpenTelemetry*", "ScottPlot", "HarfBuzzSharp*", "SkiaSharp*"]),
        ["Trainer"] = new(
            ["Core", "Music", "Synth", "Inference"],
            ["TorchSharp*", "libtorch-*", "Google.Protobuf", "Grpc.Tools", "System.CommandLine", "Spectre.Console", "ScottPlot", "SharpZipLib"]),
    };

    /// <summary>One line for every declared arrow or package that is not drawn.</summary>
    public static IReadOnlyList<string> Violations(IEnumerable<Project> projects) =>
        [.. projects.Where(project => project.IsSource).SelectMany(OfSource)];

    /// <summary>One line for every compiled reference that is not drawn: what a room reaches only through another room is still an arrow.</summary>
    /// <param name="assembly">The assembly's name, such as LivePerformer.Engine.</param>
    /// <param name="references">Names of the assemblies it refers to.</param>
    public static IReadOnlyList<string> Violations(string assembly, IEnumerable<string> references)
    {
        if (RoomOf(assembly) is not { } room)
        {
            return [NoRule(assembly)];
        }

        return [.. references
            .Where(reference => !IsFramework(reference))
            .Where(reference => reference.StartsWith(Family, StringComparison.Ordinal)
                ? !room.Arrows.Contains(reference[Family.Length..])
                : !room.Admits(reference))
            .Select(reference => $"{assembly}.dll refers to {reference}, an arrow that is not drawn")];
    }

    static IEnumerable<string> OfSource(Project project)
    {
        if (RoomOf(project.Name) is not { } room)
        {
            yield return NoRule(project.Name);
            yield break;
        }

        foreach (string reference in project.References)
        {
            string target = Project.NameOf(reference);
            if (!reference.StartsWith("src/", StringComparison.Ordinal))
            {
                yield return $"{project.Name} refers to {reference}, outside src";
            }
            else if (!target.StartsWith(Family, StringComparison.Ordinal) || !room.Arrows.Contains(target[Family.Length..]))
            {
                yield return $"{project.Name} -> {target}: an arrow that is not drawn";
            }
        }

        foreach (string package in project.Packages.Where(package => !room.Admits(package)))
        {
            yield return $"{project.Name} has package {package}, which does not live in that room";
        }
    }

    static Room? RoomOf(string project) =>
        project.StartsWith(Family, StringComparison.Ordinal) && Rooms.TryGetValue(project[Family.Length..], out Room? room) ? room : null;

    static string NoRule(string project) => $"{project} has no rule: draw its arrows in {nameof(House)}.{nameof(Rooms)}";

    /// <summary>Whether the .NET runtime or ASP.NET Core installed beside it brings this assembly.</summary>
    static bool IsFramework(string assembly) => Framework.Contains(assembly);

    static readonly HashSet<string> Framework = [.. FrameworkFolders()
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
        .Select(file => Path.GetFileNameWithoutExtension(file))];

    static IEnumerable<string> FrameworkFolders()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        yield return runtime;

        string aspNet = Path.Combine(runtime, "..", "..", "Microsoft.AspNetCore.App");
        if (!Directory.Exists(aspNet))
        {
            yield break;
        }

        foreach (string version in Directory.EnumerateDirectories(aspNet))
        {
            yield return version;
        }
    }
}
