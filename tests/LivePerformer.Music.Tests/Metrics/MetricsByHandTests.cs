using LivePerformer.Core;
using static LivePerformer.Music.Tests.Phrases;

namespace LivePerformer.Music.Tests;

/// <summary>Values that anybody can work out on paper.</summary>
public sealed class MetricsByHandTests
{
    [Fact]
    public void TwoPitchClassesInEqualShareAreOneBit()
    {
        Note[] notes = Melody(60, 67, 72, 55);   // C G C G
        Assert.Equal(0.5, PitchClassHistogram.Of(notes)[0]);
        Assert.Equal(0.5, PitchClassHistogram.Of(notes)[7]);
        Assert.Equal(1.0, PitchClassHistogram.Entropy(notes));
    }

    [Fact]
    public void TwelvePitchClassesInEqualShareAreTheMost() =>
        Assert.Equal(Math.Log2(12), PitchClassHistogram.Entropy(Melody([.. Enumerable.Range(60, 12)]))!.Value, 12);

    [Fact]
    public void SoundIsWeighedByLoudnessAndLength()
    {
        double[] shares = PitchClassHistogram.Sounding([Note(0, 10, 60, 30), Note(0, 30, 64, 10), Note(0, 20, 67, 20)]);
        Assert.Equal(0.3, shares[0], 12);
        Assert.Equal(0.3, shares[4], 12);
        Assert.Equal(0.4, shares[7], 12);
    }

    [Fact]
    public void AnEndLeadsIntoTheBeginningsNearIt()
    {
        // C ends at 50: E begins there, G 40 ms later counts too, A 50 ms later does not. E and G end far from any beginning.
        double[] counts = PitchClassHistogram.Transitions([Note(0, 50, 60), Note(50, 200, 64), Note(54, 200, 67), Note(55, 400, 69)]);
        Assert.Equal(1, counts[(0 * 12) + 4]);
        Assert.Equal(1, counts[(0 * 12) + 7]);
        Assert.Equal(2, counts.Sum());
    }

    [Fact]
    public void PolyphonyIsTheMeanOfWhatSounds()
    {
        // 0-10: one; 10-20: two; 20-30: three; 30-90: silence; 90-100: one. Seven pitch-steps over four tens.
        Note[] notes = [Note(0, 30, 60), Note(10, 20, 64), Note(20, 10, 67), Note(90, 10, 60)];
        Assert.Equal(7 / 4.0, Polyphony.Mean(notes)!.Value, 12);
        Assert.Equal(0.1, Polyphony.Rate(notes)!.Value, 12);              // more than two: 10 of 100 steps
        Assert.Equal(0.2, Polyphony.Rate(notes, threshold: 1)!.Value, 12);
    }

    [Fact]
    public void APitchThatSoundsTwiceIsOnePitch() =>
        Assert.Equal(1.0, Polyphony.Mean([Note(0, 30, 60), Note(10, 10, 60), Note(20, 40, 60)]));

    [Theory]
    [InlineData(new[] { 60, 62, 64, 65, 67, 69, 71 }, 1.0)]                    // C major
    [InlineData(new[] { 61, 63, 64, 66, 68, 69, 71 }, 1.0)]                    // C sharp minor, natural
    [InlineData(new[] { 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71 }, 7 / 12.0)]
    [InlineData(new[] { 69, 71, 72, 74, 76, 77, 80 }, 6 / 7.0)]                // A minor, harmonic: one note outside
    public void TheBestOf24ScalesCounts(int[] pitches, double share) =>
        Assert.Equal(share, ScaleConsistency.Of(Melody(pitches))!.Value, 12);

    [Fact]
    public void MeasuresThatRepeatAreInTheGroove()
    {
        // Three measures of 2 s; the last onset's note ends within the third.
        Assert.Equal(1.0, GrooveConsistency.Of(At(0, 50, 200, 250, 400, 450)));
        // Sixteenths 0 and 4, then 0 and 8: two of 16 differ.
        Assert.Equal(14 / 16.0, GrooveConsistency.Of(At(0, 50, 200, 300)));
        // The same at 10 ms: two of 200.
        Assert.Equal(198 / 200.0, GrooveConsistency.Of(At(0, 50, 200, 300), TimeSpan.FromSeconds(2), 200));
    }

