namespace LivePerformer.Music.Tests;

[Collection(nameof(Alone))]
public sealed class SoundAllocationTests
{
    [Theory]
    [InlineData(44_100)]
    [InlineData(16_277)]
    public void FromSoundToFramesNothingIsAllocated(int rate)
    {
        var resampler = new Resampler(rate, 16_000);
        var mel = new LogMel(new());
        float[] block = Tones.Noise(480, 1), resampled = new float[resampler.MostFrom(480)], frames = new float[16 * 229];
        int count = 0;
        for (int i = 0; i < 300; i++) PassABlock();     // warm up
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 300; i++) PassABlock();

        Assert.Equal(0, before.SoFar);
        Assert.InRange(count, 500, 2500);

        void PassABlock()
        {
            int got = resampler.Process(block, resampled);
            count += mel.Process(resampled.AsSpan(0, got), frames);
        }
    }

    [Theory]
    [InlineData("chord.wav")]
    [InlineData("usual.flac")]
    public void ReadingOnDoesNotAllocate(string name)
    {
        float[] mono = new float[160];
        for (int round = 0; round < 3; round++)
        {
            using SoundFile file = SoundFile.Open(Repo.Fixture("Music/Sound/" + name));
            file.ReadMono(mono);
            Allocations before = Allocations.Begin();
            int count = 0;
            while (file.ReadMono(mono) > 0) count++;
            if (round == 2) Assert.Equal(0, before.SoFar);
            Assert.Equal(39, count);
        }
    }
}
