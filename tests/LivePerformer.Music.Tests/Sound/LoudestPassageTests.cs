using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class LoudestPassageTests : IDisposable
{
    private const int Rate = 8_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-loudest-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(30, 0)]
    [InlineData(30, 11)]
    [InlineData(30, 22)]        // up to the end
    [InlineData(30.5, 22)]
    public void EightLoudSecondsAreFound(double seconds, int at)
    {
        float[] sound = Tones.Noise((int)(seconds * Rate), 3);
        for (int i = 0; i < sound.Length; i++) sound[i] *= i / Rate >= at && i / Rate < at + LoudestPassage.Length ? 0.5f : 0.1f;
        using SoundFile file = SoundFile.Open(Write(sound));
        float[] found = LoudestPassage.Of(file, Stop);
        Assert.Equal(sound[(at * Rate)..((at + LoudestPassage.Length) * Rate)], found);
    }

    [Fact]
    public void AShortOneIsTakenWhole()
    {
        float[] sound = Tones.Noise(5_000, 3);
        using SoundFile file = SoundFile.Open(Write(sound));
        Assert.Equal(sound, LoudestPassage.Of(file, Stop));
    }

    [Fact]
    public void SilenceHasNone()
    {
        using SoundFile file = SoundFile.Open(Write(new float[20 * Rate]));
        Assert.Empty(LoudestPassage.Of(file, Stop));
    }

    [Fact]
    public void LookingAheadLeavesTheFileAtItsBeginning()
    {
        float[] sound = Tones.Noise(9 * Rate, 3), first = new float[10];
        using SoundFile file = SoundFile.Open(Write(sound));
        Assert.Equal(LoudestPassage.Length * Rate, LoudestPassage.Ahead(file, Stop).Length);
        Assert.Equal(10, file.ReadMono(first));
        Assert.Equal(sound[..10], first);
    }

    [Fact]
    public void APipeIsNotLookedInto()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        using var end = new System.IO.Pipes.AnonymousPipeClientStream(pipe.GetClientHandleAsString());
        pipe.Write(WavBytes.Riff(WavBytes.Usual, WavBytes.Chunk("data", WavBytes.Samples(1, 2, 3))));
        using SoundFile file = SoundFile.Open(end, "pipe");
        Assert.Empty(LoudestPassage.Ahead(file, Stop));
        Assert.Equal(3, file.ReadMono(new float[3]));
    }

    private string Write(float[] sound)
    {
        string path = Path.Combine(folder.FullName, "sound.wav");
        using WavWriter writer = WavWriter.Create(path, Rate, WavFormat.Float32);
        writer.Write(sound, sound);
        return path;
    }
}
