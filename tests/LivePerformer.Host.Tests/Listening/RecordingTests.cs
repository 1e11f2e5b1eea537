using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>A recording plays the human in a rehearsal. Who finds the notes is a detector of the tests.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(48_000)]
    [InlineData(44_100)]
    [InlineData(96_000)]
    public void RecordingIsHeardAnsweredAndGivesOneTakeForOneSeed(int sampleRate)
    {
        var notes = PianoSound.Calls(times: 2, every: 4);
        string recording = Record(notes, sampleRate, 7);
        (RehearsalReport report, byte[] take) = Rehearse(recording, "first");
        (_, byte[] again) = Rehearse(recording, "second");

        Assert.Equal(take, again);
        Assert.Equal(notes.Length, report.HumanNotes);
        Assert.True(report.Answers >= 1 && report.AiNotes > 0);
        Assert.Equal(0, report.StuckNotes);
        Assert.InRange(report.SoundToNoteP50Ms!.Value, 60, 100);
        Assert.Equal(0, report.MissedFrames);
        Assert.InRange(report.Seconds, 7 + 3, 7 + 3 + 2.1);      // the recording, the answer, and what rings out

        MidiEvent[] human = [.. MidiFile.Read(scratch.Path("first.mid")).Tracks.Single(track => track.Name == "Human").Events.Where(e => e.IsChannel)];
        Assert.Equal(human.OrderBy(e => e.Tick).Select(e => e.Tick), human.Select(e => e.Tick));
        Assert.Equal(notes.Select(note => note.Pitch), human.Where(e => e.Message.IsNoteOn).Select(e => (int)e.Message.Data1));
        RehearseTests.AssertEveryNoteEnds(human);
    }

    [Fact]
    public void RecordingWithoutAPianoIsToldSo()
    {
        string recording = Record([], 48_000, 1);
        Assert.Contains("No note of a piano was heard", Assert.Throws<LivePerformerException>(() => Rehearse(recording, "none")).Message);
        Assert.False(File.Exists(scratch.Path("none.mid")));
    }

    [Theory]
    [InlineData("nowhere.wav", "nowhere.wav")]
    [InlineData("notes.flac", "notes.flac")]
    public void RecordingThatIsNoneIsRefusedInOneLine(string name, string named)
    {
        if (name == "notes.flac") scratch.Write(name, "no sound at all");
        string line = Assert.ThrowsAny<LivePerformerException>(() => Rehearse(scratch.Path(name), "none")).Message;
        Assert.Contains(named, line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void WithoutATranscriberTheCommandSaysSo()
    {
        string recording = Record([], 48_000, 1);
        using Cli cli = Cli.Start(["rehearse", "--in", recording, "--out", scratch.Path("take.mid")], TinyHome.In(scratch));
        Assert.Contains("There is no transcriber", cli.WaitForRefusal());
    }

    private string Record((double, double, int, int)[] notes, int sampleRate, double seconds)
    {
        string path = scratch.Path($"recording-{sampleRate}.wav");
        float[] sound = PianoSound.Of(notes, sampleRate, seconds);
        using WavWriter wav = WavWriter.Create(path, sampleRate);
        wav.Write(sound, sound);
        return path;
    }

    private (RehearsalReport Report, byte[] Take) Rehearse(string recording, string name)
    {
        TinyHome.In(scratch);
        string take = scratch.Path(name + ".mid");
        var options = new RehearsalOptions(recording, "answer", 1, 3, take, null, null, null);
        RehearsalReport report = new Rehearsal(
            new Installation(scratch.Path("home")), options, (_, _) => new Transcribers.Loaded("spectral", rate => new SpectralDetector(rate), new MemoryStream())).Run();
        return (report, File.ReadAllBytes(take));
    }
}
