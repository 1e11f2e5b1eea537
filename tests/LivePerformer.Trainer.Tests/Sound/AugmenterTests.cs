using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class AugmenterTests
{
    private const int Rate = SoundData.SampleRate;
    private static readonly AugmentationPlan Nothing = new()
    {
        Untouched = 0, Room = 0, Equalizer = 0, Microphone = 0, Noise = 0, Hum = 0, Speech = 0, Compression = 0, Clipping = 0, Level = 0, Detuned = 0, Nobody = 0,
    };

    [Fact]
    public void OneStateOfTheDiceIsOneResult()
    {
        var augmenter = new Augmenter(new());
        float[] clip = Tones(5);
        var different = new HashSet<double>();
        for (int seed = 0; seed < 30; seed++)
        {
            float[] one = [.. clip], other = [.. clip];
            double stretch = augmenter.Stretch(new Random(seed));
            Assert.Equal(stretch, augmenter.Stretch(new Random(seed)));
            Assert.InRange(1200 * Math.Log2(stretch), -30, 30);
            augmenter.Apply(one, new Random(seed));
            new Augmenter(new()).Apply(other, new Random(seed));
            Assert.Equal(one, other);
            Assert.True(one.All(sample => sample is >= -1 and <= 1));
            different.Add(Heard.Decibels(one));
        }

        Assert.InRange(different.Count, 20, 28);        // some fifth of the clips stays as it is
    }

    [Fact]
    public void WhereNobodyPlaysNoToneIsLeft()
    {
        float[] clip = Tones(5);
        var augmenter = new Augmenter(new() { Nobody = 1 });
        int noisy = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            float[] heard = [.. clip], other = new float[clip.Length];
            Assert.False(augmenter.Apply(heard, new Random(seed)));
            if (heard.Any(sample => sample != 0)) noisy++;
            // The same dice leave the same behind another music of that strength: nothing of either is in it.
            for (int i = 0; i < clip.Length; i++) other[i] = clip[clip.Length - 1 - i];
            augmenter.Apply(other, new Random(seed));
            Assert.All(heard.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }

        Assert.InRange(noisy, 20, 30);
        Assert.True(new Augmenter(Nothing).Apply([.. clip], new Random(1)));
    }

    [Fact]
    public void ThePlanOfNothingChangesNothing()
    {
        float[] clip = Tones(3);
        foreach (AugmentationPlan plan in new[] { Nothing, AugmentationPlan.None })
        {
            float[] kept = [.. clip];
            var augmenter = new Augmenter(plan);
            for (int seed = 0; seed < 20; seed++)
            {
                augmenter.Apply(kept, new Random(seed));
                Assert.Equal(1, augmenter.Stretch(new Random(seed)));
            }

            Assert.Equal(clip, kept);
        }
    }

    /// <summary>Whatever is done, a note rises within a millisecond of where it rose.</summary>
    [Theory]
    [InlineData("everything")]
    [InlineData("room")]
    [InlineData("equalizer")]
    [InlineData("microphone")]
    [InlineData("compression")]
    [InlineData("clipping")]
    public void ANoteKeepsItsTime(string what)
    {
        AugmentationPlan plan = what switch
        {
            "everything" => new() { Untouched = 0, Nobody = 0, LeastOverNoise = 40, LeastOverSpeech = 35 },
            "room" => Nothing with { Room = 1 },
            "equalizer" => Nothing with { Equalizer = 1 },
            "microphone" => Nothing with { Microphone = 1 },
            "compression" => Nothing with { Compression = 1 },
            _ => Nothing with { Clipping = 1 },
        };
        var augmenter = new Augmenter(plan);
        for (int seed = 0; seed < 60; seed++)
        {
            var dice = new Random(seed);
            int at = dice.Next(Rate / 2, Rate);
            float[] clip = Tone(at, Heard.Hertz(dice.Next(45, 85)), 2);
            double before = Heard.Rise(clip, Rate, -12);
            augmenter.Apply(clip, dice);
            Assert.Equal(before, Heard.Rise(clip, Rate, what == "room" || what == "everything" ? -18 : -12), 0.001001);
        }
    }

    /// <summary>Schroeder's backward integration finds the reverberation that was asked for, and the energies their ratio.</summary>
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.6)]
    [InlineData(1.2)]
    public void ARoomRingsAsLongAsItIsAskedTo(double seconds)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            const double direct = 6;
            float[] response = RoomResponse.Of(seconds, direct, new Random(seed));
            Assert.Equal(1, response[0]);
            double[] left = new double[response.Length + 1];
            for (int i = response.Length - 1; i >= 0; i--) left[i] = left[i + 1] + (response[i] * (double)response[i]);
            Assert.Equal(direct, -10 * Math.Log10(left[1]), 0.01);

            // From 10 to 30 dB under the tail at 50 ms, threefold.
            int from = Rate / 20;
            int At(double decibels) => Array.FindIndex(left, from, energy => energy <= left[from] * Math.Pow(10, decibels / 10));
            Assert.Equal(seconds, 3.0 * (At(-30) - At(-10)) / Rate, seconds * 0.25);
        }
    }

    [Fact]
    public void ConvolutionIsTheSumByDefinition()
    {
        var dice = new Random(3);
        foreach ((int length, int taps) in new[] { (1, 1), (5, 40), (1000, 1), (3000, 700), (20_000, 1500), (1023, 1024) })
        {
            float[] sound = Noise(length, dice), response = Noise(taps, dice), expected = new float[length];
            for (int i = 0; i < length; i++)
            {
                double sum = 0;
                for (int k = 0; k < taps && k <= i; k++) sum += response[k] * (double)sound[i - k];
                expected[i] = (float)sum;
            }

            Convolution.Apply(sound, response);
            Assert.True(expected.Zip(sound).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-3, $"{length}, {taps}");
        }
    }

    [Theory]
    [InlineData(100.0)]
    [InlineData(1000.0)]
    [InlineData(5000.0)]
    public void FiltersDoWhatTheirNamesSay(double hertz)
    {
        Assert.Equal(6, Gain(Biquad.Peak(hertz, 1, 6), hertz), 0.05);
        Assert.Equal(-8, Gain(Biquad.LowShelf(hertz, -8), hertz / 50), 0.05);
        Assert.Equal(-4, Gain(Biquad.LowShelf(hertz, -8), hertz), 0.05);
        Assert.Equal(4, Gain(Biquad.HighShelf(hertz, 8), hertz), 0.05);
        Assert.Equal(0, Gain(Biquad.HighShelf(hertz, 8), hertz / 50), 0.05);
        Assert.Equal(-3.01, Gain(Biquad.LowPass(hertz, Math.Sqrt(0.5)), hertz), 0.05);
        Assert.Equal(-3.01, Gain(Biquad.HighPass(hertz, Math.Sqrt(0.5)), hertz), 0.05);
        Assert.Equal(0, Gain(Biquad.BandPass(hertz, 5), hertz), 0.05);
        Assert.True(Gain(Biquad.HighPass(hertz, 1), hertz / 10) < -39);
    }

    [Fact]
    public void NoiseLiesAsFarUnderTheMusicAsThePlanSays()
    {
        var augmenter = new Augmenter(Nothing with { Noise = 1, LeastOverNoise = 30, MostOverNoise = 30 });
        var hum = new Augmenter(Nothing with { Hum = 1, LeastOverNoise = 30, MostOverNoise = 30 });
        var speech = new Augmenter(Nothing with { Speech = 1, LeastOverSpeech = 15, MostOverSpeech = 15 });
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.Equal(30, Over(augmenter, seed), 0.1);
            Assert.Equal(30, Over(hum, seed), 0.3);
            Assert.Equal(15, Over(speech, seed), 0.1);
        }

        static double Over(Augmenter augmenter, int seed)
        {
            float[] clip = Tones(4), changed = [.. clip];
            augmenter.Apply(changed, new Random(seed));
            return Heard.Decibels(clip) - Heard.Decibels([.. changed.Zip(clip, (one, other) => one - other)]);
        }
    }

    /// <summary>Speech comes in syllables, two to eight a second, and is not one tone that a key could be.</summary>
    [Fact]
    public void SpeechHasSyllables()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            float[] sound = new float[10 * Rate];
            Speech.Fill(sound, new Random(seed));
            double[] levels = [.. sound.Chunk(Rate / 50).Select(part => Heard.Decibels(part))];
            double middle = levels.Max() - 25;
            int syllables = levels.Skip(1).Zip(levels).Count(pair => pair.First >= middle && pair.Second < middle);
            Assert.InRange(syllables, 15, 90);
        }
    }

    [Fact]
    public void LevelAndClippingAreThoseOfThePlan()
    {
        float[] clip = Tones(2);
        double before = Heard.Decibels(clip);
        var level = new Augmenter(Nothing with { Level = 1, LeastLevel = -20, MostLevel = -10 });
        for (int seed = 0; seed < 20; seed++)
        {
            float[] changed = [.. clip], cut = [.. clip];
            level.Apply(changed, new Random(seed));
            Assert.InRange(Heard.Decibels(changed) - before, -20.01, -9.99);
            new Augmenter(Nothing with { Clipping = 1 }).Apply(cut, new Random(seed));
            float height = cut.Max();
            Assert.InRange(cut.Count(sample => sample == height), 5, Rate);
            Assert.InRange(20 * Math.Log10(height / clip.Max()), -9.01, -0.99);
        }
    }

    [Fact]
    public void SilenceAndShortClipsAreNoTrouble()
    {
        var augmenter = new Augmenter(new() { Untouched = 0 });
        foreach (int length in new[] { 0, 1, 7, 100, 20_000 })
        {
            for (int seed = 0; seed < 40; seed++)
            {
                float[] clip = new float[length];
                augmenter.Apply(clip, new Random(seed));
                Assert.True(clip.All(float.IsFinite));
            }
        }
    }

    [Fact]
    public void SeveralThreadsMayShareOne()
    {
        var augmenter = new Augmenter(new());
        float[] clip = Tones(2);
        float[][] alone = [.. Enumerable.Range(0, 32).Select(Changed)], together = [.. Enumerable.Range(0, 32).AsParallel().AsOrdered().Select(Changed)];
        Assert.Equal(alone, together);

        float[] Changed(int seed)
        {
            float[] changed = [.. clip];
            augmenter.Apply(changed, new Random(seed));
            return changed;
        }
    }

    [Fact]
    public void AWrongPlanIsNamed()
    {
        Assert.Contains("'Room'", Assert.Throws<LivePerformerException>(() => new Augmenter(new() { Room = 1.5 })).Message);
        Assert.Contains("level goes from -24 to -30", Assert.Throws<LivePerformerException>(() => new Augmenter(new() { MostLevel = -30 })).Message);
    }

    private static double Gain(Biquad filter, double hertz)
    {
        float[] sound = [.. Enumerable.Range(0, 64_000).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / Rate))];
        filter.Apply(sound);
        return 20 * Math.Log10(Heard.Magnitude(sound.AsSpan(32_000), Rate, hertz));
    }

    // A note that begins at once and dies away.
    private static float[] Tone(int at, double hertz, double seconds)
    {
        float[] clip = new float[(int)(seconds * Rate)];
        for (int i = at; i < clip.Length; i++)
        {
            for (int n = 1; n <= 6 && n * hertz < 7500; n++)
                clip[i] += (float)(0.3 / n * Math.Cos(2 * Math.PI * n * hertz * (i - at) / Rate) * Math.Exp(-2.0 * (i - at) / Rate));
        }

        return clip;
    }

    private static float[] Tones(double seconds)
    {
        float[] clip = new float[(int)(seconds * Rate)];
        for (int key = 48; key < 72; key += 3)
        {
            float[] tone = Tone((key - 40) * Rate / 20, Heard.Hertz(key), seconds);
            for (int i = 0; i < clip.Length; i++) clip[i] += 0.4f * tone[i];
        }

        return clip;
    }

    private static float[] Noise(int length, Random dice) => [.. Enumerable.Range(0, length).Select(_ => (dice.NextSingle() * 2) - 1)];
}
