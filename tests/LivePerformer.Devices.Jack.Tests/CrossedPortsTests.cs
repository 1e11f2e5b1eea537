using LivePerformer.Core;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>Two inputs and two outputs, crossed: what comes on one leaves on the other.</summary>
public sealed class CrossedPortsTests
{
    [Fact]
    public void InputsAndOutputsAreKeptApartToTheFrame()
    {
        using var server = new JackServer();
        server.StartSequencer();
        server.StartSequencer("High", 72);
        using var device = new JackDevice(server.Options() with
        {
            Inputs = [new("keys", ["Seq:"]), new("pads", ["High:"])],
            Outputs = [new("out", []), new("piano", [])],
        });
        device.Start(new Cross());
        MidiDump low = server.StartDump("LivePerformer:piano", "Low"), high = server.StartDump("LivePerformer:out", "Far");
        low.AssertSequence();
        high.AssertSequence(pitch: 72);
        Assert.Equal(["LivePerformer:keys", "LivePerformer:pads"], device.InputPorts);
        Assert.Equal(["LivePerformer:out", "LivePerformer:piano"], device.OutputPorts);
    }

    [Fact]
    public void PlannedPortsAreRefusedInOneLine()
    {
        JackOptions[] bad =
        [
            new() { Inputs = [] },
            new() { Outputs = [.. Enumerable.Range(0, 9).Select(i => new PortPlan($"out{i}", []))] },
            new() { Inputs = [new("out", [])] },
            new() { Outputs = [new("out_left", [])] },
            new() { Inputs = [new("a:b", [])] },
            new() { Inputs = [new("keys", [""])] },
        ];
        Assert.All(bad, options => Assert.DoesNotContain('\n', Assert.ThrowsAny<LivePerformerException>(() => new JackDevice(options)).Message));
    }

    private sealed class Cross : IAudioProcessor
    {
        public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
        {
            output.Clear();
            foreach (ref readonly BlockEvent e in heard)
            {
                if (!e.Message.IsSystem) sent.TryWrite(e.Frame, e.Message, (byte)(1 - e.Port));
            }
        }
    }
}
