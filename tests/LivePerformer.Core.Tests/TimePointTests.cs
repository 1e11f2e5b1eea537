using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Core.Tests;

public sealed class TimePointTests
{
    private static Arbitrary<int> SampleRates =>
        Gen.Elements(8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000).ToArbitrary();

    private static Arbitrary<long> Frames =>
        (from seconds in Gen.Choose(0, 3600 * 24 * 366)
         from rest in Gen.Choose(0, 191_999)
         select (seconds * 192_000L) + rest).ToArbitrary();

    [Property(MaxTest = 2_000)]
    public Property FrameToMomentToFrameIsExact() =>
        Prop.ForAll(Frames, SampleRates, (frame, rate) => TimePoint.FromFrame(frame, rate).ToFrame(rate) == frame);

    [Property(MaxTest = 2_000)]
    public Property MomentOfAFrameIsTheNearestStepOfAHundredNanoseconds() =>
        Prop.ForAll(Frames, SampleRates, (frame, rate) =>
        {
            Int128 ticks = TimePoint.FromFrame(frame, rate).Ticks;
            Int128 error = (ticks * rate) - ((Int128)frame * TimeSpan.TicksPerSecond);      // in ticks / rate
            return Int128.Abs(error) * 2 <= rate;
        });

    [Property]
    public Property LaterFramesAreLaterMoments() =>
        Prop.ForAll(Frames, SampleRates, (frame, rate) => TimePoint.FromFrame(frame, rate) < TimePoint.FromFrame(frame + 1, rate));

    [Fact]
    public void MomentsAndLengthsCalculate()
    {
        TimePoint start = TimePoint.FromSeconds(1.5);
        Assert.Equal(TimePoint.FromSeconds(2), start + TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimePoint.FromSeconds(1), start - TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.FromSeconds(1.5), start - TimePoint.Zero);
        Assert.Equal(72_000, start.ToFrame(48_000));
    }
}
