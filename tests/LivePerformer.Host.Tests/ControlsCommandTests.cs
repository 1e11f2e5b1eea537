using LivePerformer.Engine;

namespace LivePerformer.Host.Tests;

/// <summary>The controls as a musician binds them from the shell.</summary>
public sealed class ControlsCommandTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly string file;

    public ControlsCommandTests() => file = scratch.Path("controls.json");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void WhatIsSetStaysIsListedMovesAndIsForgotten()
    {
        (string, string) config = ("XDG_CONFIG_HOME", scratch.Path("config"));
        string usual = scratch.Path("config/LivePerformer/controls.json");
        Assert.Contains("not there yet", Run(config, "controls"));
        Assert.Contains("next: pedal 67", Run(config, "controls", "set", "next", "pedal 67"));
        Run(config, "controls", "set", "go-to", "key", "C2", "channel", "10", "--value", "3");
        Run(config, "controls", "set", "role duet", "program 5");
        Run(config, "controls", "set", "temperature", "controller 20", "--from", "0.4");
        Run(config, "controls", "set", "loudness", "controller 21", "--value", "-8");
        Run(config, "controls", "set", "chord", "key C3", "--value", "C Eb G");
        Run(config, "controls", "set", "tempo", "controller 22");
        string list = Run(config, "controls");
        Assert.Matches(@"go-to 3\s+key C2 channel 10", list);
        Assert.Matches(@"temperature\s+controller 20\s+0\.4\s+1\.5", list);
        Assert.Matches(@"loudness -8\s+controller 21", list);
        Assert.Matches(@"role duet\s+program 5", list);
        Assert.Matches(@"chord C-Eb-G\s+key C3", list);
        Assert.Matches(@"tempo\s+controller 22\s+60\s+180", list);
        Assert.Matches(@"veto\s+-", list);
        Assert.Contains(usual, list.ReplaceLineEndings(""));

        string moved = Run(config, "controls", "set", "veto", "pedal 67");
        Assert.Contains("No more: next: pedal 67", moved);
        Assert.Contains("veto: pedal 67", moved);
        Run(config, "controls", "forget", "temperature");
        Assert.Equal(
            ["chord C-Eb-G: key C3", "go-to 3: key C2 channel 10", "loudness -8: controller 21", "role duet: program 5", "tempo: controller 22", "veto: pedal 67"],
            BindingsFile.Read(usual).Select(binding => binding.ToString()).Order(StringComparer.Ordinal));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(usual)!));
    }

    [Fact]
    public void LinkedFileStaysALink()
    {
        Requires.Linux();
        File.CreateSymbolicLink(file, scratch.Path("real.json"));
        File.WriteAllText(scratch.Path("real.json"), BindingsFile.Write([]));
        Assert.Equal(0, Cli.Run(["controls", "set", "next", "pedal 67", "--controls", file]).Code);

        Assert.NotNull(new FileInfo(file).LinkTarget);
        Assert.Single(BindingsFile.Read(scratch.Path("real.json")));
    }

    [Theory]
    [InlineData("controls", "set", "nxt", "pedal 67")]
    [InlineData("controls", "set", "next", "pedl 67")]
    [InlineData("controls", "set", "go-to", "pedal 67")]
    [InlineData("controls", "set", "next", "pedal 67", "--from", "1")]
    [InlineData("controls", "set", "temperature", "key C2")]
    [InlineData("controls", "set", "temperature", "pedal 20", "--to", "9")]
    [InlineData("controls", "set", "learn next", "pedal 67")]
    [InlineData("controls", "learn", "role")]
    [InlineData("controls", "learn", "next", "--value", "3")]
    [InlineData("controls", "forget", "nxt")]
    [InlineData("controls", "forget", "next")]
    public void WhatCannotBeBoundIsRefusedAndTheFileStays(params string[] arguments)
    {
        string before = BindingsFile.Write([]);
        scratch.Write("controls.json", before);
        AssertRefused(arguments);
        Assert.Equal(before, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"controls\": [ { \"command\": \"next\", \"con")]
    [InlineData("This is a letter, not what you are looking for.")]
    [InlineData("{ \"controls\": [ { \"command\": \"sing\", \"control\": \"pedal 67\" } ] }")]
    public void BrokenFileIsNamedWithTheRemedyAndLeftAsItIs(string content)
    {
        scratch.Write("controls.json", content);
        string[][] all = [["controls"], ["controls", "set", "next", "pedal 67"], ["controls", "forget", "next"], ["controls", "learn", "next"]];
        foreach (string[] arguments in all) Assert.Contains(file, AssertRefused(arguments));
        Assert.Equal(content, File.ReadAllText(file));
    }

    [Fact]
    public void NamedFileThatIsAbsentIsRefusedButMadeBySet()
    {
        Assert.Contains("controls set", AssertRefused("controls"));
        Assert.Equal(0, Cli.Run(["controls", "set", "next", "pedal 67", "--controls", file]).Code);
        Assert.Equal(0, Cli.Run(["controls", "--controls", file]).Code);
    }

    [Fact]
    public void FileThatCannotBeWrittenIsOneLineAndTheOlderOneStays()
    {
        using var disk = new SmallDisk(scratch.Path("small"), "40k");
        string path = disk.Path("controls.json");
        string before = BindingsFile.Write([new(Core.CommandKind.Veto, Core.CueSign.Pedal(66))]);
        File.WriteAllText(path, before);
        disk.Fill();
        using Cli full = Cli.Start(["controls", "set", "next", "pedal 67", "--controls", path]);
        Assert.Contains(path, full.WaitForRefusal());
        Assert.Equal(before, File.ReadAllText(path));

        using Cli absent = Cli.Start(["controls", "set", "next", "pedal 67", "--controls", scratch.Path("absent/c.json")]);
        Assert.Contains("absent", absent.WaitForRefusal());
        using Cli forbidden = Cli.Start(["controls", "set", "next", "pedal 67", "--controls", "/proc/c.json"]);
        Assert.Contains("/proc/c.json", forbidden.WaitForRefusal());
        using Cli folder = Cli.Start(["controls", "set", "next", "pedal 67", "--controls", scratch.Path("small")]);
        Assert.Contains("small", folder.WaitForRefusal());
    }

    [Fact]
    public void WhilePlayingAFaultIsALineAndNoException()
    {
        string? fault = ControlsPlace.Of(scratch.Path("absent/c.json")).TrySave([]);
        Assert.Contains("absent", fault);
        Assert.DoesNotContain('\n', fault!);
        Assert.Null(ControlsPlace.Of(file).TrySave([]));
    }

    [Fact]
    public void SchemaIsPrintedForEditors()
    {
        var (code, output, _) = Cli.Run(["controls", "--schema"]);
        Assert.Equal(0, code);
        Assert.Equal(BindingsFile.SchemaText().ReplaceLineEndings(), output.ReplaceLineEndings());
    }

    private string AssertRefused(params string[] arguments)
    {
        using Cli cli = Cli.Start([.. arguments, "--controls", file]);
        return cli.WaitForRefusal();
    }

    private static string Run((string, string) environment, params string[] arguments)
    {
        var (code, output, error) = Cli.Run(arguments, environment);
        Assert.True(code == 0, error);
        return output;
    }
}
