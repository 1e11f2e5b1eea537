using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>What the performer is told reaches whoever it concerns.</summary>
public sealed class DirectedTests : IDisposable
{
    private readonly Stage stage = new(1024);
    private readonly ManualClock clock = new();
    private readonly SpscRing<StageCommand> commands = new(64);
    private readonly Directed improviser = new();
    private readonly Conductor conductor;
    private readonly Performer performer;

    public DirectedTests()
    {
        var seat = new StageSeat(stage, clock, commands);
        var scheduler = new Scheduler(seat, Duo.SampleRate, LatencyProfile.None);
        conductor = new Conductor(new(), metronome: new Metronome(scheduler, new(Sounds: true, Channel: null, Loudness: 90, GoesOn: false, CountsIn: false)));
        var scene = new Scene(0, 0, new SilenceCue(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300)), improviser) { LookAhead = TimeSpan.FromMilliseconds(250), Conductor = conductor };
        performer = new Performer(seat, scheduler, new Take(Duo.SampleRate), Duo.SampleRate, scene, controls: new Controls([new(CommandKind.Tap, CueSign.Pedal(80)), new(CommandKind.Tempo, CueSign.Pedal(20), 0, 60, 187)]));
    }

    public void Dispose()
    {
        performer.Dispose();
        commands.Dispose();
        stage.Dispose();
    }

    [Theory]
    [InlineData("temperature 0.9", Dial.Temperature, 0.9)]
    [InlineData("density 6", Dial.Density, 6)]
    [InlineData("loudness -8", Dial.Loudness, -8)]
    [InlineData("scale dorian", Dial.Scale, (double)Scale.Dorian)]
    [InlineData("tonic Eb", Dial.Tonic, (double)Tonic.EFlat)]
    [InlineData("chord C-Eb-G", Dial.Chord, 0b1000_1001)]
    [InlineData("follow-chord on", Dial.FollowChord, 1)]
    [InlineData("lowest 40", Dial.Lowest, 40)]
    [InlineData("highest 80", Dial.Highest, 80)]
    [InlineData("entry bar", Dial.AtOnce, 1)]
    [InlineData("entry free", Dial.AtOnce, 0)]
    public void WordsTurnTheDialThatTheyName(string words, Dial dial, double value)
    {
        Tell(words);
        Assert.Equal((dial, value), Assert.Single(improviser.Turned));
    }

    [Fact]
    public void WordsOfTimeReachTheConductor()
    {
        Tell("tempo 90", "metronome on", "entry bar");
        Assert.Equal((TempoSource.Given, 90.0, true, Entry.Bar), (conductor.Source, conductor.Bpm, conductor.IsClicking, conductor.Entry));
        Tell("tempo off", "metronome off", "entry free");
        Assert.Equal((TempoSource.None, 0.0, false, Entry.Free), (conductor.Source, conductor.Bpm, conductor.IsClicking, conductor.Entry));
        Assert.Equal([(Dial.AtOnce, 1), (Dial.AtOnce, 0)], improviser.Turned);
    }

    /// <summary>However late the performer comes round to it.</summary>
    [Fact]
    public void TapOfAControlCountsFromWhenTheControlMoved()
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.True(stage.Heard.TryWrite(new(i * 24_000, MidiMessage.Control(0, 80, 127))));
            Assert.True(stage.Heard.TryWrite(new((i * 24_000) + 4_800, MidiMessage.Control(0, 80, 0))));
        }

        clock.Advance(TimeSpan.FromSeconds(1.7));
        performer.Step();
        Assert.Equal((TempoSource.Tapped, 120.0), (conductor.Source, Math.Round(conductor.Bpm, 9)));
        Assert.Equal(0, Math.IEEERemainder(conductor.Grid!.Value.BeatAt(TimePoint.Zero), 4), 9);
    }

    [Fact]
    public void FaderGivesTheTempo()
    {
        Assert.True(stage.Heard.TryWrite(new(0, MidiMessage.Control(0, 20, 30))));
        performer.Step();
        Assert.Equal(90, conductor.Bpm, 9);
    }

    private void Tell(params string[] words)
    {
        foreach (string word in words)
        {
            Assert.True(CommandWords.TryParse(word, out StageCommand command, out string? fault), fault);
            Assert.True(commands.TryWrite(command));
        }

        clock.Advance(TimeSpan.FromMilliseconds(1));
        performer.Step();
    }

    private sealed class Directed : IImproviser
    {
        public List<(Dial Dial, double Value)> Turned { get; } = [];

        public void Turn(Dial dial, double value) => Turned.Add((dial, value));

        public void Hear(in NoteEvent note)
        {
        }

        public void Hear(in ControlChange control)
        {
        }

        public void Begin(TimePoint now)
        {
        }

        public bool TryPlay(out NoteEvent answer)
        {
            answer = default;
            return false;
        }

        public void Yield(TimePoint now)
        {
        }

        public void TakeBack(TimePoint from, TimePoint resume)
        {
        }

        public void Forget()
        {
        }
    }
}
