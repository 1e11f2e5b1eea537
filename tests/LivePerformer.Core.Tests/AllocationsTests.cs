using System.Runtime;
using LivePerformer.Testing;

namespace LivePerformer.Core.Tests;

public class AllocationsTests
{
    private static byte[]? kept;

    /// <summary>The runtime itself would count what another thread's collection takes away of this thread's memory.</summary>
    [Fact]
    public void CollectionsOfOtherThreadsAreNotCounted()
    {
        kept = new byte[100];   // this thread has memory to lose
        Allocations before = Allocations.Begin();
        var other = new Thread(() => GC.Collect());
        long started = before.SoFar;   // what the thread object took
        other.Start();
        other.Join();
        Assert.InRange(before.SoFar, 0, started + 4096);
    }

    /// <summary>Where they are, 0 to 7,200 bytes of nothing are seen between two readings that no counted collection divides.</summary>
    [Fact]
    public void CollectionsAreNotInTheBackground() => Assert.Equal(GCLatencyMode.Batch, GCSettings.LatencyMode);

    [Fact]
    public void WhatIsAllocatedIsCounted()
    {
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 1000; i++) kept = new byte[100];
        Assert.InRange(before.SoFar, 100_000 - 16_384, 1_000_000);
        Assert.Equal(100, kept!.Length);
    }
}
