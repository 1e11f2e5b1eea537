namespace LivePerformer.Music.Tests;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>A file of 100 MB, made here, read as it goes.</summary>
[Collection(nameof(Alone))]
public sealed class LargeMidiFileTests
{
    private const int Tracks = 4;
    private const int NotesPerTrack = 3_300_000;   // 8 bytes a note: 26.4 MB a track

    [Fact]
    public void AHundredMegabytesNeedLessThanOneToRead()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("midi").FullName, "large.mid");
        try
        {
            using (FileStream stream = File.Create(path))
            {
                var writer = new MidiFileWriter(stream, 1, MidiDivision.PerQuarter(480), Tracks);
                for (int i = 0; i < Tracks; i++) writer.WriteTrack(Notes(i));
            }

            Assert.True(new FileInfo(path).Length > 100_000_000);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            using var reader = new MidiFileReader(path);
            long notes = 0, tick = 0;
            foreach ((int track, MidiEvent e) in reader.Merged())
            {
                Assert.True(e.Tick >= tick);
                tick = e.Tick;
                if (e.IsChannel && e.Message.IsNoteOn && e.Message.Channel == track) notes++;
            }

            Assert.Equal(Tracks * (long)NotesPerTrack, notes);
            Assert.Equal(NotesPerTrack * 2, tick);
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1_000_000);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static IEnumerable<MidiEvent> Notes(int track)
    {
        for (int i = 0; i < NotesPerTrack; i++)
        {
            byte pitch = (byte)(21 + (i % 88));
            yield return new(2L * i, (byte)(0x90 | track), pitch, 80);
            yield return new((2L * i) + 1, (byte)(0x80 | track), pitch, 64);
        }

        yield return MidiEvent.End(2L * NotesPerTrack);
    }
}