    [Fact]
    public void RhythmicEntropyKnowsTheMachineFromTheHand()
    {
        Assert.Equal(0.0, InterOnsets.Entropy(At(0, 25, 50, 75, 100)));
        Assert.Equal(1.0, InterOnsets.Entropy(At(0, 25, 75, 100, 150)));   // 250, 500, 250, 500 ms
        Assert.Equal(0.375, InterOnsets.Mean(At(0, 25, 75, 100, 150))!.Value, 12);
        double[] shares = InterOnsets.Histogram(At(0, 4, 9, 300));          // 40 ms, 50 ms, 2.91 s
        Assert.Equal([1 / 3.0, 1 / 3.0], shares[..2]);
        Assert.Equal(1 / 3.0, shares[^1]);
    }

    [Fact]
    public void NotesCountForTheNearestValue()
    {
        // A bar of 2 s: 1/4 is 500 ms, 1/8 250 ms, 1/4. 750 ms. 1,750 ms is as far from 1/1 as from 1/2.: the first named, 1/1.
        double[] shares = NoteLengths.Histogram([Note(0, 51, 60), Note(0, 24, 60), Note(0, 75, 60), Note(0, 9000, 60)]);
        Assert.Equal(["1/1", "1/4", "1/8", "1/4."], NoteLengths.Names.Where((_, i) => shares[i] == 0.25));
        Note between = new(TimePoint.Zero, TimeSpan.FromMilliseconds(1750), new Pitch(60), 64);
        Assert.Equal(["1/1"], NoteLengths.Names.Where((_, i) => NoteLengths.Histogram([between])[i] == 1));
        Assert.Equal("1/16 1/8 triplet 1/16. 1/8", string.Join(' ', NoteLengths.ByLength.Take(4).Select(i => NoteLengths.Names[i])));
    }

    [Fact]
    public void AFigureThatComesAgainIsARepetition()
    {
        Assert.Equal(0.0, Repetition.Rate(Melody(60, 62, 64, 65, 67, 69)));
        Assert.Equal(1 / 5.0, Repetition.Rate(Melody(60, 62, 64, 65, 60, 62, 64, 65)));   // five figures, the last said again
        Assert.Equal(3 / 5.0, Repetition.Rate(Melody(60, 62, 60, 62, 60, 62, 60, 62)));   // a trill: all but the first two
        Assert.Equal(0.0, Repetition.Rate(Melody(60, 62, 64, 65, 60, 62, 64, 65), memory: 3));
    }

    [Fact]
    public void DistanceOfHistogramsIsTheShareThatWouldHaveToMove()
    {
        Assert.Equal(0.0, Histograms.Distance([0.5, 0.5], [0.5, 0.5]));
        Assert.Equal(0.25, Histograms.Distance([0.5, 0.5], [0.75, 0.25]));
        Assert.Equal(1.0, Histograms.Distance([1, 0], [0, 1]));
        Assert.Null(Histograms.Distance([0, 0], [0, 1]));
    }

    [Fact]
    public void DistancesAreEuclidean()
    {
        Assert.Equal([5, 5], SetDistances.Within([[0, 0], [3, 4]]));
        Assert.Equal([1, 2, 3, 2], SetDistances.Between([[0], [4]], [[1], [2]]));
    }

    [Fact]
    public void ASampleOverlapsWithItselfButForItsTails()
    {
        double[] sample = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.InRange(SetDistances.OverlapArea(sample, sample, TestContext.Current.CancellationToken)!.Value, 0.7, 0.999);
        Assert.Equal(0.0, SetDistances.Divergence(sample, sample, TestContext.Current.CancellationToken)!.Value, 12);
        Assert.Equal(0.0, SetDistances.OverlapArea(sample, [.. sample.Select(x => x + 1000)], TestContext.Current.CancellationToken)!.Value, 12);
    }
}
