using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack.Tests;

public sealed class ClockTests : IDisposable
{
    private readonly Stage stage = new();

    public void Dispose() => stage.Dispose();

    [Fact]
    public void ClockLeavesToTheFrameAndComesInToTheFrame()
    {
        using var server = new JackServer();
        using var device = new JackDevice(server.Options());
        device.Start(new StageProcessor(stage));
        MidiDump dump = server.StartDump(device.OutPort);
        using var listening = new Stage();
        using var listener = new JackDevice(server.Options(input: device.OutPort) with { ClientName = "Listener" });
        listener.Start(new StageProcessor(listening));
        dump.WaitUntilConnected(stage);

        long start = device.Clock.Now.ToFrame(device.SampleRate) + 24_000;
        byte[] statuses = [MidiMessage.Start, .. Enumerable.Repeat(MidiMessage.TimingClock, 48), MidiMessage.Stop];
        for (int i = 0; i < statuses.Length; i++) stage.Due.TryWrite(DueEvent.Timing(start + (i * 997), MidiMessage.Clock(statuses[i])));
        JackServer.Until(() => dump.Clock.Count >= statuses.Length, "for the clock");

        Assert.Equal(statuses, dump.Clock.Select(seen => seen.Status));
        var heard = new List<HeardEvent>();
        JackServer.Until(
            () =>
            {
                while (listening.Heard.TryRead(out HeardEvent e))
                {
                    if (e.Message.IsSystem) heard.Add(e);
                }

                return heard.Count >= statuses.Length;
            },
            "for the clock to come in");
        Assert.Equal(statuses, heard.Select(e => e.Message.Status));
        if (device.Xruns + stage.Meters.Xruns > 0) return;      // frames were skipped by the server, and nobody is exact across a gap

        Assert.All(dump.Clock.Zip(dump.Clock.Skip(1)), pair => Assert.Equal(997, pair.Second.Frame - pair.First.Frame));
        Assert.All(heard.Zip(heard.Skip(1)), pair => Assert.Equal(997, pair.Second.Frame - pair.First.Frame));
    }
}
