using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class NoteFileTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-notes-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void TableOfMapsIsReadAsItStands()
    {
        string path = Written("a.tsv", "# onset,offset,note,velocity\n0.519987\t0.785982\t67.000000\t58.000000\r\n\n0.25\t1.5e0\t21\t127\n");

        Assert.Equal([new(0.519987, 0.785982, 67, 58), new(0.25, 1.5, 21, 127)], NoteFile.Read(path));
    }

    [Fact]
    public void TableWithAHeadingAloneHasNoNotes() => Assert.Empty(NoteFile.Read(Written("silence.tsv", "# onset,offset,note,velocity\n")));

    /// <summary>A quarter is 500 ms: the pedal is down from 0.25 to 1 s, and holds the first note, not the second.</summary>
    [Theory]
    [InlineData("a.mid")]
    [InlineData("a.bin")]
    public void PedalLengthensNotesOfAMidiFile(string name)
    {
        var file = new MidiFile(MidiDivision.PerQuarter(500), format: 0);
        Pitch c = new(60), e = new(64);
        file.AddTrack("piano",
        [
            (Second(0), MidiMessage.NoteOn(0, c, 80)), (Second(0.25), MidiMessage.Control(0, ControlChange.Sustain, 64)), (Second(0.5), MidiMessage.NoteOff(0, c)),
            (Second(1), MidiMessage.Control(0, ControlChange.Sustain, 63)), (Second(1.25), MidiMessage.NoteOn(0, e, 100)), (Second(1.5), MidiMessage.NoteOff(0, e)),
        ]);
        string path = Path.Combine(root, name);
        file.Write(path);

        Assert.Equal([new(0, 1, 60, 80), new(1.25, 1.5, 64, 100)], NoteFile.Read(path));

        static TimePoint Second(double at) => TimePoint.FromSeconds(at);
    }

    [Fact]
    public void MidiAndTableOfTheSameNotesAreTheSame()
    {
        List<TranscribedNote> midi = NoteFile.Read(Repo.Fixture("Music/pedalled.mid"));
        string table = Written("pedalled.tsv", "# onset,offset,note,velocity\n" + string.Concat(midi.Select(note => $"{note.Onset:R}\t{note.Offset:R}\t{note.Pitch}\t{note.Velocity}\n")));

        Assert.NotEmpty(midi);
        Assert.Equal(midi, NoteFile.Read(table));
    }

    [Theory]
    [InlineData("", "line 1: the file is empty")]
    [InlineData("RIFF$\0\0\0WAVEfmt ", "line 1: a table has four numbers a line")]
    [InlineData("# h\n0.5\t0.7\t60\n", "line 2: a table has four numbers a line")]
    [InlineData("# h\n0.5\t0.7\t60\t64\t1\n", "line 2: a table has four numbers a line")]
    [InlineData("# h\n0.5 0.7 60 64\n", "with tabs between them")]
    [InlineData("onset\toffset\tnote\tvelocity\n", "line 1: a table has four numbers a line")]
    [InlineData("0,5\t0,7\t60\t64\n", "line 1: a table has four numbers a line")]
    [InlineData("NaN\t0.7\t60\t64\n", "line 1: a table has four numbers a line")]
    [InlineData("1e999\t0.7\t60\t64\n", "line 1: a table has four numbers a line")]
    [InlineData("-0.5\t0.7\t60\t64\n", "line 1: a note cannot begin at -0.5 s")]
    [InlineData("0.5\t0.4\t60\t64\n", "line 1: a note that begins at 0.5 s cannot end at 0.4 s")]
    [InlineData("0.5\t0.7\t128\t64\n", "line 1: a MIDI note is a whole number from 0 to 127")]
    [InlineData("0.5\t0.7\t60.5\t64\n", "line 1: a MIDI note is a whole number from 0 to 127")]
    [InlineData("0.5\t0.7\t-1\t64\n", "line 1: a MIDI note is a whole number from 0 to 127")]
    [InlineData("0.5\t0.7\t60\t128\n", "line 1: a velocity is 0 to 127, not 128")]
    public void WrongTableIsNamedOnOneLine(string text, string because)
    {
        string path = Written("wrong.tsv", text);

        string message = Assert.Throws<LivePerformerException>(() => NoteFile.Read(path)).Message;

        Assert.Contains($"'{path}', ", message);
        Assert.Contains(because, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void MissingFileIsNamed() => Assert.Contains("nowhere.tsv' cannot be read", Assert.Throws<LivePerformerException>(() => NoteFile.Read(Path.Combine(root, "nowhere.tsv"))).Message);

    [Fact]
    public void DamagedMidiFileIsNamed() => Assert.Contains("must begin with 'MThd'", Assert.Throws<MidiFileException>(() => NoteFile.Read(Written("a.mid", "0.5\t0.7\t60\t64\n"))).Message);

    private string Written(string name, string text)
    {
        string path = Path.Combine(root, name);
        File.WriteAllText(path, text);
        return path;
    }
}
