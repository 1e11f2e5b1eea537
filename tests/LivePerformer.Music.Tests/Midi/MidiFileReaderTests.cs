using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class MidiFileReaderTests
{
    private static readonly byte[] End = [0x00, 0xFF, 0x2F, 0x00];

    private static MidiEvent[] Track(params byte[] bytes) =>
        [.. MidiBytes.Read(MidiBytes.File(0, 480, bytes)).Tracks[0].Events];

    [Fact]
    public void RunningStatusGoesOnBehindMetaAndExclusive()
    {
        MidiEvent[] events = Track([
            0x00, 0x90, 60, 64,
            0x10, 62, 65,
            0x00, 0xFF, 0x01, 0x01, (byte)'x',
            0x00, 0xF0, 0x02, 0x01, 0xF7,
            0x81, 0x00, 64, 66,
            .. End]);

        Assert.Equal(
            [
                MidiEvent.Channel(0, MidiMessage.NoteOn(0, new Pitch(60), 64)),
                MidiEvent.Channel(16, MidiMessage.NoteOn(0, new Pitch(62), 65)),
                MidiEvent.TextEvent(16, MetaType.Text, "x"),
                new(16, MidiEvent.SysEx, 0, 0, [0x01, 0xF7]),
                MidiEvent.Channel(144, MidiMessage.NoteOn(0, new Pitch(64), 66)),
                MidiEvent.End(144),
            ],
            events);
    }

    [Fact]
    public void EscapesAreKeptAsTheyAre() =>
        Assert.Equal(
            [new(0, MidiEvent.SysEx, 0, 0, [0x43, 0x12]), new(5, MidiEvent.Escape, 0, 0, [0x00, 0xF7]), MidiEvent.End(5)],
            Track([0x00, 0xF0, 0x02, 0x43, 0x12, 0x05, 0xF7, 0x02, 0x00, 0xF7, .. End]));

    [Fact]
    public void ProgramChangesAndChannelPressureHaveOneDataByte() =>
        Assert.Equal(
            [new(0, 0xC3, 5, 0), new(1, 0xC3, 6, 0), new(2, 0xD3, 7, 0), MidiEvent.End(2)],
            Track([0x00, 0xC3, 5, 0x01, 6, 0x01, 0xD3, 7, .. End]));

    [Fact]
    public void LongestDeltaTimeIsTwentyEightBits() =>
        Assert.Equal(0x0FFFFFFF, Track([0xFF, 0xFF, 0xFF, 0x7F, 0x90, 1, 1, .. End])[0].Tick);

    [Fact]
    public void ForeignChunksAndLongHeadersAreSteppedOver()
    {
        byte[] bytes = MidiBytes.File(0, 96, [0x00, 0x90, 60, 64, .. End]);
        bytes = [.. bytes[..7], 8, .. bytes[8..14], 1, 2, .. MidiBytes.Chunk("XFIH"u8, [1, 2, 3]), .. bytes[14..], 9, 9, 9];
        Assert.Equal(2, MidiBytes.Read(bytes).Tracks[0].Events.Count);
    }

    [Fact]
    public void AllTracksMergeByTimeThenByTrack()
    {
        byte[] first = [0x05, 0x90, 1, 1, 0x05, 2, 1, .. End];
        byte[] second = [0x00, 0x91, 3, 1, 0x05, 4, 1, 0x00, 5, 1, .. End];
        byte[] bytes = MidiBytes.File(1, 480, first, second);
        int[] expected = [3, 1, 4, 5, 2];

        using var reader = new MidiFileReader(new MemoryStream(bytes), "test.mid");
        Assert.Equal(expected, reader.Merged().Where(e => e.Event.IsChannel).Select(e => (int)e.Event.Data1));
        Assert.Equal(expected, MidiBytes.Read(bytes).Merged().Where(e => e.Event.IsChannel).Select(e => (int)e.Event.Data1));
    }

    [Fact]
    public void AStreamThatCannotSeekIsReadToo()
    {
        using FileStream file = File.OpenRead(Repo.Fixture("Music/pop909-098.mid"));
        using var pipe = new System.IO.Compression.BrotliStream(Compressed(file), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(398, MidiFile.Read(pipe, "pipe").Tracks.Sum(t => t.Events.Count));
    }

    [Fact]
    public void ReadingAsItGoesGivesTheSamePerformance()
    {
        foreach (string path in Directory.GetFiles(Repo.Fixture("Music"), "*.mid"))
        {
            using var reader = new MidiFileReader(path);
            Performance streamed = Performance.FromMidi(reader);
            Performance whole = Performance.FromMidi(MidiFile.Read(path));
            Assert.NotEmpty(streamed.Notes);
            Assert.Equal(whole.Notes, streamed.Notes);
            Assert.Equal(whole.Events, streamed.Events);
        }
    }

    private static MemoryStream Compressed(Stream source)
    {
        var target = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(target, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            source.CopyTo(brotli);
        }

        target.Position = 0;
        return target;
    }
}
