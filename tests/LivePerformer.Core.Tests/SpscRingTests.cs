using LivePerformer.Core;

namespace LivePerformer.Core.Tests;

public sealed class SpscRingTests
{
    [Fact]
    public void GivesBackWhatWasWrittenInOrder()
    {
        using var ring = new SpscRing<int>(4);
        for (int i = 0; i < 3; i++) Assert.True(ring.TryWrite(i));

        Assert.Equal(3, ring.Count);
        Assert.True(ring.TryPeek(out int peeked));
        Assert.Equal(0, peeked);
        Assert.Equal([0, 1, 2], Drain(ring));
        Assert.False(ring.TryRead(out _));
        Assert.False(ring.TryPeek(out _));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 8)]
    [InlineData(64, 64)]
    public void HoldsAsMuchAsItSaysAndRefusesTheRest(int asked, int capacity)
    {
        using var ring = new SpscRing<long>(asked);
        Assert.Equal(capacity, ring.Capacity);
        for (int i = 0; i < capacity; i++) Assert.True(ring.TryWrite(i));

        Assert.False(ring.TryWrite(-1));
        Assert.Equal(Enumerable.Range(0, capacity).Select(i => (long)i), Drain(ring));
        Assert.True(ring.TryWrite(7));
    }

    [Fact]
    public void CapacityOfNothingIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpscRing<int>(0));

    [Fact]
    public void TheOtherEndCanBeAttachedByAddress()
    {
        using var ring = new SpscRing<HeardEvent>(8);
        SpscRing<HeardEvent> end = SpscRing<HeardEvent>.Attach(ring.Address);
        ring.TryWrite(new(42, MidiMessage.NoteOn(0, new(60), 1)));

        Assert.Equal(8, end.Capacity);
        Assert.True(end.TryRead(out HeardEvent heard));
        Assert.Equal(new(42, MidiMessage.NoteOn(0, new(60), 1)), heard);
        Assert.Equal(0, ring.Count);
        end.Dispose();                          // frees nothing that is not its own
        Assert.True(ring.TryWrite(default));
    }

    /// <summary>A value of several words, so that a torn or early read would be seen.</summary>
    private readonly record struct Wide(long A, long B, long C)
    {
        public static Wide Of(long i) => new(i, ~i, i * 31);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1024)]
    public void TwoThreadsLoseNothingAndTearNothing(int capacity)
    {
        const int values = 300_000;
        using var ring = new SpscRing<Wide>(capacity);
        var producer = new Thread(() =>
        {
            var wait = new SpinWait();
            for (long i = 0; i < values; i++)
                while (!ring.TryWrite(Wide.Of(i))) wait.SpinOnce(sleep1Threshold: -1);
        });
        producer.Start();

        long wrong = 0;
        var patience = new SpinWait();
        for (long i = 0; i < values; i++)
        {
            Wide value;
            while (!ring.TryRead(out value)) patience.SpinOnce(sleep1Threshold: -1);
            if (value != Wide.Of(i)) wrong++;
        }

        producer.Join();
        Assert.Equal(0, wrong);
        Assert.Equal(0, ring.Count);
    }

    private static List<T> Drain<T>(SpscRing<T> ring)
        where T : unmanaged
    {
        var values = new List<T>();
        while (ring.TryRead(out T value)) values.Add(value);
        return values;
    }
}
