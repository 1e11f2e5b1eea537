using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LivePerformer.Music.Tests;

/// <summary>Whatever the bytes are: they are read, or refused with a <see cref="MidiFileException"/>.</summary>
public sealed class MidiFuzzTests
{
    private static readonly byte[][] Seeds =
        [.. Directory.GetFiles(Repo.Fixture("Music"), "*.mid").Order().Select(File.ReadAllBytes)];

    [Property(MaxTest = 1000)]
    public void RandomBytes(byte[] bytes) => ReadOrRefuse(bytes);

    [Property(MaxTest = 2000)]
    public void RandomTrack(byte[] track) => ReadOrRefuse(MidiBytes.File(1, 480, track, [0, .. track]));

    [Property(MaxTest = 1000, Arbitrary = [typeof(Damage)])]
    public void DamagedFiles(Damaged file) => ReadOrRefuse(file.Bytes);

    private static void ReadOrRefuse(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            MidiFile file = MidiBytes.Read(bytes);
            Performance performance = Performance.FromMidi(file);
            Assert.Equal(performance.Notes.Count > 0, PerformanceTokenizer.Encode(performance).Length > 0);
            using var reader = new MidiFileReader(new MemoryStream(bytes), "fuzz.mid");
            Assert.Equal(file.Merged(), reader.Merged());
        }
        catch (MidiFileException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            Assert.InRange(e.Offset, 0, bytes.Length);
        }

        // A length that lies must not be believed: memory follows the size of the file, not what it claims. An hour of
        // silence a note (3,600 tokens) is the most that one event can ask for.
        long allowed = 2_000_000 + (bytes.Length * 20_000L);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, allowed);
    }

    public static class Damage
    {
        public static Arbitrary<Damaged> File() => Damaged.From(Seeds, headers: 30);
    }
}
