using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class RevocableSeatTests
{
    [Fact]
    public void WhoseSeatIsTakenDoesNothingThereAnyMore()
    {
        using var stage = new Stage(16);
        var seat = new RevocableSeat(new StageSeat(stage, new ManualClock()));
        IClock work = seat.Guard(new ManualClock());
        Assert.True(seat.TryPlan(DueEvent.At(1, default, 0)));
        seat.Revoke();

        Assert.Throws<SeatRevokedException>(() => seat.TryPlan(DueEvent.At(2, default, 0)));
        Assert.Throws<SeatRevokedException>(() => work.Now);
        Assert.Throws<SeatRevokedException>(() => seat.Step());
        Assert.Equal(1, stage.Due.Count);
    }

    /// <summary>One writes as fast as it can and is thrown out; then the other writes: the ring has ever one writer.</summary>
    [Fact]
    public void RingHasOneWriterEvenWhereTheFirstIsThrownOutInTheMiddle()
    {
        for (int round = 0; round < 50; round++)
        {
            using var stage = new Stage(1 << 16);
            var inner = new StageSeat(stage, new ManualClock());
            var first = new RevocableSeat(inner);
            int written = 0;
            var thread = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        if (stage.Due.Count > 60_000) _ = first.IsQuiet;
                        else if (first.TryPlan(DueEvent.At(written, default, 0))) written++;
                    }
                }
                catch (SeatRevokedException)
                {
                    // as it should be
                }
            });
            thread.Start();
            SpinWait.SpinUntil(() => Volatile.Read(ref written) > 100);
            first.Revoke();
            int before = stage.Due.Count;
            inner.TryPlan(DueEvent.At(-1, default, 0));
            thread.Join();

            Assert.Equal(written + 1, stage.Due.Count);
            Assert.Equal(before + 1, stage.Due.Count);
        }
    }
}
