using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

public sealed class MetersTests
{
    /// <summary>The truth is what left at which frame: the take's.</summary>
    [Fact]
    public void LatenessIsThatOfTheNotesThatLeft()
    {
        using var stage = new Stage();
        using var device = new NullDevice();
        device.Start(new StageProcessor(stage));
        var random = new Random(5);
        Histogram expected = default;
        for (int block = 0; block < 2_000; block++)
        {
            var pitch = new Pitch(21 + (block % 88));
            long due = device.Frame + random.Next(-7_000, 2_000);       // from too late to be played, to early enough
            stage.Due.TryWrite(DueEvent.At(due, MidiMessage.NoteOn(1, pitch, 80), 0));
            stage.Due.TryWrite(DueEvent.At(due + 400, MidiMessage.NoteOff(1, pitch), 0));
            device.Run();
            while (stage.Sent.TryRead(out SentEvent sent))
            {
                if (!sent.IsDropped && sent.Message.IsNoteOn) expected.Add(sent.SentFrame - sent.DueFrame);
            }
        }

        Assert.Equal(expected, stage.Meters.Lateness);
        Assert.True(stage.Meters.DroppedNotes > 0);
        Assert.Equal(stage.Meters.LateNotes, expected.Count - expected[0]);
        Assert.InRange(expected.Max!.Value, 4_000, 4_800 * 9 / 8);      // 100 ms are the limit
    }

    [Fact]
    public void EveryCallbackIsMeasured()
    {
        using var stage = new Stage();
        using var device = new NullDevice();
        device.Start(new StageProcessor(stage, new BusyInstrument(TimeSpan.FromMilliseconds(2))));
        for (int block = 0; block < 20; block++) device.Run();

        Histogram callback = stage.Meters.Callback;
        Assert.Equal((20, 20), (stage.Meters.Blocks, callback.Count));
        Assert.True(callback.Percentile(0) >= Stopwatch.Frequency / 500);       // none was shorter than its instrument
        Assert.Equal(Histogram.BucketOf(stage.Meters.MaxTicks), Histogram.BucketOf(callback.Max!.Value));
    }

    private sealed class BusyInstrument(TimeSpan time) : IInstrument
    {
        public bool IsSilent => false;

        public void Handle(MidiMessage message) { }
        public void AllSoundOff() { }

        public void Render(AudioBlock output)
        {
            for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time;) { }
        }
    }
}
