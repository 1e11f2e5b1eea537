using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

public sealed class TimingTests : IDisposable
{
    private static readonly MidiMessage Tick = MidiMessage.Clock(MidiMessage.TimingClock), Start = MidiMessage.Clock(MidiMessage.Start), Stop = MidiMessage.Clock(MidiMessage.Stop);
    private static readonly MidiMessage AiOn60 = MidiMessage.NoteOn(1, new(60), 80);
    private static readonly MidiMessage WoodBlock = MidiMessage.NoteOn(9, new(76), 80);

    private readonly Stage stage = new();
    private readonly NullDevice device = new();
    private readonly SpyInstrument instrument = new();

    public TimingTests() => device.Start(new StageProcessor(stage, instrument));

    public void Dispose() => stage.Dispose();

    [Fact]
    public void ClockLeavesAtItsFrameWhateverBecomesOfTheMusic()
    {
        stage.Due.TryWrite(DueEvent.Timing(10, Start));
        for (int i = 0; i < 4; i++) stage.Due.TryWrite(DueEvent.Timing(20 + (i * 100), Tick));
        stage.Due.TryWrite(DueEvent.At(150, AiOn60, 0));
        device.Run();
        Assert.Equal([new(10, Start), new(20, Tick), new(120, Tick)], device.Sent.ToArray());

        stage.Due.TryWrite(DueEvent.CancelBefore(1));
        stage.Due.TryWrite(DueEvent.Withdraw(0, 1));
        stage.Due.TryWrite(DueEvent.AllNotesOff(2));
        device.Run();
        Assert.Equal([new(220 - 128, Tick)], device.Sent.ToArray().Where(e => e.Message.IsSystem));
        Assert.DoesNotContain(device.Sent.ToArray(), e => e.Message.IsNoteOn);
        device.Run();
        Assert.Equal([new(320 - 256, Tick)], device.Sent.ToArray());
        Assert.False(stage.Sent.TryPeek(out SentEvent first) && first.Message.IsSystem);
        Assert.Equal(0, stage.Meters.LateNotes);
    }

    [Fact]
    public void MusicThatIsRunningStopsAtTheEnd()
    {
        stage.Due.TryWrite(DueEvent.Timing(0, Start));
        device.Run();
        device.Stop();
        Assert.Equal([new(127, Stop)], device.Sent.ToArray());
    }

    [Fact]
    public void MusicThatWasStoppedIsNotStoppedAgain()
    {
        stage.Due.TryWrite(DueEvent.Timing(0, Start));
        stage.Due.TryWrite(DueEvent.Timing(5, Stop));
        device.Run();
        device.Stop();
        Assert.True(device.Sent.IsEmpty);
    }

    [Fact]
    public void SomebodysClockIsForThePerformerAlone()
    {
        device.Play(7, Start);
        device.Play(9, Tick);
        device.Run();

        Assert.True(stage.Heard.TryRead(out HeardEvent start));
        Assert.True(stage.Heard.TryRead(out HeardEvent tick));
        Assert.Equal([new(7, Start), new(9, Tick)], [start, tick]);
        Assert.True(device.Sent.IsEmpty);
        Assert.Empty(instrument.Handled);
        Assert.False(stage.Sent.TryRead(out _));
    }

    [Fact]
    public void TapIsNeitherHeardNorSentOn()
    {
        using var other = new NullDevice();
        other.Start(new StageProcessor(stage, instrument, tap: CueSign.Pedal(80)));
        other.Play(3, MidiMessage.Control(0, 80, 127));
        other.Run();

        Assert.True(other.Sent.IsEmpty);
        Assert.Empty(instrument.Handled);
        Assert.True(stage.Heard.TryRead(out HeardEvent tap) && tap.Message.Data1 == 80);
    }

    [Fact]
    public void ClickSoundsFromItsFrameOnAndDiesAway()
    {
        stage.Due.TryWrite(DueEvent.Click(100, isDownbeat: true, 127));
        device.Run();
        Assert.All(device.Left[..101].ToArray(), sample => Assert.Equal(0, sample));     // a sine begins at zero
        Assert.True(device.Left[105] > 0.01f);
        float loudest = 0;
        for (int i = 0; i < 4; i++)
        {
            device.Run();
            loudest = Math.Max(loudest, Loudest(device.Left));
        }

        Assert.InRange(loudest, 0.05f, 0.15f);
        for (int i = 0; i < 40; i++) device.Run();
        Assert.Equal(0, Loudest(device.Left));
        Assert.True(device.Sent.IsEmpty);
    }

    [Fact]
    public void DownbeatIsTheHigherClick()
    {
        int Crossings(bool isDownbeat)
        {
            using var own = new Stage();
            using var alone = new NullDevice(blockFrames: 1_024);
            alone.Start(new StageProcessor(own));
            own.Due.TryWrite(DueEvent.Click(0, isDownbeat, 127));
            alone.Run();
            float[] left = alone.Left.ToArray();
            return left.Zip(left.Skip(1)).Count(pair => pair.First < 0 != pair.Second < 0);
        }

        Assert.InRange(Crossings(isDownbeat: true) - Crossings(isDownbeat: false), 20, 30);      // 550 Hz for 1,024 frames at 48 kHz
    }

    [Fact]
    public void WoodBlockOutlivesACancelAndIsInNoTake()
    {
        stage.Due.TryWrite(DueEvent.Timing(0, WoodBlock));
        stage.Due.TryWrite(DueEvent.Timing(200, MidiMessage.NoteOff(9, new(76))));
        device.Run();
        Assert.Equal([new(0, WoodBlock)], device.Sent.ToArray());
        stage.Due.TryWrite(DueEvent.CancelBefore(1));
        device.Run();
        Assert.Equal([new(200 - 128, MidiMessage.NoteOff(9, new(76)))], device.Sent.ToArray());
        while (stage.Sent.TryRead(out SentEvent sent)) Assert.True(sent.IsBlock, $"{sent}");
    }

    [Fact]
    public void WoodBlockEndsWithThePerformance()
    {
        stage.Due.TryWrite(DueEvent.Timing(0, WoodBlock));
        device.Run();
        device.Stop();
        Assert.Equal([new(127, MidiMessage.NoteOff(9, new(76)))], device.Sent.ToArray());
    }

    private static float Loudest(ReadOnlySpan<float> samples)
    {
        float loudest = 0;
        foreach (float sample in samples) loudest = Math.Max(loudest, Math.Abs(sample));
        return loudest;
    }
}
