using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.Trainer.Tests;

public sealed class PianoTests
{
    private static readonly string Grand = Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");

    [Theory]
    [InlineData("A0v8.ogg", 8, 21)]
    [InlineData("D#1v10.flac", 10, 27)]
    [InlineData("Fs4_vel2.wav", 2, 66)]
    [InlineData("HEADROOM PIANO LEVEL1 CLOSE 102.flac", 1, 102)]
    [InlineData("HEADROOM PIANO LEVEL5 CLOSE 21.flac", 5, 21)]
    [InlineData("piano_60.wav", 0, 60)]
    [InlineData("grand-C4.wav", 0, 60)]
    [InlineData("Bb3 layer 3.wav", 3, 58)]
    public void NamesTellKeyAndTouch(string name, int layer, int key) => Assert.Equal((layer, key), PianoSample.Of(name) is { } sample ? (sample.Layer, sample.Key) : default);

    [Theory]
    [InlineData("readme.wav")]
    [InlineData("release 120.wav")]
    [InlineData("noise.wav")]
    public void OtherNamesAreNoKeys(string name) => Assert.Null(PianoSample.Of(name));

    /// <summary>The rendered sound begins when the key goes down, and has the key's pitch, for every key.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(64)]
    [InlineData(110)]
    public void EveryKeyOfASampleFolderSoundsAtItsTimeAndPitch(int velocity)
    {
        using var folder = new SamplePiano();
        Piano piano = Assert.Single(Piano.Load([folder.Folder]));
        for (int key = 21; key <= 108; key++) CheckKey(piano, key, velocity, latest: 0.002);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(80)]
    [InlineData(120)]
    public void EveryKeyOfTheShippedPianoSoundsAtItsTimeAndPitch(int velocity)
    {
        Piano piano = Assert.Single(Piano.Load([Grand]));
        for (int key = 21; key <= 108; key++) CheckKey(piano, key, velocity, latest: 0.006);
    }

    [Fact]
    public void LoudnessFollowsVelocityWithoutAStepBetweenLayers()
    {
        using var folder = new SamplePiano(layers: 4);
        Piano piano = Assert.Single(Piano.Load([folder.Folder]));
        double before = double.NaN;
        for (int velocity = 24; velocity <= 127; velocity++)
        {
            double level = Heard.Decibels(Render(piano, 60, velocity, 0.4));
            Assert.False(level < before || level > before + 1.2, $"from {velocity - 1} to {velocity}: {before:F2} to {level:F2} dB");
            before = level;
        }

        // 40 log10(127 / 32) = 23.9 dB
        Assert.Equal(23.9, before - Heard.Decibels(Render(piano, 60, 32, 0.4)), 1.0);
    }

    [Fact]
    public void AReleasedKeyIsDampedAndAHighOneIsNot()
    {
        using var folder = new SamplePiano(seconds: 3);
        Piano piano = Assert.Single(Piano.Load([folder.Folder]));

        foreach ((int key, bool isDamped) in new[] { (40, true), (69, true), (100, false) })
        {
            float[] held = Render(piano, key, 90, 1.5), released = Render(piano, key, 90, 1.5, release: 0.3);
            double fall = Heard.Decibels(held.AsSpan(15_000, 3000)) - Heard.Decibels(released.AsSpan(15_000, 3000));
            Assert.True(isDamped ? fall > 30 : fall is >= 0 and < 10, $"{key}: {fall:F1} dB");
        }
    }

    [Theory]
    [InlineData(-20)]
    [InlineData(13)]
    public void TheWholePianoIsTuned(double cents)
    {
        Piano piano = Assert.Single(Piano.Load([Grand]));
        foreach (int key in new[] { 45, 60, 81 })
        {
            var excerpt = PlayedExcerpt.Of([new(new NoteEvent(TimePoint.Zero, new Pitch(key), 90))], 0, 1);
            double plain = Heard.Pitch(PerformanceRenderer.Render(piano, excerpt, 0, 0.5f, TestContext.Current.CancellationToken), SoundData.SampleRate, Heard.Hertz(key));
            double tuned = Heard.Pitch(PerformanceRenderer.Render(piano, excerpt, cents, 0.5f, TestContext.Current.CancellationToken), SoundData.SampleRate, Heard.Hertz(key));
            Assert.Equal(cents, 1200 * Math.Log2(tuned / plain), 2.0);
        }
    }

    [Fact]
    public void PresetsAreFoundByNameAndNumber()
    {
        using SoundFont font = SoundFont.Load(Grand);
        string name = font.Presets[0].Name;
        Piano[] pianos = Piano.Load([Grand, $"{Grand}#{name.ToLowerInvariant()}", $"{Grand}#{font.Presets[0].Bank}:{font.Presets[0].Program}"]);

        Assert.Same(pianos[0].Font, pianos[2].Font);
        Assert.Equal(pianos[1].Name, pianos[2].Name);
        Assert.Equal(pianos[0].Fingerprint, pianos[1].Fingerprint);
        Assert.Equal("MIT", pianos[0].Licence);
        Assert.Contains("has no preset 'harpsichord'", Assert.Throws<LivePerformerException>(() => Piano.Load([Grand + "#harpsichord"])).Message);
        Assert.Contains("There is no piano 'nowhere.sf2'", Assert.Throws<LivePerformerException>(() => Piano.Load(["nowhere.sf2#1"])).Message);
        using var empty = new SamplePiano(layers: 0);
        Assert.Contains("no recording", Assert.Throws<LivePerformerException>(() => Piano.Load([empty.Folder])).Message);
    }

    private static void CheckKey(Piano piano, int key, int velocity, double latest)
    {
        const double struck = 0.1;
        float[] sound = Render(piano, key, velocity, 0.6, struck: struck);
        double late = Heard.Rise(sound, SoundData.SampleRate) - struck;
        Assert.True(late > -0.0005 && late < latest, $"key {key}, velocity {velocity}: {1000 * late:F1} ms");
        ReadOnlySpan<float> tone = sound.AsSpan((int)((struck + 0.05) * SoundData.SampleRate));
        double cents = 1200 * Math.Log2(Heard.Pitch(tone, SoundData.SampleRate, Heard.Hertz(key), partials: 3, step: 6) / Heard.Hertz(key));
        Assert.True(Math.Abs(cents) < 45, $"key {key}, velocity {velocity}: {cents:F0} cents");
    }

    private static float[] Render(Piano piano, int key, int velocity, double seconds, double struck = 0, double? release = null)
    {
        var pitch = new Pitch(key);
        Music.PerformanceEvent on = new(new NoteEvent(TimePoint.FromSeconds(struck), pitch, (byte)velocity));
        Music.PerformanceEvent[] events = release is { } up ? [on, new(new NoteEvent(TimePoint.FromSeconds(struck + up), pitch, 0))] : [on];
        return PerformanceRenderer.Render(piano, PlayedExcerpt.Of(events, 0, seconds), 0, 0.5f, TestContext.Current.CancellationToken);
    }
}
