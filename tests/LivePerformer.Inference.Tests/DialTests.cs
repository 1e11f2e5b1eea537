using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

/// <summary>Whatever is turned, and in whatever order, the AI has something to play.</summary>
public sealed class DialTests
{
    [Fact]
    public void AlwaysAKeyIsLeft()
    {
        var chance = new Random(1);
        var steering = new Steering();
        for (int i = 0; i < 20_000; i++)
        {
            var dial = (Dial)chance.Next((int)Dial.AtOnce + 1);
            double value = chance.Next(10) switch
            {
                0 => double.NaN,
                1 => 1e300 * (chance.Next(3) - 1),
                2 => -chance.Next(5_000),
                _ => chance.NextDouble() * (dial == Dial.Chord ? 4_096 : 140),
            };
            steering = steering.With(dial, value);
            steering.Check();
        }
    }

    [Theory]
    [InlineData(21, 108, Dial.Lowest, 60, 60, 108)]
    [InlineData(40, 60, Dial.Lowest, 70, 70, 81)]       // the highest gives way by an octave
    [InlineData(40, 60, Dial.Highest, 30, 19, 30)]
    [InlineData(40, 60, Dial.Lowest, 60, 60, 71)]       // C# would not be there
    [InlineData(40, 60, Dial.Lowest, 127, 116, 127)]
    [InlineData(40, 60, Dial.Highest, 0, 0, 11)]
    [InlineData(40, 60, Dial.Lowest, -5, 0, 60)]
    [InlineData(40, 60, Dial.Highest, 200, 40, 127)]
    [InlineData(40, 60, Dial.Lowest, 48.6, 49, 60)]     // from a fader
    public void BoundThatIsPassedGivesWay(int lowest, int highest, Dial dial, double value, int thenLowest, int thenHighest)
    {
        Assert.True(PitchClasses.TryParse("C#", out PitchClasses chord));
        Steering turned = new Steering { Lowest = new(lowest), Highest = new(highest), Chord = chord }.With(dial, value);
        Assert.Equal((thenLowest, thenHighest), (turned.Lowest.Number, turned.Highest.Number));
    }

    [Fact]
    public void TonesThatAreNotInTheRegisterWidenIt()
    {
        Steering narrow = new() { Lowest = new(60), Highest = new(62) };
        Assert.Equal((60, 71), Register(narrow.With(Dial.Chord, 1 << 6)));
        Assert.Equal((60, 62), Register(narrow.With(Dial.Chord, 1 << 2)));
        Assert.Equal((60, 62), Register(narrow.With(Dial.Chord, 0)));

        static (int, int) Register(Steering steering) => (steering.Lowest.Number, steering.Highest.Number);
    }
}
