using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack.Tests;

public sealed class JackDeviceTests : IDisposable
{
    private static readonly MidiMessage AiOn = MidiMessage.NoteOn(1, new(60), 80);
    private static readonly MidiMessage AiOff = MidiMessage.NoteOff(1, new(60));

    private readonly Stage stage = new();

    public void Dispose() => stage.Dispose();

    [Fact]
    public void WhatComesInGoesOutWithItsSpacingKeptToTheFrame()
    {
        using var server = new JackServer();
        server.StartSequencer();
        using var device = new JackDevice(server.Options(input: "Seq"));
        device.Start(new StageProcessor(stage));
        MidiDump dump = server.StartDump(device.OutPort);
        dump.AssertSequence();
        device.Stop();
        Assert.Equal(0, stage.Meters.Overflows);

        // and the performer was told the same frames
        var heard = new List<HeardEvent>();
        while (stage.Heard.TryRead(out HeardEvent e)) heard.Add(e);
        Assert.Contains(Enumerable.Range(0, heard.Count).Where(i => IsC4On(heard[i].Message)), i =>
            heard.Skip(i + 1).Take(4).Select(e => e.Frame - heard[i].Frame).SequenceEqual([8_000, 12_000, 20_000, 24_000]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DueEventsLeaveExactlyAsFarApartAsPlanned(bool freewheel)
    {
        if (freewheel && JackServer.OnPipeWire) Assert.Skip("PipeWire 0.3 has no freewheel");
        long[] plan = [0, 1, 127, 128, 129, 1_000, 1_001, 5_000, 5_127, 48_000];
        using var server = new JackServer();
        using var device = new JackDevice(server.Options());
        device.Start(new StageProcessor(stage));
        MidiDump dump = server.StartDump(device.OutPort);
        dump.WaitUntilConnected(stage);
        if (freewheel) server.Run("jack_freewheel", "y");
        long[] spacing = [.. plan.Zip(plan.Skip(1), (x, y) => y - x)];
        UndisturbedBySkips(device, () =>
        {
            int before = dump.Seen.Count;
            long start = device.Clock.Now.ToFrame(device.SampleRate) + (freewheel ? 2_000_000 : 24_000);
            for (int i = 0; i < plan.Length; i++)
                stage.Due.TryWrite(DueEvent.At(start + plan[i], i % 2 == 0 ? AiOn : AiOff, 1));
            dump.WaitFor(before + plan.Length);
            return dump.Spacing.TakeLast(plan.Length - 1).SequenceEqual(spacing);
        });
        if (freewheel) server.Run("jack_freewheel", "n");

        Assert.Equal(spacing, dump.Spacing.TakeLast(plan.Length - 1));
        Assert.Equal(0, stage.Meters.LateNotes);
    }

    [Fact]
    public void StoppingEndsTheNotesOnTheWire()
    {
        using var server = new JackServer();
        using var device = new JackDevice(server.Options());
        device.Start(new StageProcessor(stage));
        MidiDump dump = server.StartDump(device.OutPort);
        dump.WaitUntilConnected(stage);
        stage.Due.TryWrite(DueEvent.At(device.Clock.Now.ToFrame(device.SampleRate), AiOn, 1));
        dump.WaitFor(1);
        device.Stop();
        dump.WaitFor(2);

        Assert.Equal([AiOn, AiOff], dump.Seen.Take(2).Select(seen => seen.Message));
        Assert.All(dump.Seen.Skip(2), seen => Assert.Equal(AiOff, seen.Message));      // repeated, for who missed it
    }

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ServerThatDiesIsAFaultAndNotAHang(bool gently)
    {
        if (JackServer.OnPipeWire) Assert.Skip("the session belongs to the test outside");
        using var server = new JackServer();
        using var device = new JackDevice(server.Options());
        device.Start(new StageProcessor(stage));
        device.Clock.WaitUntilBeyond(4_800, device.SampleRate);
        stage.Due.TryWrite(DueEvent.At(device.Clock.Now.ToFrame(device.SampleRate), AiOn, 1));
        device.Clock.WaitUntilBeyond(9_600, device.SampleRate);
        Assert.Null(device.Fault);

        server.Kill(gently);
        JackServer.Until(() => device.Fault == DeviceFault.Lost, "for the fault");
        await Task.Run(device.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var take = new List<SentEvent>();
        while (stage.Sent.TryRead(out SentEvent sent)) take.Add(sent);
        Assert.True(take[^1].Message.IsNoteOff && take[^1].Flags == SentFlags.Ended);
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

    private static bool IsC4On(MidiMessage message) => message.IsNoteOn && message.Data1 == 60;

    private sealed class Hum : IInstrument
    {
        public void Handle(MidiMessage message) { }
        public void Render(AudioBlock output)
        {
            output.Left.Fill(0.25f);
            output.Right.Fill(-0.5f);
        }

        public void AllSoundOff() { }
    }

    /// <summary>On a busy machine a server skips frames now and then, jackd for all and with a word to us, PipeWire also for
    /// a single client, the recorder say, of which we hear nothing. What was measured across a gap is measured again; a
    /// device that kept its times badly would fail every time.</summary>
    private void UndisturbedBySkips(JackDevice device, Func<bool> measure)
    {
        for (int attempt = 1; attempt <= 8; attempt++)
        {
            long before = device.Xruns + stage.Meters.Xruns;
            bool exact = measure();
            if (exact || (!JackServer.OnPipeWire && device.Xruns + stage.Meters.Xruns == before)) return;
        }
    }
}
