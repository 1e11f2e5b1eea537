using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LivePerformer.Music.Tests;

/// <summary>Whatever the bytes are: they are read, or refused with a <see cref="SoundFileException"/>.</summary>
public sealed class SoundFuzzTests
{
    private static readonly byte[][] Seeds =
    [
        .. Directory.GetFiles(Repo.Fixture("Music/Sound"), "*.flac").Order().Select(File.ReadAllBytes),
        WavBytes.Riff(WavBytes.Chunk("junk", 1, 2, 3), WavBytes.Usual, WavBytes.Chunk("data", new byte[99])),
        WavBytes.Riff("RF64", uint.MaxValue, WavBytes.Chunk("ds64", [.. new byte[8], 100, .. new byte[19]]), WavBytes.Usual, WavBytes.Chunk("data", uint.MaxValue, new byte[100])),
        WavBytes.Riff(WavBytes.Chunk("data", new byte[64]), WavBytes.Format(3, 2, 44_100, 16, 64)),
    ];

    [Property(MaxTest = 500)]
    public void RandomBytes(byte[] bytes)
    {
        ReadOrRefuse(bytes);
        ReadOrRefuse([.. "fLaC"u8, .. bytes]);
        ReadOrRefuse([.. Seeds[0][..42], .. bytes]);
        ReadOrRefuse([.. Seeds[0][..42], 0xFF, 0xF8, .. bytes]);
        ReadOrRefuse(WavBytes.Riff(bytes));
        ReadOrRefuse(WavBytes.Riff(WavBytes.Chunk("fmt ", bytes), WavBytes.Chunk("data", bytes)));
    }

    [Property(MaxTest = 1500, Arbitrary = [typeof(Damage)])]
    public void DamagedFiles(Damaged file) => ReadOrRefuse(file.Bytes);

    private static void ReadOrRefuse(byte[] bytes)
    {
        Outcome(bytes, isPipe: false);
        Outcome(bytes, isPipe: true);
    }

    private static void Outcome(byte[] bytes, bool isPipe)
    {
        try
        {
            using SoundFile file = Listening.Open(bytes, isPipe);
            float[] mono = new float[999];
            for (long frames = 0; file.ReadMono(mono) is > 0 and int got; frames += got)
            {
                Assert.All(mono[..got], sample => Assert.True(float.IsFinite(sample)));
                Assert.True(file.Frames < 0 || frames + got <= file.Frames);
            }
        }
        catch (SoundFileException fault)
        {
            Assert.DoesNotContain('\n', fault.Message);
        }
    }

    public static class Damage
    {
        public static Arbitrary<Damaged> File() => Damaged.From(Seeds, headers: 60);
    }
}
