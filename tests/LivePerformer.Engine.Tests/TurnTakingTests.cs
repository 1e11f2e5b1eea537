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

    [Fact]
    public void DuetBeginsWithTheFirstKeyAndEndsAfterTheStatedSilence()
    {
        var turns = new DuetTurns(TimeSpan.FromSeconds(2));
        Assert.False(turns.IsOurTurn(At(0.5)));
        turns.Hear(On(1));
        Assert.True(turns.IsOurTurn(At(1)));
        Assert.Equal(At(1), turns.Cue);
        turns.Hear(On(2, 62));
        turns.Hear(Off(2.5));
        Assert.True(turns.IsOurTurn(At(60)));       // one key is still held
        turns.Hear(Off(61, 62));

        Assert.True(turns.IsOurTurn(At(62.9)));
        Assert.False(turns.IsOurTurn(At(63)));
        turns.Hear(On(70));
        Assert.True(turns.IsOurTurn(At(70)));
        Assert.Equal(At(70), turns.Cue);
    }

    [Fact]
    public void DuetListensBeforeItComesIn()
    {
        var turns = new DuetTurns(TimeSpan.FromSeconds(4), Sign.Pedal(67), listen: TimeSpan.FromSeconds(2));
        turns.Hear(On(1));
        turns.Hear(Off(1.5));
        turns.Hear(On(2.9, 62));
        Assert.False(turns.IsOurTurn(At(2.9)));
        Assert.True(turns.IsOurTurn(At(3.1)));
        Assert.Equal(At(3), turns.Cue);

        turns.Hear(new ControlChange(At(4), 67, 127));
        turns.Hear(new ControlChange(At(4.1), 67, 0));
        Assert.False(turns.IsOurTurn(At(9)));
        turns.Hear(new ControlChange(At(10), 67, 127));     // asked in: at once
        Assert.True(turns.IsOurTurn(At(10)));
    }

    [Fact]
    public void OneKeyLongAgoIsNoPhraseToComeInto()
    {
        var turns = new DuetTurns(TimeSpan.FromSeconds(1), listen: TimeSpan.FromSeconds(2));
        turns.Hear(On(1));
        turns.Hear(Off(1.5));
        turns.Hear(On(10));
        turns.Hear(Off(10.5));
        Assert.False(turns.IsOurTurn(At(11)));
        turns.Hear(On(11.4));
        Assert.True(turns.IsOurTurn(At(12)));
        Assert.Equal(At(12), turns.Cue);
    }

    [Fact]
    public void PedalSendsTheDuetAwayUntilItIsAskedBackIn()
    {
        var turns = new DuetTurns(TimeSpan.FromSeconds(2), Sign.Pedal(67));
        turns.Hear(On(1));
        Assert.True(turns.Hear(new ControlChange(At(2), 67, 127)));
        Assert.False(turns.IsOurTurn(At(2)));
        turns.Hear(new ControlChange(At(2.1), 67, 0));
        turns.Hear(On(3, 64));
        Assert.False(turns.IsOurTurn(At(3)));       // keys do not bring it back

        turns.Hear(new ControlChange(At(4), 67, 127));
        Assert.True(turns.IsOurTurn(At(4)));
        Assert.False(turns.Hear(new ControlChange(At(5), ControlChange.Sustain, 127)));
    }

    [Fact]
    public void KeySendsTheDuetAwayAndIsNotMusic()
    {
        var turns = new DuetTurns(TimeSpan.Zero, Sign.Key(new Pitch(21)));
        turns.Hear(On(1));
        Assert.True(turns.IsOurTurn(At(100)));
        Assert.True(turns.Hear(On(101, 21)));
        Assert.True(turns.Hear(Off(101.1, 21)));
        Assert.False(turns.IsOurTurn(At(102)));
    }

    [Fact]
    public void KeysDoNotStopWhatGoesOnUntilItIsStopped()
    {
        ITurnTaking[] cues = [new PedalCue(67, keysTakeBack: false), new KeyCue(new Pitch(21), keysTakeBack: false)];
        foreach (ITurnTaking cue in cues)
        {
            Press(1);
            cue.Hear(On(2));
            Assert.True(cue.IsOurTurn(At(2)));
            Press(3);
            Assert.False(cue.IsOurTurn(At(3)));

            void Press(double time)
            {
                cue.Hear(new ControlChange(At(time), 67, 127));
                cue.Hear(new ControlChange(At(time), 67, 0));
                cue.Hear(On(time, 21));
                cue.Hear(Off(time, 21));
            }
        }

        var silence = new SilenceCue(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(2), keysTakeBack: false);
        silence.Hear(On(1));
        silence.Hear(Off(1.5));
        Assert.True(silence.IsOurTurn(At(2)));
        silence.Hear(On(3));
        Assert.True(silence.IsOurTurn(At(3)));
    }
}
