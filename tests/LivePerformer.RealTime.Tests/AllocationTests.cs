using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

[Collection(nameof(AloneCollection))]
public sealed class AllocationTests
{
    [Fact]
    public void TenThousandEventsThroughTheCallbackDoNotAllocate()
    {
        using var stage = new Stage();
        using var device = new NullDevice();
        device.Start(new StageProcessor(stage, new QuietInstrument()));
        for (int block = 0; block < 500; block++) PassFourEvents(stage, device, block);     // warm up

        Allocations before = Allocations.Begin();
        for (int block = 0; block < 2_500; block++) PassFourEvents(stage, device, block);
        Assert.Equal(0, before.SoFar);
        Assert.True(stage.Meters.LateNotes > 0 && stage.Meters.DroppedNotes > 0);           // the rare ways were gone too
        Assert.Equal(0, stage.Meters.Overflows);
        Assert.Equal(3_000, stage.Meters.Callback.Count);                                   // and were measured
        Assert.True(stage.Meters.Lateness.Max > 0);
    }

    [Fact]
    public void TwoThousandSwitchesBetweenSlotsDoNotAllocate()
    {
        using var stage = new Stage();
        using var device = new NullDevice();
        var processor = new StageProcessor(new StageSetup(stage) { Outputs = 2 }, new QuietInstrument(), device.SampleRate);
        processor.Load(1, new() { AiOutput = 1, Routes = [new(0, 1) { Transpose = 12 }, new(0, Route.Instrument)] }, new QuietInstrument());
        device.Start(processor);
        for (int block = 0; block < 500; block++) Switch(stage, device, block);

        Allocations before = Allocations.Begin();
        for (int block = 500; block < 2_500; block++) Switch(stage, device, block);
        Assert.Equal(0, before.SoFar);
        Assert.Equal(0, stage.Meters.Overflows);
    }

    [Fact]
    public void TheMicrophonesSoundAndNotesDoNotAllocate()
    {
        using var stage = new Stage();
        using var device = new NullDevice { Microphone = new Hum() };
        device.Start(new StageProcessor(stage, new QuietInstrument()));
        for (int block = 0; block < 500; block++) Pass(block);

        Allocations before = Allocations.Begin();
        for (int block = 0; block < 2_500; block++) Pass(block);
        Assert.Equal(0, before.SoFar);
        Assert.Equal(0, stage.Meters.LostSound + stage.Meters.Overflows);

        void Pass(int block)
        {
            stage.Transcribed.TryWrite(new(device.Frame - 1_000, MidiMessage.NoteOn(0, new(block % 128), 80), 1));
            PassFourEvents(stage, device, block);
            while (stage.Sound.TryRead(out _)) { }
            while (stage.Sounding.TryRead(out _)) { }
        }
    }

    private sealed class Hum : ISoundSource
    {
        public void Fill(Span<float> sound, long frame) => sound.Fill(0.1f);
    }

    private static void Switch(Stage stage, NullDevice device, int block)
    {
        stage.Due.TryWrite(DueEvent.Enter(block, block % 2, (SlotPart)(1 + (block % 3))));
        device.Play(block % 5, MidiMessage.Control(0, ControlChange.Sustain, (byte)(block % 3)));
        device.Play(50, MidiMessage.Clock(MidiMessage.SourceGone));
        PassFourEvents(stage, device, block);
    }

    private static void PassFourEvents(Stage stage, NullDevice device, int block)
    {
        var pitch = new Pitch(30 + (block % 60));
        int epoch = block / 50;
        device.Play(block % 128, MidiMessage.NoteOn(0, pitch, 80));
        device.Play(block % 128, MidiMessage.NoteOff(0, pitch));
        long due = device.Frame + (block % 9 == 0 ? -5_000 : block % 7 == 0 ? -50 : 300);
        stage.Due.TryWrite(DueEvent.At(due, MidiMessage.NoteOn(1, pitch, 80), epoch));
        stage.Due.TryWrite(DueEvent.At(due + 500, MidiMessage.NoteOff(1, pitch), epoch));
        if (block % 50 == 49) stage.Due.TryWrite(DueEvent.CancelBefore(epoch + 1));
        if (block % 1000 == 999) stage.Due.TryWrite(DueEvent.AllNotesOff(epoch + 1));
        device.Run();
        while (stage.Heard.TryRead(out _)) { }
        while (stage.Sent.TryRead(out _)) { }
    }

    private sealed class QuietInstrument : IInstrument
    {
        public bool IsSilent => true;

        public void Handle(MidiMessage message) { }
        public void Render(AudioBlock output) => output.Left[0] += 1;
        public void AllSoundOff() { }
    }
}
