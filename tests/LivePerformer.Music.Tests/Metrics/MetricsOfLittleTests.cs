using LivePerformer.Core;
using static LivePerformer.Music.Tests.Phrases;

namespace LivePerformer.Music.Tests;

/// <summary>Nothing, one note, one chord: every result is a number or plainly none, never NaN.</summary>
public sealed class MetricsOfLittleTests
{
    [Fact]
    public void NothingHasNoMetrics()
    {
        Assert.Null(PitchClassHistogram.Entropy([]));
        Assert.Null(Polyphony.Mean([]));
        Assert.Null(Polyphony.Rate([]));
        Assert.Null(ScaleConsistency.Of([]));
        Assert.Null(GrooveConsistency.Of([]));
        Assert.Null(InterOnsets.Mean([]));
        Assert.Null(InterOnsets.Entropy([]));
        Assert.Null(Repetition.Rate([]));
        Assert.All([PitchClassHistogram.Of([]), PitchClassHistogram.Sounding([]), PitchClassHistogram.Transitions([]), InterOnsets.Histogram([]), NoteLengths.Histogram([])],
            histogram => Assert.All(histogram, share => Assert.Equal(0, share)));
    }

    [Fact]
    public void OneNoteHasPitchAndLengthButNoRhythm()
    {
        Note[] one = [Note(0, 50, 61)];
        Assert.Equal(0.0, PitchClassHistogram.Entropy(one));
        Assert.Equal(1.0, Polyphony.Mean(one));
        Assert.Equal(0.0, Polyphony.Rate(one));
        Assert.Equal(1.0, ScaleConsistency.Of(one));
        Assert.Null(GrooveConsistency.Of(one));
        Assert.Null(InterOnsets.Mean(one));
        Assert.Null(InterOnsets.Entropy(one));
        Assert.Null(Repetition.Rate(one));
        Assert.Equal(0, PitchClassHistogram.Transitions([Note(0, 1, 61)]).Sum());   // as pretty_midi: a single note leads nowhere
    }

    [Fact]
    public void NotesWithoutLengthDoNotSound()
    {
        Note[] silent = [Note(0, 0, 60), Note(0, 0, 64)];
        Assert.Null(Polyphony.Mean(silent));
        Assert.Null(Polyphony.Rate(silent));
        Assert.Equal(0, PitchClassHistogram.Sounding(silent).Sum());
        Assert.Equal(0.0, InterOnsets.Entropy(silent));
    }

    [Fact]
    public void ALastNoteYearsLaterCostsNothing()
    {
        Note[] notes = [Note(0, 50, 60), new(TimePoint.FromSeconds(3e8), TimeSpan.FromSeconds(1), new Pitch(60), 64)];
        Assert.InRange(GrooveConsistency.Of(notes)!.Value, 0.999, 1);
        Assert.Equal(1, InterOnsets.Histogram(notes)[^1]);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 0.1 + 0.2, 0.3, 0.3 })]      // equal but for rounding
    [InlineData(new[] { 0.0, 0.0 })]
    [InlineData(new[] { 1.0, double.NaN, 2.0 })]
    [InlineData(new[] { 1.0, double.PositiveInfinity })]
    public void WhatDoesNotSpreadHasNoDensity(double[] sample)
    {
        Assert.Null(KernelDensity.Fit(sample));
        Assert.Null(SetDistances.OverlapArea(sample, [1, 2, 3], TestContext.Current.CancellationToken));
        Assert.Null(SetDistances.Divergence([1, 2, 3], sample, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void DistancesOfFewPiecesAreFew()
    {
        Assert.Empty(SetDistances.Within([]));
        Assert.Empty(SetDistances.Within([[1]]));
        Assert.Empty(SetDistances.Between([], [[1]]));
    }

    [Fact]
    public void ADivergenceWithoutBoundIsNone() =>
        // Two narrow towers far apart: between them the second density is zero, and the first is not.
        Assert.Null(SetDistances.Divergence([.. Enumerable.Range(0, 50).Select(i => (double)i)], [.. Enumerable.Repeat(0.0, 2_000), 1e-3, 1.0], TestContext.Current.CancellationToken));

    [Fact]
    public void SettingsThatMakeNoSenseAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GrooveConsistency.Of([], TimeSpan.Zero, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => GrooveConsistency.Of([], TimeSpan.FromSeconds(2), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoteLengths.Histogram([], TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Repetition.Rate([], figure: 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => Repetition.Rate([], memory: 0));
        Assert.Throws<ArgumentException>(() => Histograms.Distance([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => SetDistances.Between([[1]], [[1, 2]]));
    }
}
