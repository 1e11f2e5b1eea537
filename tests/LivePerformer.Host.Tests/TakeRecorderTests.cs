using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

public sealed class TakeRecorderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 20, 0, 0, TimeSpan.Zero);

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void PerformancesThatBeginInOneSecondKeepATakeEach()
    {
        using TakeRecorder first = Begin(scratch.Path("takes")), second = Begin(scratch.Path("takes"));
        Play(first, 0, 60);
        Play(second, 0, 72);
        second.Finish();
        first.Finish();

        Assert.Equal([60], Pitches(first.Midi!));
        Assert.Equal([72], Pitches(second.Midi!));
        string[] expected = [first.Path, first.Midi!, second.Path, second.Midi!];
        Assert.Equal(expected.Order(), Directory.GetFiles(scratch.Path("takes")).Order());
    }

    [Fact]
    public void TakeGrowsWhileItIsPlayedAndMidiIsItsCopy()
    {
        using TakeRecorder recorder = Begin(scratch.Path("takes"));
        long before = new FileInfo(recorder.Path).Length;     // the header
        for (int i = 0; i < 3; i++)
        {
            Play(recorder, i, 60 + i);
            recorder.Remark(TimePoint.FromSeconds(i), $"remark {i}");
            SpinWait.SpinUntil(() => new FileInfo(recorder.Path).Length > before);
            before = new FileInfo(recorder.Path).Length;
            Assert.Equal(i + 1, RecordedTake.Read(recorder.Path).Human.Count(heard => heard.Message.IsNoteOn));
        }

        recorder.Finish();
        Assert.Null(recorder.Fault);
        Assert.Equal(before, new FileInfo(recorder.Path).Length);     // nothing happened since
        Assert.Equal(["remark 0", "remark 1", "remark 2"], RecordedTake.Read(recorder.Path).Remarks.Select(remark => remark.Text));
        Assert.Equal([60, 61, 62], Pitches(recorder.Midi!));
    }

    [Fact]
    public void PerformanceThatNeverBeganLeavesNothing()
    {
        new TakeRecorder(scratch.Path("takes"), Now).Dispose();
        Assert.Empty(Directory.GetFiles(scratch.Path("takes")));
    }

    [Fact]
    public void TakeWhoseDiskFillsUpGoesOnElsewhereWholeAndSaysWhere()
    {
        using var disk = new SmallDisk(scratch.Path("small"), "200k");
        using TakeRecorder recorder = Begin(disk.Path("takes"));
        string wanted = recorder.Path;
        Play(recorder, 0, 60);
        SpinWait.SpinUntil(() => RecordedTake.Read(wanted).Entries.Count > 0);
        disk.Fill();
        for (int i = 1; i <= 5_000; i++) Play(recorder, i, 62);
        SpinWait.SpinUntil(() => recorder.Fault is not null);
        Play(recorder, 5_001, 64);
        recorder.Finish();

        try
        {
            Assert.NotEqual(wanted, recorder.Path);
            Assert.Contains(wanted, recorder.Fault);
            Assert.Contains(recorder.Path, recorder.Fault);
            Assert.Equal([60, .. Enumerable.Repeat(62, 5_000), 64], Pitches(recorder.Midi!));
            Assert.Equal([60], RecordedTake.Read(wanted).Human.Where(heard => heard.Message.IsNoteOn).Select(heard => (int)heard.Message.Data1));
        }
        finally
        {
            File.Delete(recorder.Path);
            File.Delete(recorder.Midi!);
        }
    }

    private static TakeRecorder Begin(string folder)
    {
        var recorder = new TakeRecorder(folder, Now);
        using var device = new NullDevice();
        recorder.Begin(TakeRecorder.Header(Programme.Of(new Preset { Name = "test", Model = "tiny" }), [], [], device, null, 1, Now));
        return recorder;
    }

    private static void Play(TakeRecorder recorder, int number, int pitch)
    {
        long frame = 960 * number;
        Assert.True(recorder.Written.TryWrite(TakeEntry.Heard(0, new HeardEvent(frame, MidiMessage.NoteOn(0, new Pitch(pitch), 80)))));
        Assert.True(recorder.Written.TryWrite(TakeEntry.Heard(0, new HeardEvent(frame + 480, MidiMessage.NoteOff(0, new Pitch(pitch))))));
    }

    private static IEnumerable<int> Pitches(string path) =>
        MidiFile.Read(path).Messages().Where(m => m.Message.IsNoteOn).Select(m => (int)m.Message.Data1);
}
