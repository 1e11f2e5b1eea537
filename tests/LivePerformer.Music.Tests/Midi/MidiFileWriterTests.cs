using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class MidiFileWriterTests
{
    public static TheoryData<string> Fixtures =>
        [.. Directory.GetFiles(Repo.Fixture("Music"), "*.mid").Select(f => Path.GetFileName(f)!)];

    /// <summary>mido writes with running status, so our file with running status is mido's, byte for byte.</summary>
    [Theory]
    [MemberData(nameof(Fixtures))]
    public void WritesTheBytesThatMidoWrote(string name)
    {
        string path = Repo.Fixture("Music/" + name);
        Assert.Equal(File.ReadAllBytes(path), MidiBytes.Write(MidiFile.Read(path), runningStatus: true));
    }

    [Property(Arbitrary = [typeof(Files)])]
    public void EveryEventSurvives(MidiFile file, bool runningStatus)
    {
        MidiFile read = MidiBytes.Read(MidiBytes.Write(file, runningStatus));

        Assert.Equal(file.Format, read.Format);
        Assert.Equal(file.Division, read.Division);
        Assert.Equal(file.Tracks.Select(WithEnd), read.Tracks.Select(t => t.Events));
    }

    [Property(Arbitrary = [typeof(Files)])]
    public void WrittenTwiceIsTheSameBytes(MidiFile file, bool runningStatus)
    {
        byte[] once = MidiBytes.Write(file, runningStatus);
        Assert.Equal(once, MidiBytes.Write(MidiBytes.Read(once), runningStatus));
    }

    [Fact]
    public void TracksOfATakeHaveNamesAndMoments()
    {
        var file = new MidiFile(MidiDivision.PerQuarter(500));   // at 120 quarters a minute a tick is 1 ms
        file.Tracks.Add(new([MidiEvent.Tempo(0, 500_000)]));
        file.AddTrack("Human", [(TimePoint.FromSeconds(1.25), MidiMessage.NoteOn(0, new Pitch(60), 90)),
            (TimePoint.FromSeconds(2), MidiMessage.NoteOff(0, new Pitch(60)))]);
        file.AddTrack("AI", [(TimePoint.FromSeconds(3), MidiMessage.NoteOn(1, new Pitch(67), 50)),
            (TimePoint.FromSeconds(4.5), MidiMessage.NoteOff(1, new Pitch(67)))]);

        MidiFile read = MidiBytes.Read(MidiBytes.Write(file));

        Assert.Equal([null, "Human", "AI"], read.Tracks.Select(t => t.Name));
        Assert.Equal(
            [
                new Note(TimePoint.FromSeconds(1.25), TimeSpan.FromSeconds(0.75), new Pitch(60), 90),
                new Note(TimePoint.FromSeconds(3), TimeSpan.FromSeconds(1.5), new Pitch(67), 50),
            ],
            Performance.FromMidi(read).Notes);
    }

    [Fact]
    public void WhatAFileCannotHoldIsRefused()
    {
        static void Refused(params MidiEvent[] events)
        {
            var file = new MidiFile(MidiDivision.PerQuarter(1), 0);
            file.Tracks.Add(new(events));
            var e = Assert.Throws<LivePerformerException>(() => file.Write(new MemoryStream()));
            Assert.DoesNotContain('\n', e.Message);
        }

        Refused(new MidiEvent(0, 0x90, 128, 0));
        Refused(new MidiEvent(0, 0xF8, 0, 0));
        Refused(new MidiEvent(0, 0x12, 0, 0));
        Refused(new MidiEvent(5, 0x90, 1, 1), new MidiEvent(4, 0x90, 1, 1));
        Refused(new MidiEvent(0x10000000, 0x90, 1, 1));
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFileAsItWas()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("midi").FullName, "take.mid");
        var file = new MidiFile(MidiDivision.PerQuarter(96), 0);
        file.Tracks.Add(new("good"));
        file.Write(path);
        byte[] before = File.ReadAllBytes(path);

        file.Tracks[0].Events.Add(new(0, 0x90, 200, 0));
        Assert.Throws<LivePerformerException>(() => file.Write(path));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void AMissingFolderIsOneLineWithTheRemedy()
    {
        var file = new MidiFile(MidiDivision.PerQuarter(96), 0);
        file.Tracks.Add(new());
        var e = Assert.Throws<LivePerformerException>(() => file.Write(Path.Combine(Path.GetTempPath(), "no such folder", "a.mid")));
        Assert.Contains("a.mid", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static List<MidiEvent> WithEnd(MidiTrack track) =>
        track.Events.Count > 0 && track.Events[^1].IsEndOfTrack ? track.Events : [.. track.Events, MidiEvent.End(track.Length)];

    /// <summary>Files of any format with any events that a file can hold.</summary>
    public static class Files
    {
        public static Arbitrary<MidiFile> File()
        {
            Gen<byte> seven = Gen.Choose(0, 127).Select(v => (byte)v);
            Gen<byte[]> data = Gen.OneOf(
                Gen.Choose(0, 255).Select(v => (byte)v).ArrayOf(),
                Gen.Choose(0, 70_000).Select(length => new byte[length]));
            Gen<MidiEvent> channel =
                from status in Gen.Choose(0x80, 0xEF)
                from data1 in seven
                from data2 in seven
                select new MidiEvent(0, (byte)status, data1, status is >= 0xC0 and < 0xE0 ? (byte)0 : data2);
            Gen<MidiEvent> meta = from type in seven from bytes in data select new MidiEvent(0, 0xFF, type, 0, bytes);
            Gen<MidiEvent> sysEx = from status in Gen.Elements<byte>(0xF0, 0xF7) from bytes in data select new MidiEvent(0, status, 0, 0, bytes);
            Gen<int> delta = Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, 20_000), Gen.Choose(0, 0x0FFFFFFF));
            Gen<MidiTrack> track =
                from events in Gen.Frequency((8, channel), (1, meta), (1, sysEx)).Zip(delta).ListOf()
                select new MidiTrack(Accumulate(events));
            Gen<MidiDivision> division = Gen.OneOf(
                Gen.Choose(1, 32767).Select(MidiDivision.PerQuarter),
                from format in Gen.Elements(24, 25, 29, 30) from ticks in Gen.Choose(1, 255) select MidiDivision.Smpte(format, ticks));
            Gen<MidiFile> file =
                from format in Gen.Choose(0, 2)
                from tracks in format == 0 ? track.Select(t => new List<MidiTrack> { t }) : track.ListOf().Select(t => t.ToList())
                from unit in division
                select Make(format, unit, tracks);
            return file.ToArbitrary();
        }

        private static MidiFile Make(int format, MidiDivision division, List<MidiTrack> tracks)
        {
            var file = new MidiFile(division, format);
            file.Tracks.AddRange(tracks);
            return file;
        }

        private static IEnumerable<MidiEvent> Accumulate(IEnumerable<(MidiEvent Event, int Delta)> events)
        {
            long tick = 0;
            foreach ((MidiEvent e, int delta) in events) yield return e with { Tick = tick += delta };
        }
    }
}
