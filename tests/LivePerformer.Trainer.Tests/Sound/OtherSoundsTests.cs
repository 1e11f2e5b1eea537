using LivePerformer.Core;
using LivePerformer.Music;
using TorchSharp;

namespace LivePerformer.Trainer.Tests;

/// <summary>People and instruments beside a piano, or instead of it, where a transcriber learns.</summary>
public sealed class OtherSoundsTests
{
    private const int Rate = SoundData.SampleRate;
    private const double Hertz = 1013.7;        // no whole number of samples a period, so that several never cancel out

    [Fact]
    public void WhereARecordingEndsAnotherBegins()
    {
        using OthersFolder folder = new OthersFolder().WithSpeech(5);
        SoundData data = folder.Prepare();
        using var others = new OtherSounds(data, data.Items);
        var different = new HashSet<double>();
        for (int seed = 0; seed < 20; seed++)
        {
            float[] clip = new float[5 * Rate], again = new float[5 * Rate];
            others.Fill(clip, 1.2, new Random(seed));
            others.Fill(again, 1.2, new Random(seed));
            Assert.Equal(clip, again);
            different.Add(Heard.Decibels(clip));
            // Pauses are 0.8 s at most.
            Assert.All(clip.Chunk(Rate), second => Assert.Contains(second, sample => sample != 0));
            Assert.Contains(clip, sample => sample == 0);
        }

        Assert.InRange(different.Count, 15, 20);
    }

    [Fact]
    public void PitchVariesByFourTenthsOfAnOctave()
    {
        double[] octaves = [.. Enumerable.Range(0, 300).Select(seed => Math.Log2(OtherSounds.Stretch(new Random(seed))))];
        Assert.All(octaves, octave => Assert.InRange(octave, -0.4, 0.4));
        Assert.True(octaves.Min() < -0.35 && octaves.Max() > 0.35);

        // What lasts longer sounds lower.
        using OthersFolder folder = new();
        OthersFolder.Write(Path.Combine(folder.Speech, "tone.wav"), Rate, Tone(10));
        SoundData data = folder.Prepare();
        using var others = new OtherSounds(data, data.Items);
        foreach (double octave in new[] { -0.4, 0, 0.4 })
        {
            float[] clip = new float[5 * Rate];
            others.Fill(clip, Math.Pow(2, -octave), new Random(1));
            Assert.Equal(Heard.Magnitude(clip, Rate, Hertz * Math.Pow(2, octave)), Math.Sqrt(2) * Math.Pow(10, Heard.Decibels(clip) / 20), 0.01);
        }
    }

    /// <summary>As many voices as planned are recordings, as loud as planned.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.6, 115, 165)]
    [InlineData(1, 200, 200)]
    public void VoicesBesideThePianoAreRecordings(double recorded, int fewest, int most)
    {
        using OthersFolder folder = new();
        OthersFolder.Write(Path.Combine(folder.Speech, "tone.wav"), Rate, Tone(10));
        SoundData data = folder.Prepare();
        using var others = new OtherSounds(data, data.Items);
        var augmenter = new Augmenter(new()
        {
            Untouched = 0, Nobody = 0, Room = 0, Equalizer = 0, Microphone = 0, Noise = 0, Hum = 0, Compression = 0, Clipping = 0, Level = 0,
            Speech = 1, LeastOverSpeech = 15, MostOverSpeech = 15, Recorded = recorded,
        }) { Others = others };
        float[] piano = [.. Enumerable.Range(0, 2 * Rate).Select(i => (float)(0.3 * Math.Sin(2 * Math.PI * 300 * i / Rate)))];
        int heard = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            float[] clip = [.. piano];
            augmenter.Apply(clip, new Random(seed));
            float[] voices = [.. clip.Zip(piano, (one, other) => one - other)];
            Assert.Equal(15, Heard.Decibels(piano) - Heard.Decibels(voices), 0.1);
            // Of four voices at most a tone has a quarter of the strength, half of that in a bad case.
            if (20 * Math.Log10(Heard.Magnitude(voices, Rate, Hertz) / Math.Sqrt(2)) > Heard.Decibels(voices) - 18) heard++;
        }

        Assert.InRange(heard, fewest, most);
    }

    [Fact]
    public void ClipsOfOthersComeAsOftenAsAskedForAndHoldNoNotes()
    {
        TorchLibrary.Prepare();
        using var sound = new TinySound();
        using OthersFolder folder = new OthersFolder().WithSpeech(4);
        SoundData data = SoundData.Read(sound.Data), besides = folder.Prepare();
        using var pianos = new SoundDeck(data, [.. data.Of("train")]);
        using var others = new OtherSounds(besides, besides.Items);
        foreach (double share in new[] { 0, 0.06, 0.25, 0.9 })
        {
            var clips = new SoundClips(pianos, 1, new Augmenter(new()) { Others = others }, others, share);
            for (int from = 0; from < 1000; from += 100) Assert.InRange(Enumerable.Range(from, 100).Count(n => clips.IsOfOthers(n)), (100 * share) - 1, (100 * share) + 1);
        }

        // The pedal of these pianos is not known; that of others is up.
        var features = new FeatureSpec();
        var dealt = new SoundClips(pianos, 1, new Augmenter(AugmentationPlan.None) { Others = others }, others, 0.25);
        var batch = new SoundBatch(features, 40, 64);
        float[] samples = new float[batch.Samples];
        for (int row = 0; row < batch.Clips; row++) dealt.Fill(batch, row, row, new LogMel(features), samples);
        SoundTargets targets = batch.Targets(0, batch.Clips, torch.CPU);
        float[] known = [.. targets.PedalKnown.data<float>()], onsets = [.. targets.Onset.sum([1, 2]).data<float>()], pedals = [.. targets.Pedal.sum([1, 2]).data<float>()];
        Assert.Equal(10, known.Sum());
        for (int row = 0; row < batch.Clips; row++) Assert.Equal(dealt.IsOfOthers(row), known[row] == 1);
        Assert.All(known.Zip(onsets).Where(clip => clip.First == 1), clip => Assert.Equal(0, clip.Second));
        Assert.InRange(known.Zip(onsets).Count(clip => clip is { First: 0, Second: > 0 }), 20, 30);
        Assert.Equal(0, pedals.Sum());
    }

    private static float[] Tone(int seconds) => [.. Enumerable.Range(0, seconds * Rate).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * Hertz * i / Rate)))];
}
