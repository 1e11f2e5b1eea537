using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>What a microphone hears comes later than it sounded: stamps lie in the past, and a silence is believed only when
/// what sounded in it would have come.</summary>
public sealed class HeardLateTests : IDisposable
{
    private const int Lag = 100 * 48;       // 100 ms

    private readonly Duo duo = new();

    public void Dispose() => duo.Dispose();

    [Fact]
    public void CueLiesWhereItWouldAndIsBelievedByTheLagLater()
    {
        Plays(60, ago: 100);        // it sounded at 0
        duo.Passes(299);
        Assert.Empty(duo.Due());
        duo.Passes(2);              // now is 401 ms
        Assert.NotEmpty(duo.Due());
        Assert.Equal(TimeSpan.FromMilliseconds(300), duo.Performer.Answers.Cue.SinceStart);
    }

    [Fact]
    public void NoteThatSoundedInTheSilenceKeepsTheAiFromBeginning()
    {
        Plays(60, ago: 100);        // at 0
        duo.Passes(250);
        Plays(62, ago: 100);        // at 250, before the silence of 300 ms was over
        duo.Passes(290);            // until 640
        Assert.Empty(duo.Due());
        Assert.Empty(duo.Echo.Yields);
        duo.Passes(15);
        Assert.NotEmpty(duo.Due());
    }

    [Fact]
    public void StampsThatGoBackDoNotMakeTheSilenceLonger()
    {
        duo.Clock.Advance(TimeSpan.FromMilliseconds(500));
        duo.Plays(60);                                  // on the keyboard, at 500
        Plays(64, ago: 100);                            // and by the microphone, at 400
        duo.Passes(395);
        Assert.Empty(duo.Due());
        duo.Passes(10);
        Assert.Equal(TimeSpan.FromMilliseconds(800), duo.Performer.Answers.Cue.SinceStart);
    }

    [Fact]
    public void OneThatComesVeryLateByChanceIsForgotten()
    {
        Send(60, ago: 2_000);
        for (int i = 0; i < 40; i++)
        {
            duo.Passes(20);
            Plays(60 + (i % 12), ago: 20);
        }

        TimeSpan last = duo.Clock.Now.SinceStart - TimeSpan.FromMilliseconds(20);
        duo.Passes(350);
        Assert.NotEmpty(duo.Due());
        Assert.Equal(last + TimeSpan.FromMilliseconds(300), duo.Performer.Answers.Cue.SinceStart);
    }

    [Fact]
    public void KeyStruckIntoTheAnswerTakesTheTurnBack()
    {
        Plays(60, ago: 100);
        duo.Passes(400);
        Assert.NotEmpty(duo.Due());
        Plays(64, ago: 100);
        duo.Passes(1);
        Assert.Equal(DueKind.CancelBefore, duo.Due()[^1].Kind);
        Assert.Single(duo.Echo.Yields);
        Assert.Equal(2, duo.Echo.Heard);
    }

    [Fact]
    public void TakeHoldsTheNoteWhereItSounded()
    {
        duo.Clock.Advance(TimeSpan.FromSeconds(1));
        Plays(60, ago: 100);
        duo.Passes(1);
        TakeEvent human = Assert.Single(duo.Take.Snapshot());
        Assert.Equal((900 * 48, 900 * 48), (human.DueFrame, human.SentFrame));
    }

    /// <summary>It sounded so many milliseconds ago.</summary>
    private void Plays(int pitch, int ago)
    {
        if (duo.Clock.Now == TimePoint.Zero) duo.Clock.Advance(TimeSpan.FromMilliseconds(ago));
        Send(pitch, ago);
    }

    private void Send(int pitch, int ago)
    {
        long now = duo.Clock.Now.ToFrame(Duo.SampleRate), frame = now - (ago * 48);
        Assert.True(duo.Stage.Heard.TryWrite(new(frame, MidiMessage.NoteOn(0, new Pitch(pitch), 80), 1, (int)(now - frame))));
    }
}
