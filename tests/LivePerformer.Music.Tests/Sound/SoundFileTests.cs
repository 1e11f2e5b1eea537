using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class SoundFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-sound-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void OneChannelIsTheMeanOfAll()
    {
        byte[] bytes = WavBytes.Riff(WavBytes.Format(1, 2, 16_000, 4, 16), WavBytes.Chunk("data", WavBytes.Samples(100, 300, -400, 401, 7, 7)));
        using SoundFile file = Listening.Open(bytes);
        float[] mono = new float[10];
        Assert.Equal(2, file.ReadMono(mono.AsSpan(0, 2)));
        Assert.Equal(1, file.ReadMono(mono.AsSpan(2)));
        Assert.Equal([200 / 32_768f, 0.5f / 32_768, 7 / 32_768f], mono[..3]);
        Assert.Equal(0, file.ReadMono(mono));
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void AWholeFileAtAnotherRate(int rate)
    {
        const int Seconds = 3;
        float[] sine = Tones.Sine(Seconds * rate, rate, 1000, amplitude: 0.4);
        string path = Path.Combine(folder.FullName, "sine.wav");
        using (WavWriter writer = WavWriter.Create(path, rate, WavFormat.Float32)) writer.Write(sine, sine);
        float[] read = SoundFile.ReadMono(path, 16_000);
        float[] truth = Tones.Sine(Seconds * 16_000, 16_000, 1000, amplitude: 0.4);

        Assert.Equal(truth.Length, read.Length);
        for (int i = 100; i < truth.Length - 100; i++) Assert.Equal(truth[i], read[i], 5e-5f);
        Assert.Equal(Resampler.Convert(sine, rate, 16_000), read);
    }

    [Fact]
    public void TheNameDoesNotMatter()
    {
        string path = Path.Combine(folder.FullName, "flac.wav");
        File.Copy(Repo.Fixture("Music/Sound/usual.flac"), path);
        Assert.Equal(6400, SoundFile.ReadMono(path, 16_000).Length);
    }

    [Fact]
    public void AFrameNeedsRoom()
    {
        using SoundFile file = SoundFile.Open(Repo.Fixture("Music/Sound/usual.flac"));
        Assert.Throws<ArgumentException>(() => file.Read(new float[1]));
        Assert.Equal(1, file.Read(new float[3]));
        Assert.Equal(0, file.ReadMono([]));
    }
}
