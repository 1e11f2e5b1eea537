using System.Xml.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LivePerformer.Architecture.Tests;

public sealed class ArrowTests
{
    static readonly IReadOnlyList<Project> Projects = Project.All(Repo.Root);

    public static TheoryData<string> Sources => [.. Projects.Where(project => project.IsSource).Select(project => project.Name)];

    [Fact]
    public void EveryDeclaredArrowIsDrawn() => Assert.Empty(House.Violations(Projects));

    [Theory]
    [MemberData(nameof(Sources))]
    public void EveryCompiledArrowIsDrawn(string project)
    {
        string configuration = typeof(ArrowTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Configuration").Value!;
        string folder = Path.Combine(Repo.Root, "src", project);
        string assembly = (string?)XDocument.Load(Path.Combine(folder, project + ".csproj")).Descendants("AssemblyName").SingleOrDefault() ?? project;
        string file = Path.Combine(folder, "bin", configuration, "net10.0", assembly + ".dll");
        using PEReader image = new(File.OpenRead(file));
        MetadataReader metadata = image.GetMetadataReader();
        string[] references = [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];

        Assert.Contains("System.Runtime", references);
        Assert.Empty(House.Violations(project, references));
    }

    [Fact]
    public void EverySourceHasItsTests() =>
        Assert.Empty(Projects.Where(project => project.IsSource).Select(project => project.Name + ".Tests").Except(Projects.Select(project => project.Name)));

    [Fact]
    public void EveryProjectIsInTheSolution() =>
        Assert.Empty(Projects.Select(project => project.Path).Except(Solution.Projects(File.ReadAllText(Path.Combine(Repo.Root, "LivePerformer.sln")))));

    [Fact]
    public void EveryProjectOfTheSolutionExists() =>
        Assert.Empty(Solution.Projects(File.ReadAllText(Path.Combine(Repo.Root, "LivePerformer.sln"))).Except(Projects.Select(project => project.Path)));
}
