using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

public sealed class StageProcessorTests : IDisposable
{
    private static readonly MidiMessage On60 = MidiMessage.NoteOn(0, new(60), 80);
    private static readonly MidiMessage Off60 = MidiMessage.NoteOff(0, new(60));
    private static readonly MidiMessage AiOn60 = MidiMessage.NoteOn(1, new(60), 80);
    private static readonly MidiMessage AiOff60 = MidiMessage.NoteOff(1, new(60));
    private static readonly MidiMessage AiOn64 = MidiMessage.NoteOn(1, new(64), 80);
    private static readonly MidiMessage AiOff64 = MidiMessage.NoteOff(1, new(64));

    private readonly Stage stage = new();
    private readonly NullDevice device = new();
    private readonly SpyInstrument instrument = new();

    public StageProcessorTests() => device.Start(new StageProcessor(stage, instrument));

    public void Dispose() => stage.Dispose();

    [Fact]
    public void HumanGoesThroughAtTheSameFrameAndIsStampedOnce()
    {
        device.Run();
        device.Play(17, On60);
        device.Play(99, Off60);
        device.Run();

        Assert.Equal([new(17, On60), new(99, Off60)], device.Sent.ToArray());
        Assert.Equal([new(128 + 17, On60), new(128 + 99, Off60)], Drain(stage.Heard));
        Assert.Equal([(128 + 17, On60), (128 + 99, Off60)], instrument.Handled);
    }

    [Fact]
    public void PanicThatThePerformerDoesNotAnswerIsSeenToByTheCallback()
    {
        device.Play(0, On60);
        stage.Due.TryWrite(DueEvent.At(0, AiOn64, 0));
        stage.Due.TryWrite(DueEvent.At(100_000, AiOff64, 0));
        device.Run();
        stage.Panic();
        int blocks = 0;
        do
        {
            device.Run();
            blocks++;
        }
        while (device.Sent.IsEmpty);

        Assert.Equal(8, blocks);        // 20 ms are 7.5 of them
        Assert.Equal([Off60, AiOff64, MidiMessage.Control(0, 123, 0), MidiMessage.Control(0, 120, 0), MidiMessage.Control(1, 123, 0), MidiMessage.Control(1, 120, 0)], device.Sent.ToArray().Select(sent => sent.Message));
        Assert.Equal(1, instrument.Panics);
        for (int i = 0; i < 1_000; i++) device.Run();
        Assert.Equal(1, instrument.Panics);
    }

    [Fact]
    public void PanicThatThePerformerAnswersIsNoneForTheCallback()
    {
        stage.Panic();
        stage.Due.TryWrite(DueEvent.AllNotesOff(1));
        for (int i = 0; i < 20; i++) device.Run();
        Assert.Equal(1, instrument.Panics);
    }

    [Fact]
    public void WithdrawnPlansDoNotLeaveAndWhatSoundsGoesOn()
    {
        stage.Due.TryWrite(DueEvent.At(0, AiOn60, 0));
        stage.Due.TryWrite(DueEvent.At(300, AiOff60, 0));
        stage.Due.TryWrite(DueEvent.At(200, AiOn64, 0));
        device.Run();
        Assert.Equal([new(0, AiOn60)], device.Sent.ToArray());

        stage.Due.TryWrite(DueEvent.Withdraw(200, 0));
        stage.Due.TryWrite(DueEvent.At(210, AiOff60, 0));       // planned anew, within the same answer
        device.Run();
        Assert.Equal([new(210 - 128, AiOff60)], device.Sent.ToArray());
        device.Run();
        Assert.True(device.Sent.IsEmpty);
        Assert.Equal(0, stage.Meters.StaleNotes);
        Assert.Equal(0, stage.Meters.DroppedNotes);
    }

    [Fact]
    public void NoteThatLeftBeforeItsWithdrawalArrivedEndsAtOnceAndIsCounted()
    {
        stage.Due.TryWrite(DueEvent.At(0, AiOn60, 0));
        stage.Due.TryWrite(DueEvent.At(100, AiOn64, 0));
        stage.Due.TryWrite(DueEvent.At(300, AiOff64, 0));
        device.Run();
        stage.Due.TryWrite(DueEvent.Withdraw(100, 0));
        device.Run();

        Assert.Equal([new(0, AiOff64)], device.Sent.ToArray());
        Assert.Equal(1, stage.Meters.StaleNotes);
    }

