using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Core.Tests;

public sealed class BlockEventWriterTests
{
    [Property]
    public void KeepsFramesInOrderAndEqualFramesInOrderOfWriting(byte[] frames)
    {
        var writer = new BlockEventWriter(new BlockEvent[frames.Length]);
        for (int i = 0; i < frames.Length; i++)
            Assert.True(writer.TryWrite(frames[i] % 8, Numbered(i)));

        BlockEvent[] expected = [.. frames.Select((frame, i) => new BlockEvent(frame % 8, Numbered(i))).OrderBy(e => e.Frame)];
        Assert.Equal(expected, writer.Written.ToArray());
    }

    [Fact]
    public void WhatDoesNotFitIsCountedAndChangesNothing()
    {
        var writer = new BlockEventWriter(new BlockEvent[2]);
        writer.TryWrite(5, Numbered(0));
        writer.TryWrite(6, Numbered(1));

        Assert.False(writer.TryWrite(0, Numbered(2)));
        Assert.Equal((2, 1), (writer.Count, writer.Overflows));
        Assert.Equal([new(5, Numbered(0)), new(6, Numbered(1))], writer.Written.ToArray());
    }

    private static MidiMessage Numbered(int i) => MidiMessage.Control(0, (byte)(i / 128), (byte)(i % 128));
}
