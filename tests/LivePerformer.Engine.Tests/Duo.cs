using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>A human and a performer on a manual clock; the test stands where the audio callback would.</summary>
internal sealed class Duo : IDisposable
{
    public const int SampleRate = 48_000;

    public Duo(ITurnTaking? turns = null, TimeSpan longestAnswer = default, int capacity = 256, TimeSpan? replan = null, ConductorOptions? time = null, LatencyProfile? latency = null)
    {
        Stage = new Stage(capacity);
        Take = new Take(SampleRate);
        var seat = new StageSeat(Stage, Clock);
        var scheduler = new Scheduler(seat, SampleRate, latency ?? LatencyProfile.None);
        if (time is not null) Conductor = new Conductor(time);
        Performer = new Performer(
            seat,
            scheduler,
            Take,
            SampleRate,
            new Scene(0, 0, turns ?? new SilenceCue(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300)), Echo)
            {
                LookAhead = TimeSpan.FromMilliseconds(250),
                LongestAnswer = longestAnswer,
                Replan = replan,
                Conductor = Conductor,
                Latency = latency ?? LatencyProfile.None,
            });
    }

    public ManualClock Clock { get; } = new();
    public EchoImproviser Echo { get; } = new();
    public Stage Stage { get; }
    public Take Take { get; }
    public Performer Performer { get; }
    public Conductor? Conductor { get; }

    public void Plays(int pitch, byte velocity = 80) => Sends(MidiMessage.NoteOn(0, new Pitch(pitch), velocity));

    public void Releases(int pitch) => Sends(MidiMessage.NoteOff(0, new Pitch(pitch)));

    public void Sends(MidiMessage message) => Assert.True(Stage.Heard.TryWrite(new(Clock.Now.ToFrame(SampleRate), message)));

    /// <summary>Lets time pass in steps of a millisecond, the performer stepping at each.</summary>
    public void Passes(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            Performer.Step();
        }
    }

    public List<DueEvent> Due()
    {
        var due = new List<DueEvent>();
        while (Stage.Due.TryRead(out DueEvent e)) due.Add(e);
        return due;
    }

    public void Dispose()
    {
        Performer.Dispose();
        Stage.Dispose();
    }
}