    [Fact]
    public void KeyThatTheHumanHoldsIsSparedEvenWhereItWasPlannedBefore()
    {
        using var own = new NullDevice();
        using var ownStage = new Stage();
        own.Start(new StageProcessor(ownStage, sparesHeldKeys: true));
        ownStage.Due.TryWrite(DueEvent.At(50, AiOn60, 0));
        ownStage.Due.TryWrite(DueEvent.At(60, AiOff60, 0));
        ownStage.Due.TryWrite(DueEvent.At(90, AiOn60, 0));
        own.Play(10, On60);
        own.Play(80, Off60);
        own.Run();

        Assert.Equal([new(10, On60), new(80, Off60), new(90, AiOn60)], own.Sent.ToArray());
        Assert.Contains(new(50, 50, AiOn60, NoteSource.Ai, SentFlags.Dropped | SentFlags.Cancelled), Drain(ownStage.Sent));
        Assert.Equal(0, ownStage.Meters.DroppedNotes);
    }

    [Theory]
    [InlineData(ControlChange.AllNotesOff, true)]
    [InlineData(ControlChange.AllSoundOff, true)]
    [InlineData(125, true)]         // a change of mode ends all notes too
    [InlineData(121, false)]        // "reset all controllers" ends none
    public void KeyOfAHumanWhoLostCountIsFreeAgainAfterAllNotesOff(byte controller, bool isFree)
    {
        using var own = new NullDevice();
        using var ownStage = new Stage();
        own.Start(new StageProcessor(ownStage, sparesHeldKeys: true));
        own.Play(10, On60);         // and its note-off never comes
        own.Play(20, MidiMessage.Control(0, controller, 0));
        ownStage.Due.TryWrite(DueEvent.At(90, AiOn60, 0));
        own.Run();

        Assert.Equal(isFree, own.Sent.ToArray().Contains(new BlockEvent(90, AiOn60)));
    }

    [Fact]
    public void SignIsHeardByThePerformerAndByNobodyElse()
    {
        MidiMessage[] signs =
        [
            MidiMessage.NoteOn(0, new(21), 80), MidiMessage.NoteOff(0, new(21)), new(0x93, 21, 0),
            MidiMessage.Control(0, ControlChange.Soft, 127),
        ];
        // of two note-offs the second ends nothing and goes nowhere
        foreach (var (sign, through) in new[] { (CueSign.Key(new(21)), 2), (CueSign.Pedal(ControlChange.Soft), 3), (CueSign.None, 4) })
        {
            using var own = new NullDevice();
            using var ownStage = new Stage();
            var spy = new SpyInstrument();
            own.Start(new StageProcessor(ownStage, spy, sign: sign));
            foreach (MidiMessage message in signs) own.Play(0, message);
            own.Play(1, On60);
            own.Run();

            Assert.Equal([.. signs, On60], Drain(ownStage.Heard).Select(e => e.Message));
            Assert.Equal(through, own.Sent.Length);
            Assert.DoesNotContain(spy.Handled, e => sign.Is(e.Message));
            Assert.Contains(spy.Handled, e => e.Message == On60);
        }
    }

    [Fact]
    public void FilePlayedInTheHumansPlaceIsTreatedAsIfItHadArrivedOnTheInput()
    {
        stage.Played.TryWrite(new(5, On60));
        stage.Played.TryWrite(new(300, Off60));
        List<(long Frame, MidiMessage)> left = Run(blocks: 3);

        Assert.Equal([(5, On60), (300, Off60)], left);
        Assert.Equal([new(5, On60), new(300, Off60)], Drain(stage.Heard));
        Assert.All(Drain(stage.Sent), sent => Assert.Equal(NoteSource.Human, sent.Source));
    }

    [Fact]
    public void KeysOfThePageAreHeardWithTheNextBlock()
    {
        Run(blocks: 2);
        stage.Touched.TryWrite(new(0, On60));
        stage.Touched.TryWrite(new(0, Off60));
        List<(long Frame, MidiMessage)> left = Run(blocks: 1);

        Assert.Equal([(256, On60), (256, Off60)], left);
        Assert.Equal([new(256, On60), new(256, Off60)], Drain(stage.Heard));
        Assert.All(Drain(stage.Sent), sent => Assert.Equal(NoteSource.Human, sent.Source));
    }

