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
