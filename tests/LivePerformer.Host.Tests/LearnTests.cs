using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Engine;
using LivePerformer.RealTime;

namespace LivePerformer.Host.Tests;

/// <summary>Controls learned from a real port.</summary>
[Collection(SoundServers.Name)]
public sealed class LearnTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly JackServer server = new();
    private readonly string file;

    public LearnTests() => file = scratch.Path("controls.json");

    public void Dispose()
    {
        server.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void KeyThatComesInOnThePortIsBoundAndKept()
    {
        server.StartSequencer();
        using Cli cli = Start("next", "--input", "Seq");
        Assert.True(cli.WaitForExit() == 0, cli.Error);

        Assert.Matches("^next: key (C4|D#4) channel 1$", Assert.Single(BindingsFile.Read(file)).ToString());
        Assert.Contains(file, cli.Output);
    }

    [Fact]
    public void FaderThatIsMovedIsBoundAndOneThatOnlyTremblesIsNot()
    {
        using var stage = new Stage();
        using var hands = new JackDevice(server.Options());
        hands.Start(new StageProcessor(stage));
        using Cli cli = Start("temperature", "--input", $"{hands.OutPort}");
        for (int i = 0; !cli.Output.Contains("Touch", StringComparison.Ordinal); i++)
        {
            Tremble(i);
            Assert.False(cli.HasExited, cli.Error);
        }

        for (int i = 0; i < 100; i++) Tremble(i);
        for (byte position = 70; position < 110 && !cli.HasExited; position++)
        {
            stage.Due.TryWrite(DueEvent.At(0, MidiMessage.Control(0, 21, position), 1));
            Tremble(position);
        }

        Assert.True(cli.WaitForExit() == 0, cli.Error);
        Assert.Equal("temperature: controller 21 channel 2", Assert.Single(BindingsFile.Read(file)).ToString());

        void Tremble(int i)
        {
            stage.Due.TryWrite(DueEvent.At(0, MidiMessage.Control(0, 11, (byte)(100 + (i % 3))), 1));
            Thread.Sleep(5);
        }
    }

    [Fact]
    public void WhenNothingIsTouchedNothingIsBound()
    {
        using Cli cli = Start("next", "--seconds", "0.2");
        Assert.Contains("nothing was bound", cli.WaitForRefusal());
        Assert.False(File.Exists(file));

        using Cli absent = Start("next", "--input", "nobody");
        Assert.Contains("nobody", absent.WaitForRefusal());
        using Cli stopped = Start("next");
        stopped.WaitUntil(() => stopped.Output.Contains("Touch", StringComparison.Ordinal), "it waits");
        stopped.Signal("TERM");
        Assert.Contains("nothing was bound", stopped.WaitForRefusal());
    }

    private Cli Start(string what, params string[] arguments) =>
        Cli.Start(["controls", "learn", what, "--controls", file, .. arguments], [.. server.Environment.Select(pair => (pair.Key, pair.Value))]);
}
