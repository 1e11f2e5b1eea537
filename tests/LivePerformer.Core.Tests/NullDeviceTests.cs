using LivePerformer.Core;

namespace LivePerformer.Core.Tests;

public sealed class NullDeviceTests
{
    /// <summary>Sends back what it heard, and one message more when it is finished.</summary>
    private sealed class Echo : IAudioProcessor
    {
        public List<long> Starts { get; } = [];

        public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
        {
            Starts.Add(output.StartFrame);
            output.Left.Fill(0.5f);
            output.Right.Fill(-0.5f);
            foreach (BlockEvent e in heard) sent.TryWrite(e.Frame, e.Message);
        }

        public void Finish(ref BlockEventWriter sent) => sent.TryWrite(0, MidiMessage.Control(0, ControlChange.AllNotesOff, 0));
    }

    [Fact]
    public void TimePassesBlockByBlock()
    {
        using var device = new NullDevice(sampleRate: 44_100, blockFrames: 256);
        var echo = new Echo();
        device.Start(echo);
        for (int i = 0; i < 3; i++) device.Run();

        Assert.Equal([0, 256, 512], echo.Starts);
        Assert.Equal(768, device.Frame);
        Assert.Equal(TimePoint.FromFrame(768, 44_100), device.Clock.Now);
        Assert.All(device.Left.ToArray(), sample => Assert.Equal(0.5f, sample));
        Assert.All(device.Right.ToArray(), sample => Assert.Equal(-0.5f, sample));
    }

    [Fact]
    public void WhatIsPlayedArrivesInTheNextBlockAlone()
    {
        using var device = new NullDevice();
        device.Start(new Echo());
        device.Play(9, MidiMessage.NoteOn(0, new(60), 64));
        device.Run();
        Assert.Equal([new(9, MidiMessage.NoteOn(0, new(60), 64))], device.Sent.ToArray());
        device.Run();
        Assert.Empty(device.Sent.ToArray());
    }

    [Fact]
    public void ProcessorFinishesWhenTheDeviceStopsAndOnlyOnce()
    {
        using var device = new NullDevice();
        var echo = new Echo();
        device.Start(echo);
        device.Run();
        device.Stop();
        Assert.Equal([new(0, MidiMessage.Control(0, ControlChange.AllNotesOff, 0))], device.Sent.ToArray());

        device.Run();
        device.Stop();
        Assert.Empty(device.Sent.ToArray());
        Assert.Single(echo.Starts);
    }

    [Fact]
    public void StopwatchDeviceGivesConsecutiveBlocksAndStops()
    {
        using var device = new StopwatchDevice();
        var echo = new Echo();
        device.Start(echo);
        Assert.True(SpinWait.SpinUntil(() => device.Clock.Now > TimePoint.FromSeconds(0.05), TimeSpan.FromSeconds(20)));
        device.Stop();

        int blocks = echo.Starts.Count;
        Assert.Equal(Enumerable.Range(0, blocks).Select(i => i * 128L), echo.Starts);
        Assert.Equal(TimePoint.FromFrame(blocks * 128L, 48_000), device.Clock.Now);
    }
}
