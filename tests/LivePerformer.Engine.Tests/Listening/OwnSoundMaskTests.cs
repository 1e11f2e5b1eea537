using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class OwnSoundMaskTests
{
    private const int SampleRate = 48_000;

    [Theory]
    [InlineData(60, 5, true)]           // the way takes 5 to 60 ms, and a detector may be off by 25
    [InlineData(60, -19, true)]
    [InlineData(60, 84, true)]
    [InlineData(60, -21, false)]        // before it could sound
    [InlineData(60, 86, false)]         // long after
    [InlineData(61, 20, false)]
    [InlineData(48, 20, false)]         // an octave below is nobody's partial
    public void OurNoteIsOursWithinItsWindowAlone(int pitch, double after, bool isOurs)
    {
        var mask = OwnSoundMask.Of(MicrophoneProfile.None, SampleRate);
        mask.Strike(100_000, 60, 80);
        Assert.Equal(isOurs, mask.IsOurs(100_000 + Frames(after), (byte)pitch, 80));
    }

    [Theory]
    [InlineData(21, true)]
    [InlineData(-3, true)]
    [InlineData(-5, false)]
    [InlineData(46, true)]
    [InlineData(47, false)]
    public void WayThatWasMeasuredMakesTheWindowNarrow(double after, bool isOurs)
    {
        var mask = OwnSoundMask.Of(new MicrophoneProfile { LoopMs = 21.3 }, SampleRate);
        mask.Strike(0, 60, 80);
        Assert.Equal(isOurs, mask.IsOurs(Frames(after), 60, 127));
    }

    [Theory]
    [InlineData(12, 60, true)]
    [InlineData(19, 60, true)]
    [InlineData(24, 80, true)]
    [InlineData(12, 81, false)]         // louder than ours: no partial
    [InlineData(7, 40, false)]
    public void SofterPartialsOfOurNoteAreOurs(int above, int velocity, bool isOurs)
    {
        var mask = OwnSoundMask.Of(MicrophoneProfile.None, SampleRate);
        mask.Strike(0, 60, 80);
        Assert.Equal(isOurs, mask.IsOurs(Frames(20), (byte)(60 + above), (byte)velocity));
    }

    [Fact]
    public void HumanStrikesTheSameKeyAtAnotherTime()
    {
        var mask = OwnSoundMask.Of(MicrophoneProfile.None, SampleRate);
        for (int i = 0; i < 50; i++) mask.Strike(Frames(500 * i), 60, 80);
        for (int i = 0; i < 50; i++)
        {
            Assert.True(mask.IsOurs(Frames((500 * i) + 30), 60, 80));
            Assert.False(mask.IsOurs(Frames((500 * i) + 250), 60, 80));
        }
    }

    [Fact]
    public void ManyThousandNotesCostNoMemory()
    {
        var mask = OwnSoundMask.Of(MicrophoneProfile.None, SampleRate);
        Strike(mask, 10);
        Assert.True(mask.IsOurs((9 * 100L) + Frames(20), 9, 80));
        Allocations before = Allocations.Begin();
        Strike(mask, 10_000);
        bool last = mask.IsOurs((9_999 * 100L) + Frames(20), 9_999 % 128, 80), first = mask.IsOurs(Frames(20), 0, 80);
        long spent = before.SoFar;
        Assert.True(last);
        Assert.False(first);
        Assert.Equal(0, spent);     // the first calls, and what the runtime needs for them, came before

        static void Strike(OwnSoundMask mask, int notes)
        {
            for (int i = 0; i < notes; i++) mask.Strike(i * 100L, (byte)(i % 128), 80);
        }
    }

    private static long Frames(double milliseconds) => (long)(milliseconds * SampleRate / 1_000);
}
