using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

/// <summary>Grid, repeated strikes and velocity range, against notes worked out by hand.</summary>
public sealed class NoteStepTests
{
    [Fact]
    public void NotesBeginAndEndOnTheNearestLineHalfUp()
    {
        var grid = new TimeGrid(TimeSpan.FromMilliseconds(125));

        // From the first onset, 1,000 ms. 62.4 ms lie nearer to the first line, 62.5 half way: up. 187.4 / 125 = 1.499.
        Assert.Equal([Note(0, 125, 60), Note(0, 250, 62), Note(125, 125, 64), Note(250, 1000, 60)],
            grid.Apply([Note(1000, 10, 60), Note(1062.4, 135, 62), Note(1062.5, 124.9, 64), Note(1250, 1062, 60)]));
    }

    [Fact]
    public void NotesOfOnePitchThatFallOnOneLineAreOne()
    {
        Note[] notes = [Note(0, 90, 60) with { Velocity = 50 }, Note(10, 300, 60) with { Velocity = 90 }];

        Assert.Equal([Note(0, 300, 60) with { Velocity = 90 }], new TimeGrid(TimeSpan.FromMilliseconds(100)).Apply(notes));
    }

    [Property(Arbitrary = [typeof(Playing)])]
    public void TheEncodingsOwnGridChangesNothing(Note[] phrase) =>
        Assert.Equal(phrase, new TimeGrid(Vocabulary.Step).Apply(phrase));

    [Fact]
    public void StrikesWithinTheWindowAreOneNoteAndOverlapsEnd()
    {
        Note[] notes =
        [
            Note(0, 500, 60) with { Velocity = 50 }, Note(29, 600, 60) with { Velocity = 70 },   // 29 ms later: the same note
            Note(30, 50, 60),                                                                      // 30 ms later: a note of its own
            Note(10, 400, 64), Note(200, 400, 64),                                                 // overlap
        ];

        Assert.Equal([Note(0, 30, 60) with { Velocity = 70 }, Note(10, 190, 64), Note(30, 50, 60), Note(200, 400, 64)],
            RepeatedStrikes.Drop(notes, TimeSpan.FromMilliseconds(30)));
    }

    [Fact]
    public void VelocitiesFillZeroToOneBetweenTheFirstAndLastPercentile()
    {
        // 1,000 touches: nine slips at 5, 981 from 40 to 87 in turn, ten at 127. Rank 10 is 40, rank 990 is 87.
        byte[] touches = [.. Enumerable.Repeat((byte)5, 9), .. Enumerable.Range(0, 981).Select(i => (byte)(40 + (i % 48))), .. Enumerable.Repeat((byte)127, 10)];
        VelocityRange range = VelocityRange.Of(touches);

        Assert.Equal(new VelocityRange(40, 87), range);
        Assert.Equal((0, 0, 1, 1), (range.ToUnit(5), range.ToUnit(40), range.ToUnit(87), range.ToUnit(127)));
        Assert.Equal(24 / 47.0, range.ToUnit(64), 12);
        Assert.Equal((1, 65, 127), (range.Apply(40), range.Apply(64), range.Apply(127)));   // 1 + 126 x 24/47 = 65.3
    }

    [Fact]
    public void EveryTouchWithinTheRangeComesBack()
    {
        foreach (VelocityRange range in new VelocityRange[] { new(1, 127), new(40, 87), new(63, 64) })
            Assert.All(Enumerable.Range(range.Low, range.High - range.Low + 1).Select(v => (byte)v), touch => Assert.Equal(touch, range.Back(range.Apply(touch))));
    }

    [Fact]
    public void OneTouchAloneIsInTheMiddle()
    {
        VelocityRange range = VelocityRange.Of([77, 77, 77]);

        Assert.Equal(0.5, range.ToUnit(77));
        Assert.Equal(64, range.Apply(77));
        Assert.Equal(77, range.Back(range.Apply(77)));
    }

    private static Note Note(double onset, double length, int pitch) =>
        new(TimePoint.FromSeconds(onset / 1000), TimeSpan.FromMicroseconds(length * 1000), new Pitch(pitch), 80);
}
