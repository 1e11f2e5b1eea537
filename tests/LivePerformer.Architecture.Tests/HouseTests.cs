namespace LivePerformer.Architecture.Tests;

/// <summary>The checker itself, on houses that are wrong on purpose.</summary>
public sealed class HouseTests
{
    [Fact]
    public void DrawnArrowPasses() => Assert.Empty(Check("src/LivePerformer.Music/LivePerformer.Music.csproj", Reference("../LivePerformer.Core/LivePerformer.Core.csproj")));

    [Fact]
    public void ArrowThatIsNotDrawnIsNamed() =>
        Assert.Equal(
            ["LivePerformer.Engine -> LivePerformer.Inference: an arrow that is not drawn"],
            Check("src/LivePerformer.Engine/LivePerformer.Engine.csproj", Reference(@"..\LivePerformer.Inference\LivePerformer.Inference.csproj")));

    [Fact]
    public void TrainerNeverSeesEngine() =>
        Assert.Single(Check("src/LivePerformer.Trainer/LivePerformer.Trainer.csproj", Reference("../LivePerformer.Engine/LivePerformer.Engine.csproj")));

    [Fact]
    public void HostNeverSeesTrainer() =>
        Assert.Single(Check("src/LivePerformer.Host/LivePerformer.Host.csproj", Reference("../LivePerformer.Trainer/LivePerformer.Trainer.csproj")));

    [Fact]
    public void SourceNeverSeesTests() =>
        Assert.Equal(
            ["LivePerformer.Music refers to tests/LivePerformer.Core.Tests/LivePerformer.Core.Tests.csproj, outside src"],
            Check("src/LivePerformer.Music/LivePerformer.Music.csproj", Reference("../../tests/LivePerformer.Core.Tests/LivePerformer.Core.Tests.csproj")));

    [Fact]
    public void RoomWithoutRuleIsNamed() => Assert.Contains("LivePerformer.Attic has no rule", Assert.Single(Check("src/LivePerformer.Attic/LivePerformer.Attic.csproj", "")), StringComparison.Ordinal);

    [Theory]
    [InlineData("Core", "System.Reactive")]
    [InlineData("Engine", "Microsoft.ML.OnnxRuntime")]
    [InlineData("Trainer", "Microsoft.ML.OnnxRuntime")]
    [InlineData("Inference", "TorchSharp")]
    [InlineData("Devices.Jack", "NAudio")]
    [InlineData("Host", "TorchSharp-cuda-linux")]
    public void PackageInTheWrongRoomIsNamed(string room, string package) =>
        Assert.Equal(
            [$"LivePerformer.{room} has package {package}, which does not live in that room"],
            Check($"src/LivePerformer.{room}/LivePerformer.{room}.csproj", $"""<PackageReference Include="{package}" Condition="'$(Gpu)' == 'true'" />"""));

    [Theory]
    [InlineData("Inference", "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("Trainer", "libtorch-cpu-linux-x64")]
    [InlineData("Devices.Windows", "NAudio.Wasapi")]
    public void PackageAtHomePasses(string room, string package) =>
        Assert.Empty(Check($"src/LivePerformer.{room}/LivePerformer.{room}.csproj", $"""<PackageReference Include="{package}" />"""));

    [Fact]
    public void CompiledReferenceThroughAnotherRoomIsNamed() =>
        Assert.Equal(
            ["LivePerformer.Devices.Jack.dll refers to LivePerformer.Synth, an arrow that is not drawn"],
            House.Violations("LivePerformer.Devices.Jack", ["System.Runtime", "LivePerformer.Core", "LivePerformer.RealTime", "LivePerformer.Synth"]));

    [Fact]
    public void CompiledPackageThroughAnotherRoomIsNamed() =>
        Assert.Equal(
            ["LivePerformer.Trainer.dll refers to Microsoft.ML.OnnxRuntime, an arrow that is not drawn"],
            House.Violations("LivePerformer.Trainer", ["System.Linq", "LivePerformer.Inference", "TorchSharp", "Microsoft.ML.OnnxRuntime"]));

    [Fact]
    public void SolutionListsItsProjects() =>
        Assert.Equal(["src/A/A.csproj"], Solution.Projects("""
            Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{827E0CD3-B72D-47B6-A68D-7590B98EB39B}"
            EndProject
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "A", "src\A\A.csproj", "{EF8A785D-6187-4924-876D-FE3593D7BAA4}"
            EndProject
            """));

    static IReadOnlyList<string> Check(string path, string item) => House.Violations([Project.Parse(path, $"<Project><ItemGroup>{item}</ItemGroup></Project>")]);

    static string Reference(string path) => $"""<ProjectReference Include="{path}" />""";
}
