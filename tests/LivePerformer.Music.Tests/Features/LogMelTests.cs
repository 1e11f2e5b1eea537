using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class LogMelTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly float[] Chord = Left(Repo.Fixture("Music/Sound/chord.wav"));

    private sealed record Case(FeatureSpec Spec, int Count, Dictionary<int, double[]> Frames);

    private static readonly Case[] Cases = JsonSerializer.Deserialize<Case[]>(File.ReadAllText(Repo.Fixture("Music/features.json")), Web)!;

    public static TheoryData<int> CaseNumbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void FramesMatchNumpyAfterLibrosa(int number)
    {
        (FeatureSpec spec, int count, Dictionary<int, double[]> frames) = Cases[number];
        float[] ours = LogMel.Batch(spec, Chord);

        Assert.Equal(count * spec.Bands, ours.Length);
        foreach ((int t, double[] truth) in frames)
        {
            for (int band = 0; band < spec.Bands; band++)
                Assert.Equal(truth[band], ours[(t * spec.Bands) + band], 1e-5 * Math.Max(1, Math.Abs(truth[band])));
        }
    }

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void BlocksOfAnySizeGiveTheSameNumbers(int number)
    {
        FeatureSpec spec = Cases[number].Spec;
        float[] batch = LogMel.Batch(spec, Chord);
        var mel = new LogMel(spec);
        foreach (int most in new[] { 1, 160, 777, Chord.Length })
        {
            var frames = new List<float>();
            int at = 0;
            foreach (int count in Tones.Cuts(Chord.Length, most, most))
            {
                float[] block = new float[mel.FramesFrom(count) * spec.Bands];
                Assert.Equal(block.Length, mel.Process(Chord.AsSpan(at, count), block) * spec.Bands);
                frames.AddRange(block);
                at += count;
            }

            float[] end = new float[mel.FramesLeft * spec.Bands];
            Assert.Equal(end.Length, mel.Flush(end) * spec.Bands);      // and begins anew
            frames.AddRange(end);
            Assert.Equal(batch, frames);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(159, 1)]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(16_000, 100)]
    public void OneFrameForEachBegunHop(int samples, int frames)
    {
        foreach (int ahead in new[] { 1, 160, 800, 1024, 2047 })
        {
            var spec = new FeatureSpec { Ahead = ahead };
            Assert.Equal(frames * spec.Bands, LogMel.Batch(spec, new float[samples]).Length);
            Assert.Equal(frames, LogMel.FramesOf(spec, samples));
        }
    }

    [Fact]
    public void AFrameHearsNothingBehindItsLookAhead()
    {
        var spec = new FeatureSpec();
        float[] sound = Tones.Noise(8000, 1), otherwise = [.. sound];
        for (int i = 4000; i < 8000; i++) otherwise[i] = -sound[i];
        int first = (4000 - spec.Ahead) / spec.Hop * spec.Bands;       // of the last frame whose window ends at 4000
        float[] a = LogMel.Batch(spec, sound), b = LogMel.Batch(spec, otherwise);

        Assert.Equal(a[..(first + spec.Bands)], b[..(first + spec.Bands)]);
        Assert.NotEqual(a[(first + spec.Bands)..], b[(first + spec.Bands)..]);
    }

    [Fact]
    public void ASineOnABinHasItsAmplitude()
    {
        // A band whose peak lies on a bin: 32 samples a period, and the lowest and highest edges about it.
        var spec = new FeatureSpec { Bands = 1, Lowest = 400, Highest = 600, Ahead = 1024 };
        double peak = MelBands.Edges(spec)[1];
        var fourier = new RealFourier(2048);
        double[] window = [.. Enumerable.Range(0, 2048).Select(i => (0.5 - (0.5 * Math.Cos(2 * Math.PI * i / 2048))) / 512)];
        double[] magnitudes = new double[1025];
        fourier.Magnitudes(Tones.Sine(2048, 16_000, 500, amplitude: 0.25), window, magnitudes);

        Assert.InRange(peak, 400, 600);
        Assert.Equal(0.25, magnitudes[64], 1e-6);
        Assert.Equal(0, magnitudes[67], 1e-7);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(4096)]
    public void TheTransformIsTheSumThatDefinesIt(int length)
    {
        float[] sound = Tones.Noise(length, length);
        double[] window = [.. Tones.Noise(length, -length).Select(x => (double)x)], magnitudes = new double[(length / 2) + 1];
        new RealFourier(length).Magnitudes(sound, window, magnitudes);
        for (int k = 0; k <= length / 2; k++)
        {
            double re = 0, im = 0;
            for (int n = 0; n < length; n++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * ((long)k * n % length) / length);
                re += sound[n] * window[n] * cos;
                im -= sound[n] * window[n] * sin;
            }

            Assert.Equal(Math.Sqrt((re * re) + (im * im)), magnitudes[k], 1e-12 * length);
        }
    }

    [Fact]
    public void WhatIsNoNumberIsSilence()
    {
        float[] sound = Tones.Noise(4000, 2), broken = [.. sound];
        foreach (int at in new[] { 0, 1000, 3999 }) (sound[at], broken[at]) = (0, at == 1000 ? float.NaN : float.PositiveInfinity);
        Assert.Equal(LogMel.Batch(new(), sound), LogMel.Batch(new(), broken));
    }

    [Fact]
    public void TooLittleRoomIsRefusedBeforeAnythingIsTaken()
    {
        var mel = new LogMel(new());
        float[] frames = new float[10 * 229];
        Assert.Throws<ArgumentException>(() => mel.Process(new float[1760], frames));
        Assert.Equal(10, mel.Process(new float[1600], frames));
    }

    private static float[] Left(string path)
    {
        using SoundFile file = SoundFile.Open(path);
        float[] both = new float[2 * file.Frames];
        Assert.Equal(file.Frames, file.Read(both));
        return [.. both.Where((_, i) => i % 2 == 0)];
    }
}
