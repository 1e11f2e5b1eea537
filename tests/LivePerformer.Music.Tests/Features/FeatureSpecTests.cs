using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class FeatureSpecTests
{
    public static TheoryData<FeatureSpec, string> Wrong => new()
    {
        { new() { Id = "log-mel/2" }, "'log-mel/2', but this build knows 'log-mel/1'" },
        { new() { SampleRate = 0 }, "sampleRate is 0" },
        { new() { Window = 2000 }, "window is 2000, but must be a power of two" },
        { new() { Window = 8 }, "window is 8" },
        { new() { Window = -2048 }, "window is -2048" },
        { new() { Ahead = 0 }, "ahead is 0, but must be 1 to 2047" },
        { new() { Ahead = 2048 }, "ahead is 2048" },
        { new() { Hop = 0 }, "hop is 0" },
        { new() { Hop = 2049 }, "hop is 2049" },
        { new() { Bands = 0 }, "bands is 0" },
        { new() { Lowest = -1 }, "lowest is -1 Hz" },
        { new() { Lowest = double.NaN }, "lowest is NaN Hz" },
        { new() { Lowest = 8000 }, "lowest is 8000 Hz" },
        { new() { Highest = 8001 }, "highest is 8001 Hz, but must be at most 8000 Hz" },
        { new() { Floor = 0 }, "floor is 0" },
        { new() { Floor = double.PositiveInfinity }, "floor is" },
        { new() { Bands = 700 }, "lies between two frequencies" },
        { new() { Window = 512, Ahead = 100 }, "take fewer bands or a longer window" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void NonsenseIsRefusedInOneLine(FeatureSpec spec, string because)
    {
        string message = Assert.Throws<LivePerformerException>(spec.Check).Message;
        Assert.Contains(because, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Throws<LivePerformerException>(() => new LogMel(spec));
    }

    [Fact]
    public void TheUsualOneIsInOrder() => new FeatureSpec().Check();
}
