namespace LivePerformer.Music.Tests;

/// <summary>Broken files: one line that names the file, the byte and the remedy.</summary>
public sealed class MidiDamageTests
{
    private static readonly byte[] Good = File.ReadAllBytes(Repo.Fixture("Music/all_meta.mid"));
    private static readonly byte[] End = [0x00, 0xFF, 0x2F, 0x00];

    private static void Refused(byte[] bytes, long offset, string because)
    {
        var e = Assert.Throws<MidiFileException>(() => MidiBytes.Read(bytes));
        Assert.Contains(because, e.Message, StringComparison.Ordinal);
        Assert.StartsWith($"MIDI file 'test.mid', byte {offset}: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(offset, e.Offset);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static void RefusedTrack(byte[] track, long offsetInTrack, string because) =>
        Refused(MidiBytes.File(0, 480, track), 22 + offsetInTrack, because);

    [Fact]
    public void EmptyFile() => Refused([], 0, "empty");

    [Fact]
    public void AnotherKindOfFile() => Refused([.. "not a MIDI file"u8], 0, "MThd");

    [Fact]
    public void RiffFile() => Refused([.. "RIFF\0\0\0\0RMID"u8], 0, "export it as a plain .mid");

    [Fact]
    public void HeaderCutShort() => Refused(Good[..10], 4, "header is cut short");

    [Fact]
    public void HeaderThatLies() => Refused([.. Good[..4], 0xFF, 0xFF, 0xFF, 0xFF, .. Good[8..]], 4, "header is cut short");

    [Fact]
    public void UnknownFormat() => Refused([.. Good[..9], 3, .. Good[10..]], 8, "format 3 does not exist");

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xE700)]   // 25 frames of no ticks
    [InlineData(0xE428)]   // 28 frames a second
    [InlineData(0x8028)]   // 128 frames a second
    public void DivisionWithoutMeaning(int division) => Refused(MidiBytes.File(0, division, End), 12, "time division");

    [Fact]
    public void TrackMissing() =>
        Refused([.. Good[..11], 3, .. Good[12..]], Good.Length, "the file ends after 2 of 3 tracks");

    [Fact]
    public void ChunkThatLies() =>
        Refused([.. Good[..18], 0xFF, 0xFF, 0xFF, 0xFF, .. Good[22..]], 18, "a chunk of 4294967295 bytes");

    [Fact]
    public void CutAtAnyByteIsRefused()
    {
        for (int length = 0; length < Good.Length; length++)
        {
            byte[] cut = Good[..length];
            var e = Assert.Throws<MidiFileException>(() => MidiBytes.Read(cut));
            Assert.InRange(e.Offset, 0, length);
        }
    }

    [Fact]
    public void EventLongerThanTheTrack() =>
        RefusedTrack([0x00, 0xFF, 0x01, 0xFF, 0xFF, 0xFF, 0x7F, .. End], 3, "an event of 268435455 bytes");

    [Fact]
    public void LengthOfFiveBytes() => RefusedTrack([0x81, 0x82, 0x83, 0x84, 0x05, .. End], 0, "more than four bytes");

    [Fact]
    public void DataWithoutStatus() => RefusedTrack([0x00, 0x40, 0x40, .. End], 1, "data byte 0x40");

    [Fact]
    public void StatusInsideAMessage() => RefusedTrack([0x00, 0x90, 0x40, 0x90, .. End], 3, "status byte 0x90");

    [Fact]
    public void StatusThatNoFileHolds() => RefusedTrack([0x00, 0xF8, .. End], 1, "status byte 0xF8");

    [Fact]
    public void TrackEndsInsideAnEvent() => RefusedTrack([0x00, 0x90, 0x40], 3, "the chunk ends in the middle");

    [Fact]
    public void MusicThatNeverEnds()
    {
        byte[] slowest = [0x00, 0xFF, 0x51, 0x03, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x90, 1, 1, .. End];
        MidiFile file = MidiBytes.Read(MidiBytes.File(0, 1, slowest));
        var e = Assert.Throws<MidiFileException>(() => Performance.FromMidi(file));
        Assert.Contains("more than ten years", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFileAndFolder()
    {
        string missing = Path.Combine(Path.GetTempPath(), "no such file.mid");
        Assert.Contains(missing, Assert.Throws<MidiFileException>(() => MidiFile.Read(missing)).Message, StringComparison.Ordinal);
        Assert.Throws<MidiFileException>(() => MidiFile.Read(Path.GetTempPath()));
        Assert.Throws<MidiFileException>(() => MidiFile.Read(""));
    }
}