    [Fact]
    public void NoteThatTriesAnOutputIsHeardByNobodyAndCounted()
    {
        stage.Touched.TryWrite(new(0, On60, Stage.Trial));
        stage.Touched.TryWrite(new(0, Off60, Stage.Trial));
        stage.Touched.TryWrite(new(0, On60, Stage.Trial + 5));      // there is no such output
        List<(long Frame, MidiMessage)> left = Run(blocks: 1);

        Assert.Equal([(0, On60), (0, Off60)], left);
        Assert.Empty(instrument.Handled);
        Assert.Empty(Drain(stage.Heard));
        Assert.Equal(2, stage.Meters.Left[0]);

        stage.Touched.TryWrite(new(0, On60, Stage.TrialOfInstrument));
        Assert.Empty(Run(blocks: 1));
        Assert.Equal(On60, Assert.Single(instrument.Handled).Message);
    }

    [Fact]
    public void DueEventsLeaveAtTheirExactFrameInAnyOrderOfWriting()
    {
        Due(1000, AiOn64);
        Due(127, AiOn60);
        Due(128, AiOff60);
        Due(1001, AiOff64);
        List<(long, MidiMessage)> left = Run(blocks: 10);

        Assert.Equal([(127, AiOn60), (128, AiOff60), (1000, AiOn64), (1001, AiOff64)], left);
        Assert.Equal(left, instrument.Handled);
        Assert.All(Drain(stage.Sent), sent => Assert.Equal((sent.DueFrame, SentFlags.None), (sent.SentFrame, sent.Flags)));
    }

    [Fact]
    public void BlocksInWhichPlansAreReadAndFramesThatAreSkippedAreTold()
    {
        var processor = new StageProcessor(stage);
        Pass(0);
        Due(300, AiOn60);
        Due(400, AiOff60);
        Pass(128);
        Pass(256);
        Pass(640);      // the frames from 384 on never were
        Due(700, AiOn64);
        Pass(896);

        Assert.Equal(
            [SentEvent.Block(128, 128, 2), SentEvent.Block(384, 640, 0), SentEvent.Block(768, 896, 1)],
            Drain<SentEvent>(stage.Sent).Where(sent => sent.IsBlock));
        Assert.Equal(2, SentEvent.Block(128, 128, 2).Plans);

        void Pass(long start)
        {
            var writer = new BlockEventWriter(new BlockEvent[8]);
            processor.Process(new AudioBlock(new float[128], new float[128], 48_000, start), [], ref writer);
        }
    }

    [Fact]
    public void AiIsPutOnItsOwnChannel()
    {
        Due(0, On60);
        Assert.Equal([(0, AiOn60)], Run(blocks: 1));
    }

    [Fact]
    public void ThruOffKeepsTheHumanOffTheOutputButNotFromThePerformerTheTakeAndTheInstrument()
    {
        stage.Settings = new() { HumanThru = false };
        device.Play(3, On60);
        device.Run();

        Assert.Empty(device.Sent.ToArray());
        Assert.Equal([new(3, On60)], Drain(stage.Heard));
        Assert.Equal([new(3, 3, On60, NoteSource.Human, SentFlags.None)], Drain(stage.Sent));
        Assert.Equal([(3, On60)], instrument.Handled);
    }

    [Fact]
    public void SwitchingThruOffEndsWhatSoundsThere()
    {
        device.Play(3, On60);
        device.Run();
        stage.Settings = new() { HumanThru = false };
        Assert.Equal([(128, Off60)], Run(blocks: 1));
    }

    [Fact]
    public void MovingTheAiToAnotherChannelEndsItsNotesOnTheOldOne()
    {
        Due(0, AiOn60);
        device.Run();
        stage.Settings = new() { AiChannel = 5 };
        Due(140, AiOn64);
        Assert.Equal([(128, AiOff60), (140, MidiMessage.NoteOn(5, new(64), 80))], Run(blocks: 1));
    }

    [Fact]
    public void LateNoteLeavesAtOnceAndIsCounted()
    {
        Run(blocks: 10);
        Due(1279, AiOn60);
        Assert.Equal([(1280, AiOn60)], Run(blocks: 1));
        Assert.Equal(1, stage.Meters.LateNotes);
        Assert.Equal([new(1279, 1280, AiOn60, NoteSource.Ai, SentFlags.Late)], Drain(stage.Sent));
    }

