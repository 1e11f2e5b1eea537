using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

/// <summary>The microphone's way through the callback: its sound out to whoever listens, and the notes found in it back.</summary>
public sealed class MicrophoneTests : IDisposable
{
    private const byte Port = 1;

    private static readonly MidiMessage On60 = MidiMessage.NoteOn(0, new(60), 80);
    private static readonly MidiMessage Off60 = MidiMessage.NoteOff(0, new(60));

    private readonly Stage stage = new();
    private readonly SpyInstrument instrument = new();

    public void Dispose() => stage.Dispose();

    [Theory]
    [InlineData(128)]
    [InlineData(64)]
    [InlineData(1000)]      // more than a moment holds, and no multiple
    public void WhatTheMicrophoneHearsComesOutInOrderAtItsFrames(int blockFrames)
    {
        NullDevice device = Start(blockFrames);
        for (int block = 0; block < 20; block++) device.Run();

        long next = 0;
        while (stage.Sound.TryRead(out MicrophoneSound heard))
        {
            Assert.Equal(next, heard.Frame);
            foreach (float sample in heard.Samples) Assert.Equal(next++, sample);
        }

        Assert.Equal(20 * blockFrames, next);
        Assert.Equal(0, stage.Meters.LostSound);
    }

    [Fact]
    public void FullRingLosesSoundAndSaysHowMuchAndTheFramesTellWhere()
    {
        NullDevice device = Start();
        int room = stage.Sound.Capacity;
        for (int block = 0; block < room + 3; block++) device.Run();
        Assert.Equal(3 * 128, stage.Meters.LostSound);

        while (stage.Sound.TryRead(out _)) { }
        device.Run();
        Assert.True(stage.Sound.TryRead(out MicrophoneSound heard));
        Assert.Equal((room + 3) * 128, heard.Frame);
    }

    [Fact]
    public void WithoutAMicrophoneNothingIsCaptured()
    {
        var device = new NullDevice();
        device.Start(new StageProcessor(stage, instrument));
        device.Run();
        Assert.Equal(0, stage.Sound.Count);
    }

    [Fact]
    public void NoteThatWasFoundIsHeardWithTheFrameAtWhichItSoundedAndSoundsNowhere()
    {
        NullDevice device = Start();
        for (int block = 0; block < 50; block++) device.Run();
        stage.Transcribed.TryWrite(new(1_000, On60, Port));
        stage.Transcribed.TryWrite(new(50 * 128, Off60, Port));     // not older than the block
        device.Run();

        Assert.Equal([new(1_000, On60, Port, (50 * 128) - 1_000), new(50 * 128, Off60, Port)], Drain(stage.Heard));
        Assert.Empty(device.Sent.ToArray());
        Assert.Empty(instrument.Handled);
        Assert.Equal((50 * 128) - 1_000 + 1_000, new HeardEvent(1_000, On60, Port, (50 * 128) - 1_000).Came);
    }

    [Fact]
    public void NoteThatWasFoundGoesWhereItsRouteLeads()
    {
        NullDevice device = Start(routes: [new Route(0, 0), new Route(Port, 0) { Transpose = 12 }]);
        device.Run();
        stage.Transcribed.TryWrite(new(5, On60, Port));
        device.Run();
        Assert.Equal([new BlockEvent(0, MidiMessage.NoteOn(0, new(72), 80))], device.Sent.ToArray());
    }

    [Fact]
    public void KeyThatWasFoundIsSparedByTheAi()
    {
        NullDevice device = Start(spares: true);
        stage.Transcribed.TryWrite(new(0, On60, Port));
        stage.Due.TryWrite(DueEvent.At(64, MidiMessage.NoteOn(1, new(60), 80), 0));
        stage.Due.TryWrite(DueEvent.At(64, MidiMessage.NoteOn(1, new(64), 80), 0));
        device.Run();
        Assert.Equal([64], device.Sent.ToArray().Select(sent => (int)sent.Message.Data1));
    }

    [Fact]
    public void WhateverSoundsThroughUsIsToldWithTheFrameAtWhichItWill()
    {
        NullDevice device = Start(routes: [new Route(0, Route.Instrument) { Transpose = 7 }]);
        stage.Due.TryWrite(DueEvent.At(64, MidiMessage.NoteOn(1, new(64), 70), 0, lead: 1_000));
        stage.Due.TryWrite(DueEvent.At(100, MidiMessage.NoteOff(1, new(64)), 0));
        device.Play(10, On60);
        device.Run();

        Assert.Equal([new(10, MidiMessage.NoteOn(0, new(67), 80)), new(64 + 1_000, MidiMessage.NoteOn(1, new(64), 70))], Drain(stage.Sounding));
    }

    [Fact]
    public void WithoutAMicrophoneNobodyIsToldWhatSounds()
    {
        var device = new NullDevice();
        device.Start(new StageProcessor(stage, instrument));
        device.Play(0, On60);
        device.Run();
        Assert.Equal(0, stage.Sounding.Count);
    }

    private NullDevice Start(int blockFrames = 128, Route[]? routes = null, bool spares = false)
    {
        var device = new NullDevice(blockFrames: blockFrames) { Microphone = new Count() };
        SlotSetup first = new() { SparesHeldKeys = spares };
        device.Start(new StageProcessor(new StageSetup(stage) { First = routes is null ? first : first with { Routes = routes } }, instrument, device.SampleRate));
        return device;
    }

    private static List<HeardEvent> Drain(SpscRing<HeardEvent> ring)
    {
        var all = new List<HeardEvent>();
        while (ring.TryRead(out HeardEvent heard)) all.Add(heard);
        return all;
    }

    /// <summary>Each sample is the number of its frame.</summary>
    private sealed class Count : ISoundSource
    {
        public void Fill(Span<float> sound, long frame)
        {
            for (int i = 0; i < sound.Length; i++) sound[i] = frame + i;
        }
    }
}
