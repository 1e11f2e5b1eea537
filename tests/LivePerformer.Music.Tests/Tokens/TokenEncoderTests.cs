using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

/// <summary>Tokens worked out by hand from the definition of the encoding.</summary>
public sealed class TokenEncoderTests
{
    private static NoteEvent On(int milliseconds, int pitch, byte velocity = 64) =>
        new(TimePoint.FromSeconds(milliseconds / 1000.0), new Pitch(pitch), velocity);

    private static NoteEvent Off(int milliseconds, int pitch) => On(milliseconds, pitch, 0);

    private static ControlChange Sustain(int milliseconds, byte value) =>
        new(TimePoint.FromSeconds(milliseconds / 1000.0), ControlChange.Sustain, value);

    private static int[] Tokens(params object[] events) => PerformanceTokenizer.Encode(
        [.. events.Select(e => e is NoteEvent note ? new PerformanceEvent(note) : new PerformanceEvent((ControlChange)e))]);

    private static int V(int velocity) => 356 + ((velocity - 1) / 4);

    private static int T(int steps) => 255 + steps;

    [Fact]
    public void ANoteIsTouchOnTimeOff() =>
        Assert.Equal([V(64), 60, T(50), 128 + 60], Tokens(On(3000, 60), Off(3500, 60)));

    [Fact]
    public void TouchIsSaidOnlyWhenItsBinChanges() =>
        Assert.Equal(
            [V(61), 60, T(10), 62, T(10), V(65), 64, T(10), 188, 190, 192],
            Tokens(On(0, 60, 61), On(100, 62, 64), On(200, 64, 65), Off(300, 64), Off(300, 62), Off(300, 60)));

    [Fact]
    public void LongTimeIsSplitIntoSeconds() =>
        Assert.Equal([V(64), 60, T(100), T(100), T(34), 188], Tokens(On(0, 60), Off(2340, 60)));

    [Fact]
    public void WithinAStepKeysComeUpBeforeOthersGoDownAndPitchesRise() =>
        Assert.Equal(
            [V(64), 60, 67, T(10), 188, 195, 59, 72, T(10), 187, 200],
            Tokens(On(0, 67), On(1, 60), On(98, 72), Off(99, 67), On(100, 59), Off(101, 60), Off(200, 59), Off(200, 72)));

    [Fact]
    public void TimesRoundHalfUp() =>
        Assert.Equal([V(64), 60, T(2), 62, T(1), 188, 190], Tokens(On(0, 60), On(15, 62), Off(25, 60), Off(34, 62)));

    [Fact]
    public void ANoteLastsAtLeastOneStep() =>
        Assert.Equal([V(64), 60, T(1), 188, T(4), 62, T(1), 190], Tokens(On(0, 60), Off(2, 60), On(50, 62), Off(51, 62)));

    [Fact]
    public void SustainHoldsUntilThePedalIsLifted() =>
        Assert.Equal(
            [V(64), 60, T(50), 188, T(50), 62, T(10), 190],
            Tokens(On(0, 60), Sustain(50, 64), Off(100, 60), Sustain(500, 63), On(1000, 62), Off(1100, 62)));

    [Fact]
    public void SustainHoldsUntilTheKeyIsStruckAgain() =>
        Assert.Equal(
            [V(64), 60, T(30), 188, 60, T(20), 188],
            Tokens(Sustain(0, 127), On(0, 60), Off(100, 60), On(300, 60), Off(400, 60), Sustain(500, 0)));

    [Fact]
    public void AKeyStruckAgainWhileDownEndsTheEarlierNote() =>
        Assert.Equal([V(64), 60, T(30), 188, 60, T(10), 188], Tokens(On(0, 60), On(300, 60), Off(400, 60), Off(500, 60)));

    [Fact]
    public void TwoStrikesWithinAStepAreOneNote() =>
        Assert.Equal([V(80), 60, T(10), 188], Tokens(On(0, 60, 64), Off(1, 60), On(3, 60, 80), Off(100, 60)));

    [Fact]
    public void WhatSoundsAtTheEndStopsWithTheLastKeyEvent() =>
        Assert.Equal(
            [V(64), 60, T(50), 188, 62, T(1), 190],
            Tokens(Sustain(0, 127), On(0, 60), Off(100, 60), On(500, 62), Sustain(900, 127)));
}