    [Theory]
    [InlineData(4800, true)]    // 100 ms at 48 kHz
    [InlineData(4801, false)]
    public void NoteOnIsDroppedBeyondAHundredMilliseconds(int late, bool plays)
    {
        Run(blocks: 100);
        Due(12_800 - late, AiOn60);
        Due(12_800 - late + 10, AiOff60);
        List<(long, MidiMessage)> left = Run(blocks: 1);

        Assert.Equal(plays ? [(12_800, AiOn60), (12_800, AiOff60)] : [], left);
        Assert.Equal((plays ? 1 : 0, plays ? 0 : 1), (stage.Meters.LateNotes, stage.Meters.DroppedNotes));
        Assert.Equal(plays ? SentFlags.Late : SentFlags.Late | SentFlags.Dropped, Drain(stage.Sent)[0].Flags);
    }

    [Fact]
    public void NoteOffIsSentHoweverLate()
    {
        Due(0, AiOn60);
        Run(blocks: 1000);
        Due(10, AiOff60);
        Assert.Equal([(128_000, AiOff60)], Run(blocks: 1));
    }

    [Fact]
    public void CancelEndsWhatSoundsAndForgetsWhatWasPlanned()
    {
        Due(0, AiOn60);
        Due(0, MidiMessage.Control(1, ControlChange.Sustain, 127));
        Due(300, AiOff60);
        Due(200, AiOn64);
        device.Run();
        stage.Due.TryWrite(DueEvent.CancelBefore(2));
        Due(210, AiOn64);                    // the same answer, still under way: void
        Due(300, AiOn60, epoch: 2);
        Due(400, AiOff60, epoch: 2);

        Assert.Equal(
            [(128, AiOff60), (128, MidiMessage.Control(1, ControlChange.Sustain, 0)), (300, AiOn60), (400, AiOff60)],
            Run(blocks: 5));
        Assert.Equal(2, Drain(stage.Sent).Count(sent => sent.Flags == (SentFlags.Dropped | SentFlags.Cancelled)));
        Assert.Equal(0, stage.Meters.DroppedNotes);
    }

    [Fact]
    public void CancelLeavesTheHumanAlone()
    {
        device.Play(0, On60);
        Due(0, AiOn64);
        device.Run();
        stage.Due.TryWrite(DueEvent.CancelBefore(2));
        device.Play(50, Off60);
        Assert.Equal([(128, AiOff64), (178, Off60)], Run(blocks: 1));
    }

    [Fact]
    public void PanicEndsEverybodyOnTheChannelsThatWereUsed()
    {
        device.Play(0, On60);
        Due(0, AiOn64);
        Due(500, AiOn60);
        device.Run();
        stage.Due.TryWrite(DueEvent.AllNotesOff(2));
        Due(600, AiOn60);                    // the same answer, still under way: void

        Assert.Equal(
            [
                (128, Off60), (128, AiOff64),
                (128, MidiMessage.Control(0, 123, 0)), (128, MidiMessage.Control(0, 120, 0)),
                (128, MidiMessage.Control(1, 123, 0)), (128, MidiMessage.Control(1, 120, 0)),
            ],
            Run(blocks: 6));
        Assert.Equal(1, instrument.Panics);
    }

    [Fact]
    public void StruckAgainANoteEndsFirst()
    {
        Due(0, AiOn60);
        Due(50, AiOn60);
        Due(90, AiOff60);
        Due(95, AiOff60);
        Assert.Equal([(0, AiOn60), (50, AiOff60), (50, AiOn60), (90, AiOff60)], Run(blocks: 1));
    }

    [Fact]
    public void HumanOnTheAisChannelTakesTheKeyOver()
    {
        Due(0, AiOn60);
        Due(60, AiOff60);
        device.Play(30, AiOn60);
        device.Play(90, AiOff60);
        Assert.Equal([(0, AiOn60), (30, AiOff60), (30, AiOn60), (90, AiOff60)], Run(blocks: 1));
    }

    [Fact]
    public void StoppingEndsEveryNote()
    {
        device.Play(0, On60);
        Due(0, AiOn64);
        Due(5000, AiOn60);
        device.Run();
        device.Stop();

        Assert.Equal([new(127, Off60), new(127, AiOff64)], device.Sent.ToArray());
        Assert.Contains(new(127, 127, AiOff64, NoteSource.Ai, SentFlags.Ended), Drain(stage.Sent));
    }

