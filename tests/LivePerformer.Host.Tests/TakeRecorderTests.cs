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
        var first = new TakeRecorder(TakeOf(60), scratch.Path("takes"), Now);
        var second = new TakeRecorder(TakeOf(72), scratch.Path("takes"), Now);
        first.SaveWhenDue(TimeSpan.FromSeconds(6));
        second.Finish();
        first.Finish();

        Assert.Equal([60], Pitches(first.Path));
        Assert.Equal([72], Pitches(second.Path));
        Assert.Equal([first.Path, second.Path], Directory.GetFiles(scratch.Path("takes")).Order(StringComparer.Ordinal).OrderBy(path => path.Length));
    }

    [Fact]
    public void TakeWhoseDiskFillsUpIsSavedElsewhereAndSaysWhere()
    {
        using var disk = new SmallDisk(scratch.Path("small"), "200k");
        Take take = TakeOf(60);
        var recorder = new TakeRecorder(take, disk.Path("takes"), Now);
        recorder.SaveWhenDue(TimeSpan.FromSeconds(6));
        string wanted = recorder.Path;
        disk.Fill();
        for (int i = 0; i < 5_000; i++)
        {
            take.Add(new TakeEvent(NoteSource.Human, 960 * (i + 1), 960 * (i + 1), MidiMessage.NoteOn(0, new Pitch(62), 80)));
            take.Add(new TakeEvent(NoteSource.Human, (960 * (i + 1)) + 480, (960 * (i + 1)) + 480, MidiMessage.NoteOff(0, new Pitch(62))));
        }

        recorder.SaveWhenDue(TimeSpan.FromSeconds(12));
        Assert.Contains(wanted, recorder.Fault);
        Assert.Equal([60], Pitches(wanted));        // what was saved before is still whole

        recorder.Finish();

        try
        {
            Assert.NotEqual(wanted, recorder.Path);
            Assert.Contains(recorder.Path, recorder.Fault);
            Assert.Equal(5_001, Pitches(recorder.Path).Count());
        }
        finally
        {
            File.Delete(recorder.Path);
        }
    }

    private static Take TakeOf(byte pitch)
    {
        var take = new Take(48_000);
        take.Add(new TakeEvent(NoteSource.Human, 0, 0, MidiMessage.NoteOn(0, new Pitch(pitch), 80)));
        take.Add(new TakeEvent(NoteSource.Human, 480, 480, MidiMessage.NoteOff(0, new Pitch(pitch))));
        return take;
    }

    private static IEnumerable<int> Pitches(string path) =>
        MidiFile.Read(path).Messages().Where(m => m.Message.IsNoteOn).Select(m => (int)m.Message.Data1);
}
