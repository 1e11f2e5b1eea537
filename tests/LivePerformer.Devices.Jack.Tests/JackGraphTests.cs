using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>The device among the other clients: sound, connections, refusals.</summary>
public sealed class JackGraphTests : IDisposable
{
    private readonly Stage stage = new();

    public void Dispose() => stage.Dispose();

    [Fact]
    public void SoundLeavesUnchangedAndIsConnectedWithTheLoudspeakers()
    {
        string file = Path.Combine(Path.GetTempPath(), $"lp-hum-{Environment.ProcessId}.wav");
        using var server = new JackServer();
        using var device = new JackDevice(server.Options());
        device.Start(new StageProcessor(stage, new Hum()));
        string connections = server.Run("jack_lsp", "-c", "LivePerformer:out_");
        string recorder = server.Run("jack_rec", "-f", file, "-d", "1", "-b", "16", "LivePerformer:out_left", "LivePerformer:out_right");

        Assert.Matches(@"out_left\n\s+\S+playback_(1|FL)\nLivePerformer:out_right\n\s+\S+playback_(2|FR)", connections);
        Assert.True(File.Exists(file), recorder);
        byte[] wave = File.ReadAllBytes(file);
        File.Delete(file);
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(wave.AsSpan(wave.Length - 40_000));
        for (int i = 0; i < samples.Length; i += 2) Assert.Equal((0.25, -0.5), (Math.Round(samples[i] / 32768.0, 3), Math.Round(samples[i + 1] / 32768.0, 3)));
    }

    [Fact]
    public void OutputIsConnectedByPartOfItsName()
    {
        using var server = new JackServer();
        server.Start("jack_midi_dump", "Recorder");
        server.WaitForPort("Recorder:input");
        using var device = new JackDevice(server.Options(output: "recorder"));
        device.Start(new StageProcessor(stage));

        Assert.Contains("LivePerformer:out", server.Run("jack_lsp", "-c", "Recorder:input"));
    }

    [Fact]
    public void NoServerIsOneClearLine()
    {
        Requires.Jack();
        var refused = Assert.Throws<DeviceException>(() => new JackDevice(new() { Server = "nobody-is-here" }));
        Assert.Equal(DeviceFault.Unavailable, refused.Fault);
        Assert.Equal(
            "No JACK server 'nobody-is-here' is running. Start one: jackd -d alsa (or -d dummy without a sound card); "
            + "on PipeWire start with pw-jack.",
            refused.Message);
    }

    [Fact]
    public void ServerWithoutRoomIsBusy()
    {
        if (JackServer.OnPipeWire) Assert.Skip("PipeWire has no limit on ports");
        using var server = new JackServer("--port-max", "6");
        var refused = Assert.Throws<DeviceException>(() => new JackDevice(server.Options()));
        Assert.Equal(DeviceFault.Busy, refused.Fault);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("Bosendorfer", null)]
    [InlineData(null, "Bosendorfer")]
    public void UnknownPortIsNamedWithThoseThatExist(string? input, string? output)
    {
        using var server = new JackServer();
        server.StartSequencer();
        server.Start("jack_midi_dump", "Recorder");
        server.WaitForPort("Recorder:input");
        var refused = Assert.Throws<DeviceException>(() => new JackDevice(server.Options(input, output)));

        Assert.Equal(DeviceFault.Unavailable, refused.Fault);
        Assert.StartsWith($"There is no MIDI {(input is null ? "output" : "input")} 'Bosendorfer' in JACK.", refused.Message);
        Assert.Contains(input is null ? "Recorder:input" : "Seq:out", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void PortsAreListed()
    {
        using var server = new JackServer();
        server.StartSequencer();
        server.Start("jack_midi_dump", "Recorder");
        server.WaitForPort("Recorder:input");
        JackPorts ports = JackPorts.List(server.Name);

        Assert.Contains("Seq:out", ports.MidiSources.Select(port => port.Name));
        Assert.Contains("Recorder:input", ports.MidiSinks.Select(port => port.Name));
        Assert.Contains(ports.AudioSinks, port => port.Name.EndsWith("playback_1", StringComparison.Ordinal)
            || port.Name.EndsWith("playback_FL", StringComparison.Ordinal));
    }

    private sealed class Hum : IInstrument
    {
        public bool IsSilent => false;

        public void Handle(MidiMessage message) { }
        public void Render(AudioBlock output)
        {
            output.Left.Fill(0.25f);
            output.Right.Fill(-0.5f);
        }

        public void AllSoundOff() { }
    }
}
