using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.Trainer.Tests;

public sealed class PianoVariationTests : IDisposable
{
    private readonly SamplePiano folder = new(step: 3);
    private readonly Piano plain;
    private readonly PianoNotes notes;

    public PianoVariationTests()
    {
        plain = Assert.Single(Piano.Load([folder.Folder]));
        notes = PianoNotes.Of(plain, TestContext.Current.CancellationToken);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    public void EveryKeySoundsAtItsTimePitchAndLevel(int seed)
    {
        var variation = new PianoVariation(seed, notes);
        using SoundFont font = VariedPiano.Make(notes, variation, TestContext.Current.CancellationToken);
        Piano piano = plain.With(font);

        for (int key = 21; key <= 108; key += 3)
        {
            const double struck = 0.1;
            float[] sound = Render(piano, key, 30 + key, 0.7, struck), before = Render(plain, key, 30 + key, 0.7, struck);
            double late = Heard.Rise(sound, SoundData.SampleRate) - struck;
            Assert.True(late > -0.0005 && late < 0.002, $"key {key}: {1000 * late:F1} ms");
            Assert.Equal(Heard.Rise(before, SoundData.SampleRate) - struck, late, 0.001);
            if (key is < 33 or > 96) continue;      // of lower ones 0.6 s tell too little of the pitch, higher ones have one partial

            double expected = variation.Cents[key - PianoVariation.LowestKey], strings = 1.4 * Math.Abs(variation.Detune);
            double cents = 1200 * Math.Log2(Heard.Pitch(sound.AsSpan((int)((struck + 0.02) * SoundData.SampleRate)), SoundData.SampleRate, Heard.Hertz(key), partials: 3) / Heard.Hertz(key));
            Assert.Equal(expected, cents, 3 + strings);
        }

        // The law of velocity, across all touches.
        double softest = double.NaN, last = double.NegativeInfinity;
        for (int velocity = 16; velocity <= 127; velocity += 3)
        {
            double level = Heard.Decibels(Render(piano, 60, velocity, 0.5));
            Assert.True(level > last - 0.1, $"velocity {velocity}: {last:F2} to {level:F2} dB");
            if (double.IsNaN(softest)) softest = level;
            last = level;
        }

        Assert.Equal(20 * variation.Gamma * Math.Log10(127.0 / 16), last - softest, 0.7);
    }

    [Fact]
    public void WhatIsDrawnLiesWhereTheRecipeDrawsIt()
    {
        PianoVariation[] drawn = [.. Enumerable.Range(0, 400).Select(seed => new PianoVariation(seed, notes))];

        Assert.All(drawn, one => Assert.InRange(one.Tuning, -20, 20));
        Assert.Equal(8, Math.Sqrt(drawn.Average(one => one.Tuning * one.Tuning)), 1.2);
        Assert.Equal(0.32, drawn.Count(one => one.Size != 0) / 400.0, 0.08);
        Assert.All(drawn, one => Assert.InRange(one.Size, -2, 2));
        Assert.Equal(0.3, drawn.Count(one => one.Detune != 0) / 400.0, 0.08);
        Assert.All(drawn.Where(one => one.Detune != 0), one => Assert.InRange(Math.Abs(one.Detune), 0.5, 3));
        Assert.Equal(0.7, drawn.Count(one => one.Decay[43] > 0) / 400.0, 0.08);
        Assert.All(drawn, one => Assert.InRange(one.FirstUndamped, 65, 71));
        Assert.All(drawn, one => Assert.InRange(one.Release[0], 0.15 * 1.6, 0.6 * 1.6));
        Assert.All(drawn, one => Assert.InRange(one.Release[^1], 0.15 * 0.6 - 1e-9, 0.6 * 0.6));
        Assert.Equal(1.93, drawn.Average(one => one.Gamma), 0.05);      // half of them 2, half of them 1.3 to 2.4
        Assert.All(drawn, one => Assert.InRange(one.Gamma, 1.3, 2.4));
        Assert.All(drawn, one => Assert.InRange(one.Noise.Decibels, -45, -25));
        Assert.All(drawn, one => Assert.Equal(one.Thresholds.Order(), one.Thresholds));
        Assert.All(drawn, one => Assert.InRange(one.Layers.Distinct().Count(), 1, 2));
        Assert.Equal(drawn[7].Decibels, new PianoVariation(7, notes).Decibels);
    }

    [Fact]
    public void AVariationIsDroppedWhenAnotherIsPlayed()
    {
        var shelf = new VariationShelf([plain], number => number);
        SoundFont first = shelf.Play(1, (piano, _) => piano.Font, TestContext.Current.CancellationToken);
        Assert.Same(first, shelf.Play(1, (piano, _) => piano.Font, TestContext.Current.CancellationToken));
        Assert.InRange(first.SampleBytes, 1, 1L << 30);

        SoundFont second = shelf.Play(2, (piano, _) => piano.Font, TestContext.Current.CancellationToken);

        Assert.Equal(0, first.SampleBytes);
        Assert.NotEqual(0, second.SampleBytes);
    }

    [Fact]
    public void ADampedKeyFallsAsDrawn()
    {
        var variation = new PianoVariation(3, notes);
        using SoundFont font = VariedPiano.Make(notes, variation, TestContext.Current.CancellationToken);
        Piano piano = plain.With(font);
        const int key = 48;
        float[] held = Render(piano, key, 100, 0.5), released = Render(piano, key, 100, 0.5, release: 0.2);

        // Both die away by themselves; what is left is the damper's.
        double fall = Fall(0.2) - Fall(0.3);
        Assert.Equal(60 * 0.1 / variation.Release[key - PianoVariation.LowestKey], fall, 3.0);

        double Fall(double at) => Level(released, at) - Level(held, at);
        static double Level(float[] sound, double at) => Heard.Decibels(sound.AsSpan((int)(at * SoundData.SampleRate), 400));
    }

    private static float[] Render(Piano piano, int key, int velocity, double seconds, double struck = 0, double? release = null)
    {
        var pitch = new Pitch(key);
        Music.PerformanceEvent on = new(new NoteEvent(TimePoint.FromSeconds(struck), pitch, (byte)Math.Min(127, velocity)));
        Music.PerformanceEvent[] events = release is { } up ? [on, new(new NoteEvent(TimePoint.FromSeconds(struck + up), pitch, 0))] : [on];
        return PerformanceRenderer.Render(piano, PlayedExcerpt.Of(events, 0, seconds), 0, 0.5f, TestContext.Current.CancellationToken);
    }
}