    [Fact]
    public void SoundChangesAtTheFrameOfTheEvent()
    {
        Due(40, AiOn60);
        Due(90, AiOff60);
        device.Run();

        Assert.Equal(
            Enumerable.Range(0, 128).Select(frame => frame is >= 40 and < 90 ? 0.25f : 0f),
            device.Left.ToArray());
    }

    [Fact]
    public void GainChangesWithoutAClick()
    {
        Due(0, AiOn60);
        device.Run();
        stage.Settings = new() { Gain = 0 };
        device.Run();
        float[] fading = device.Left.ToArray();
        Assert.All(fading.Zip(fading[1..]), pair => Assert.Equal(0.25f / 128, pair.First - pair.Second, 1e-6f));
        device.Run();
        Assert.All(device.Left.ToArray(), sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void FullRingsCountAndNothingStops()
    {
        using var small = new Stage(capacity: 4);
        using var silent = new NullDevice();
        silent.Start(new StageProcessor(small));
        for (int i = 0; i < 10; i++) silent.Play(i, MidiMessage.Control(0, 1, (byte)i));
        silent.Run();

        Assert.Equal(10, silent.Sent.Length);
        Assert.Equal(6 + 6, small.Meters.Overflows);   // performer and recorder got four each
    }

    [Fact]
    public void FullScheduleDropsNoteOnsAndStillSendsNoteOffs()
    {
        using var small = new Stage();
        using var silent = new NullDevice();
        silent.Start(new StageProcessor(small, planned: 2));
        small.Due.TryWrite(DueEvent.At(0, AiOn60, 1));
        silent.Run();
        small.Due.TryWrite(DueEvent.At(5000, AiOn64, 1));
        small.Due.TryWrite(DueEvent.At(5001, AiOff64, 1));
        small.Due.TryWrite(DueEvent.At(5002, AiOn64, 1));
        small.Due.TryWrite(DueEvent.At(5003, AiOff60, 1));
        silent.Run();

        Assert.Equal([new(0, AiOff60)], silent.Sent.ToArray());
        Assert.Equal((2, 1), (small.Meters.Overflows, small.Meters.DroppedNotes));
    }

    [Fact]
    public void NoteOffThatFindsNoRoomLeavesWithTheNextBlock()
    {
        using var narrow = new Stage();
        var processor = new StageProcessor(narrow);
        BlockEvent[] room = new BlockEvent[2];
        narrow.Due.TryWrite(DueEvent.At(0, AiOn60, 1));
        narrow.Due.TryWrite(DueEvent.At(1, AiOn64, 1));
        narrow.Due.TryWrite(DueEvent.At(2, AiOff60, 1));
        narrow.Due.TryWrite(DueEvent.At(3, AiOff64, 1));

        Assert.Equal([new(0, AiOn60), new(1, AiOn64)], Process(processor, room, 0));
        Assert.Equal([new(0, AiOff60), new(0, AiOff64)], Process(processor, room, 128));
    }

    [Fact]
    public void SkippedFramesAreCounted()
    {
        var processor = new StageProcessor(stage);
        Process(processor, [], 0);
        Process(processor, [], 128);
        Assert.Equal(0, stage.Meters.Xruns);
        Process(processor, [], 512);
        Assert.Equal((1, 3), (stage.Meters.Xruns, stage.Meters.Blocks));
    }

    private static BlockEvent[] Process(StageProcessor processor, BlockEvent[] room, long start)
    {
        var writer = new BlockEventWriter(room);
        processor.Process(new(new float[128], new float[128], 48_000, start), [], ref writer);
        return writer.Written.ToArray();
    }

    private void Due(long frame, MidiMessage message, int epoch = 1) =>
        Assert.True(stage.Due.TryWrite(DueEvent.At(frame, message, epoch)));

    private List<(long, MidiMessage)> Run(int blocks)
    {
        var left = new List<(long, MidiMessage)>();
        for (int i = 0; i < blocks; i++)
        {
            long start = device.Frame;
            device.Run();
            foreach (BlockEvent sent in device.Sent) left.Add((start + sent.Frame, sent.Message));
        }

        return left;
    }

    /// <summary>The messages; what is told of blocks is left out.</summary>
    private static List<SentEvent> Drain(SpscRing<SentEvent> ring) => [.. Drain<SentEvent>(ring).Where(sent => !sent.IsBlock)];

    private static List<T> Drain<T>(SpscRing<T> ring)
        where T : unmanaged
    {
        var values = new List<T>();
        while (ring.TryRead(out T value)) values.Add(value);
        return values;
    }
}
