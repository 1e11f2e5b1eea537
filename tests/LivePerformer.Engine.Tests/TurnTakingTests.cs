using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class TurnTakingTests
{
    private static TimePoint At(double seconds) => TimePoint.FromSeconds(seconds);

    private static NoteEvent On(double seconds, int pitch = 60) => new(At(seconds), new Pitch(pitch), 64);

    private static NoteEvent Off(double seconds, int pitch = 60) => new(At(seconds), new Pitch(pitch), 0);

    [Fact]
    public void NobodyIsAnsweredBeforePlaying() =>
        Assert.False(new SilenceCue(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(2)).IsOurTurn(At(60)));

    [Fact]
    public void SilenceCountsFromTheLastKeyComingUp()
    {
        var cue = new SilenceCue(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(2));
        cue.Hear(On(1));
        cue.Hear(Off(1.5));

        Assert.False(cue.IsOurTurn(At(1.79)));
        Assert.True(cue.IsOurTurn(At(1.9)));
        Assert.Equal(At(1.8), cue.Cue);     // the cue is the moment, not the step that noticed it
    }

    [Fact]
    public void HeldChordIsNotYetAnInvitation()
    {
        var cue = new SilenceCue(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(2));
        cue.Hear(On(1));

        Assert.False(cue.IsOurTurn(At(2.9)));
        Assert.True(cue.IsOurTurn(At(3)));
    }

    [Fact]
    public void AnswerLastsUntilAKeyIsStruck()
    {
        var cue = new SilenceCue(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(2));
        cue.Hear(On(1));
        cue.Hear(Off(1.1));
        Assert.True(cue.IsOurTurn(At(2)));
        Assert.True(cue.IsOurTurn(At(100)));

        cue.Hear(On(101));

        Assert.False(cue.IsOurTurn(At(101)));
    }

    [Fact]
    public void PedalHandsOverAndTakesBack()
    {
        var cue = new PedalCue(67);
        Assert.True(cue.Hear(new ControlChange(At(1), 67, 127)));
        Assert.True(cue.IsOurTurn(At(1)));
        Assert.True(cue.Hear(new ControlChange(At(1.2), 67, 0)));       // coming up says nothing
        Assert.True(cue.IsOurTurn(At(1.2)));
        Assert.True(cue.Hear(new ControlChange(At(2), 67, 127)));
        Assert.False(cue.IsOurTurn(At(2)));
    }

    [Fact]
    public void HalfPedalThatTremblesIsOnePress()
    {
        var cue = new PedalCue(67);
        foreach (byte value in new byte[] { 70, 90, 65, 80 }) cue.Hear(new ControlChange(At(1), 67, value));

        Assert.True(cue.IsOurTurn(At(1)));
    }

    [Fact]
    public void OtherPedalsAreMusic() =>
        Assert.False(new PedalCue(67).Hear(new ControlChange(At(1), ControlChange.Sustain, 127)));

    [Fact]
    public void CueKeyIsASignAndNotMusic()
    {
        var cue = new KeyCue(new Pitch(21));
        Assert.False(cue.Hear(On(0.5, 60)));
        Assert.True(cue.Hear(On(1, 21)));
        Assert.True(cue.Hear(Off(1.1, 21)));
        Assert.True(cue.IsOurTurn(At(1.1)));
        Assert.Equal(At(1), cue.Cue);

        Assert.False(cue.Hear(On(2, 60)));
        Assert.False(cue.IsOurTurn(At(2)));
    }
}
