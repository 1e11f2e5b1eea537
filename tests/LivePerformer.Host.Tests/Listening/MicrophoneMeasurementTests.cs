using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host.Tests;

/// <summary>What calibrate finds in the sound of a piano whose level, tuning and way are known.</summary>
public sealed class MicrophoneMeasurementTests
{
    private const int SampleRate = 48_000;

    [Theory]
    [InlineData(48_000, 0)]
    [InlineData(48_000, 12.3)]
    [InlineData(44_100, -35)]
    [InlineData(48_000, 44)]
    [InlineData(96_000, -8)]
    public void TuningOfAPianoIsFound(int sampleRate, double cents)
    {
        // the shipped piano itself is a little off: measured the same way, its tuning is taken off
        double own = MicrophoneMeasurement.Tuning(PianoSound.Of(Scale, 48_000, 12), 48_000)!.Value;
        double found = MicrophoneMeasurement.Tuning(PianoSound.Of(Scale, sampleRate, 12, cents), sampleRate)!.Value;
        Assert.Equal(cents, found - own, 1.5);
        Assert.InRange(own, -6, 6);
    }

    [Fact]
    public void TuningOfASineIsFoundToATenthOfACent()
    {
        float[] sound = [.. Enumerable.Range(0, 3 * SampleRate).Select(i => (float)(0.3 * Math.Sin(2 * Math.PI * 440 * Math.Pow(2, 17.0 / 1200) * i / SampleRate)))];
        Assert.Equal(17, MicrophoneMeasurement.Tuning(sound, SampleRate)!.Value, 0.2);
    }

    [Fact]
    public void NoiseHasNoTuning()
    {
        Assert.Null(MicrophoneMeasurement.Tuning(Noise(-20, 6), SampleRate));
        Assert.Null(MicrophoneMeasurement.Tuning(new float[SampleRate], SampleRate));
    }

    [Theory]
    [InlineData(-62)]
    [InlineData(-35.5)]
    public void LevelOfTheRoomIsFound(double decibels) => Assert.Equal(decibels, MicrophoneMeasurement.Noise(Noise(decibels, 3), SampleRate), 0.5);

    [Fact]
    public void SoftAndLoudNotesAreFound()
    {
        float[] soft = PianoSound.Of([(0.1, 0.4, 64, 20)], SampleRate, 0.6), loud = PianoSound.Of([(0.1, 0.4, 64, 120)], SampleRate, 0.6);
        (double At, double, int, int)[] notes = [.. Enumerable.Range(0, 16).Select(i => (0.2 + (1.2 * i), 0.4, 64, i % 2 == 0 ? 20 : 120))];
        float[] playing = PianoSound.Of(notes, SampleRate, 20);
        Add(playing, Noise(-75, 20));

        (double softDb, double loudDb, int strikes) = MicrophoneMeasurement.Strikes(playing, SampleRate, -75);
        Assert.Equal(16, strikes);
        Assert.Equal(MicrophoneProfile.Decibels(soft.Max(Math.Abs)), softDb, 2.0);
        Assert.Equal(MicrophoneProfile.Decibels(loud.Max(Math.Abs)), loudDb, 1.0);
    }

    [Theory]
    [InlineData(-20, false)]
    [InlineData(-13.5, false)]
    [InlineData(-12.5, true)]
    [InlineData(-1, true)]
    public void ForteIsAboutAsLoudAsTheLoudestNotesOrLouder(double peakDb, bool isForte)
    {
        float[] sound = [.. Enumerable.Range(0, 1_000).Select(i => (float)(MicrophoneProfile.Factor(peakDb) * Math.Cos(Math.PI * i / 50)))];
        Assert.Equal(isForte, MicrophoneMeasurement.IsForte(sound, -10));
    }

    [Fact]
    public void NothingPlayedIsToldWithTheRemedy() =>
        Assert.Contains("turn its gain up", Assert.Throws<LivePerformerException>(() => MicrophoneMeasurement.Strikes(Noise(-60, 5), SampleRate, -60)).Message);

    [Theory]
    [InlineData(0, -90)]
    [InlineData(1_027, -60)]
    [InlineData(9_000, -40)]        // 6 dB above the echo
    public void WayOfOurSoundIsFoundToTheFrame(int frames, double noiseDb)
    {
        float[] chirp = MicrophoneMeasurement.Chirp(SampleRate), heard = Noise(noiseDb, 0.7);
        for (int i = 0; i < chirp.Length; i++) heard[frames + i] += 0.03f * chirp[i];
        Assert.Equal(frames, MicrophoneMeasurement.Loop(heard, chirp, SampleRate));
    }

    [Fact]
    public void OurSoundThatIsNotHeardIsNotFound() =>
        Assert.Null(MicrophoneMeasurement.Loop(Noise(-40, 0.7), MicrophoneMeasurement.Chirp(SampleRate), SampleRate));

    private static (double, double, int, int)[] Scale => [.. Enumerable.Range(0, 18).Select(i => (0.1 + (0.6 * i), 0.55, 48 + (2 * i), 80))];

    private static void Add(float[] to, float[] more)
    {
        for (int i = 0; i < to.Length; i++) to[i] += more[i];
    }

    private static float[] Noise(double decibels, double seconds)
    {
        var random = new Random(1);
        double size = Math.Sqrt(3) * Math.Pow(10, decibels / 20);
        return [.. Enumerable.Range(0, (int)(seconds * SampleRate)).Select(_ => (float)(size * ((2 * random.NextDouble()) - 1)))];
    }
}
