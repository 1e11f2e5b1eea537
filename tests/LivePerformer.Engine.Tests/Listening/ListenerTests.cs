using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class ListenerTests : IDisposable
{
    private const int SampleRate = 48_000, Delay = 2_400;
    private const byte Port = 1;

    private readonly Stage stage = new();
    private readonly List<ScriptedDetector> made = [];
    private long frame;

    public void Dispose() => stage.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(40)]            // a piano that is sharp is heard more slowly, and its time is the same
    [InlineData(-25.5)]
    public void NotesBearTheFramesAtWhichTheySounded(double cents)
    {
        Listener listener = Listener(new() { TuningCents = cents });
        Sounds(listener, 30_000, (5_000, 1), (9_000, -1), (20_000, 1));
        Assert.Equal(
            [new(5_000, On(60), Port), new(9_000, Off(60), Port), new(20_000, On(61), Port)],
            Told().Select(heard => heard with { Frame = heard.Frame }));
        Assert.Equal(2, listener.Meters.Notes);
        Assert.InRange(listener.Meters.Delays.Max!.Value, Delay, 1.15 * Delay);     // a bucket of the histogram is an eighth wide
    }

    [Fact]
    public void FramesThatWereMissedAreSilenceAndTimeGoesOnExactly()
    {
        Listener listener = Listener();
        Sounds(listener, 10_000, (1_000, 1), (2_000, -1));
        frame += 3_333;         // an xrun, or a ring that was full
        Sounds(listener, 10_000, (5_000, 1));
        Assert.Equal([1_000, 2_000, 10_000 + 3_333 + 5_000], Told().Select(heard => heard.Frame));
        Assert.Equal((1, 3_333), (listener.Meters.Gaps, listener.Meters.Missed));
        Assert.Equal(0, made[0].Resets);
    }

    [Fact]
    public void LongGapBeginsAnewAndEndsWhatWasStruck()
    {
        Listener listener = Listener();
        Sounds(listener, 10_000, (1_000, 1));
        frame += 10 * SampleRate;
        Sounds(listener, 10_000, (5_000, 1));
        Assert.Equal([(1_000, On(60)), (10_000, Off(60)), (10_000 + (10 * SampleRate) + 5_000, On(61))], Told().Select(heard => (heard.Frame, heard.Message)));
    }

    [Fact]
    public void MicrophoneThatIsPulledOutEndsWhatWasStruckAndIsTold()
    {
        Listener listener = Listener();
        Sounds(listener, 10_000, (1_000, 1));
        Assert.False(listener.Meters.IsDeaf);
        Nothing(listener, SampleRate);
        Assert.True(listener.Meters.IsDeaf);
        (long at, MidiMessage message, byte port, _) = Told()[^1];
        Assert.Equal((Off(60), Port), (message, port));
        Assert.InRange(at, 10_000 + (SampleRate / 4), 10_000 + (SampleRate / 4) + MicrophoneSound.Most);

        long back = frame;
        Sounds(listener, 10_000, (3_000, 1));
        Assert.False(listener.Meters.IsDeaf);
        Assert.Equal((back + 3_000, On(61)), Told().Select(heard => (heard.Frame, heard.Message)).Single());
    }

    [Fact]
    public void ServerThatGivesNothingMoreEndsWhatWasStruck()
    {
        Listener listener = Listener();
        Sounds(listener, 10_000, (1_000, 1));
        listener.LetGo();
        Assert.Equal([On(60), Off(60)], Told().Select(heard => heard.Message));
        Sounds(listener, 10_000, (1_000, 1));
        Assert.Equal([(11_000, On(61))], Told().Select(heard => (heard.Frame, heard.Message)));
    }

    [Fact]
    public void DetectorThatFailsEndsWhatWasStruckAndBeginsAnew()
    {
        Listener listener = Listener();
        made[0].FailsAt = 8_000;
        Sounds(listener, 10_000, (1_000, 1));
        Assert.Equal([On(60), Off(60)], Told().Select(heard => heard.Message));
        Assert.Equal((1, "the detector fell over"), (listener.Meters.Stumbles, listener.Meters.Reason));
        made[0].FailsAt = long.MaxValue;
        long start = frame;
        Sounds(listener, 10_000, (2_000, 1));
        Assert.Equal([(start + 2_000, On(61))], Told().Select(heard => (heard.Frame, heard.Message)));
        Assert.Null(listener.Meters.Fault);
    }

    [Fact]
    public void DetectorThatFailsAgainAndAgainIsGivenUpInOneLine()
    {
        Listener listener = Listener();
        made[0].FailsAt = 500;
        Sounds(listener, 10_000);
        Assert.Contains("the detector fell over", listener.Meters.Fault);
        Assert.DoesNotContain('\n', listener.Meters.Fault!);
        Assert.Equal(4, listener.Meters.Stumbles);
        Sounds(listener, 10_000, (1_000, 1));       // and the ring is emptied nevertheless
        Assert.Empty(Told());
        Assert.Equal(0, stage.Sound.Count);
    }

    [Fact]
    public void OurOwnNoteIsLeftOutWithItsEndAndTheHumansAreNot()
    {
        Listener listener = Listener();
        stage.Sounding.TryWrite(new(4_000, On(60)));
        Sounds(listener, 30_000, (5_000, 1), (9_000, -1), (12_000, 1), (14_000, -1));
        Assert.Equal([(12_000, On(61)), (14_000, Off(61))], Told().Select(heard => (heard.Frame, heard.Message)));
        Assert.Equal((1, 1), (listener.Meters.Masked, listener.Meters.Notes));
    }

    [Fact]
    public void WhereWeCannotBeHeardNothingIsLeftOut()
    {
        Listener listener = Listener(hearsUs: false);
        stage.Sounding.TryWrite(new(4_000, On(60)));
        Sounds(listener, 30_000, (5_000, 1));
        Assert.Single(Told());
        Assert.Equal(0, listener.Meters.Masked);
    }

    [Fact]
    public void HumanStrikesTheKeyWhileOursSounds()
    {
        // ours is left out; then the human strikes the same key, which is heard, and so is its end
        var detector = new Twice();
        var listener = new Listener(stage, SampleRate, Port, _ => detector, MicrophoneProfile.None);
        stage.Sounding.TryWrite(new(0, On(60)));
        Sounds(listener, 30_000);
        Assert.Equal([(20_000, On(60)), (25_000, Off(60))], Told().Select(heard => (heard.Frame, heard.Message)));
    }

    /// <summary>At the level at which it will hear the piano, and before it hears it.</summary>
    [Fact]
    public void DetectorIsPrimedWithTheForteAsItWillHearIt()
    {
        var detector = new ScriptedDetector(SampleRate);
        float[] forte = [.. Enumerable.Range(0, 1_000).Select(i => 0.4f * MathF.Sin(i))];
        var listener = new Listener(stage, SampleRate, Port, _ => detector, new MicrophoneProfile { LoudDb = -15 }, forte: forte);
        Assert.Equal(0, detector.Heard);
        Assert.Equal(1_000, detector.Primed.Length);
        for (int i = 0; i < 1_000; i++) Assert.Equal(forte[i] * Math.Pow(10, 6 / 20.0), detector.Primed[i], 0.01);

        Sounds(listener, 30_000, (20_000, 1));      // its time knows nothing of the forte
        Assert.Equal(20_000, Told()[0].Frame);
    }

    [Fact]
    public void DetectorForAnotherRateIsRefused() =>
        Assert.Contains("44100", Assert.Throws<LivePerformerException>(() => new Listener(stage, SampleRate, Port, _ => new ScriptedDetector(44_100), MicrophoneProfile.None)).Message);

    [Fact]
    public void HalfAnHourDoesNotDriftAndCostsNoMemory()
    {
        // 44.1 kHz and a tuning, so that no time is a round number
        var listener = new Listener(stage, 44_100, Port, rate => new ScriptedDetector(rate), new MicrophoneProfile { TuningCents = 17.7, LoudDb = -3 });
        var expected = new List<long>(1_000);
        long before = 0;
        Span<float> block = stackalloc float[128];
        for (frame = 0; frame < 30 * 60 * 44_100L; frame += block.Length)
        {
            block.Fill(0.001f * (frame % 3));
            if (frame / block.Length % 1_000 == 500)
            {
                block[77] = 1;
                expected.Add(frame + 77);
            }

            if (frame / block.Length == 2_000) before = GC.GetAllocatedBytesForCurrentThread();
            stage.Sound.TryWrite(new(frame, block));
            listener.Step();
            while (stage.Transcribed.TryRead(out HeardEvent heard))
            {
                if (!heard.Message.IsNoteOn) continue;
                if (heard.Frame != expected[0]) Assert.Fail($"a note of frame {expected[0]} was told for frame {heard.Frame}");
                expected.RemoveAt(0);
            }
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000, "memory");
        Assert.True(expected.Count <= 1);
        Assert.InRange(listener.Meters.Notes, 600, 640);
    }

    private static MidiMessage On(int pitch) => MidiMessage.NoteOn(0, new(pitch), 90);

    private static MidiMessage Off(int pitch) => MidiMessage.NoteOff(0, new(pitch));

    private Listener Listener(MicrophoneProfile? profile = null, bool hearsUs = true) =>
        new(stage, SampleRate, Port, rate =>
        {
            made.Add(new ScriptedDetector(rate, Delay));
            return made[^1];
        }, profile ?? MicrophoneProfile.None, hearsUs);

    /// <summary>A quiet room in which some samples, counted from here, stand out.</summary>
    private void Sounds(Listener listener, int count, params (int At, float Sample)[] marks)
    {
        var sound = new float[count];
        for (int i = 0; i < count; i++) sound[i] = i % 2 == 0 ? 1e-4f : -1e-4f;
        foreach ((int at, float sample) in marks) sound[at] = sample;
        Hears(listener, sound);
    }

    private void Nothing(Listener listener, int count) => Hears(listener, new float[count]);

    private void Hears(Listener listener, float[] sound)
    {
        foreach (float[] part in sound.Chunk(MicrophoneSound.Most))
        {
            Assert.True(stage.Sound.TryWrite(new(frame, part)));
            frame += part.Length;
            Assert.True(listener.Step());
        }

        Assert.False(listener.Step());
    }

    private List<HeardEvent> Told()
    {
        var told = new List<HeardEvent>();
        while (stage.Transcribed.TryRead(out HeardEvent heard)) told.Add(heard);
        return told;
    }

    /// <summary>Hears one key at 1,000, at 20,000 again, and that it comes up at 25,000.</summary>
    private sealed class Twice : INoteDetector
    {
        private long heard;

        public int SampleRate => ListenerTests.SampleRate;

        public TimeSpan Delay => TimeSpan.Zero;

        public void Hear(ReadOnlySpan<float> samples, INotesTold told)
        {
            for (int i = 0; i < samples.Length; i++, heard++)
            {
                if (heard is 1_000 or 20_000) told.Note(new(TimePoint.FromFrame(heard, SampleRate), new Pitch(60), 90));
                if (heard == 25_000) told.Note(new(TimePoint.FromFrame(heard, SampleRate), new Pitch(60), 0));
            }
        }

        public void Finish(INotesTold told)
        {
        }

        public void Reset()
        {
        }
    }
}
