using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>How the time of a performance is kept.</summary>
public sealed record ConductorOptions
{
    /// <summary>Beats a minute from the beginning on; null where nobody gave a tempo.</summary>
    public double? Bpm { get; init; }

    public int BeatsPerBar { get; init; } = 4;

    /// <summary>Bars before the first one, where a tempo was given.</summary>
    public int CountIn { get; init; }

    /// <summary>A MIDI clock that is heard is followed.</summary>
    public bool FollowClock { get; init; }

    /// <summary>Where nobody gives the tempo, it is found in what the human plays.</summary>
    public bool FollowPlaying { get; init; }

    /// <summary>The key or pedal with which the human taps.</summary>
    public Sign? Tap { get; init; }

    /// <summary>At first; a command may change it.</summary>
    public Entry Entry { get; init; }
}

/// <summary>Knows where the beats lie, whoever gives them: a MIDI clock before all others, then the newest of what was
/// tapped and what was given, at last the human's playing.</summary>
/// <remarks>Performer thread; allocates nothing after the constructor, but the <see cref="Pulse"/> where that changes.</remarks>
public sealed class Conductor
{
    /// <summary>How far ahead ticks and clicks are planned: a few rounds of a busy performer thread.</summary>
    internal static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(120);

    private readonly ConductorOptions options;
    private readonly Metronome? metronome;
    private ClockOutput? clock;
    private ClockOutput? ending;        // of the one before, who sent a clock that we do not
    private TapTempo taps;
    private MidiClockFollower follower;
    private BeatTracker? tracker;
    private TempoGrid? given;
    private bool begun;
    private Entry entry;
    private Pulse pulse = new(TimePoint.Zero, TempoSource.None, null);

    /// <param name="clock">Sends the clock; null: nobody asked for it.</param>
    /// <param name="metronome">Likewise.</param>
    public Conductor(ConductorOptions options, ClockOutput? clock = null, Metronome? metronome = null)
    {
        this.options = options;
        this.clock = clock;
        this.metronome = metronome;
        entry = options.Entry;
        taps = new TapTempo(options.BeatsPerBar);
        follower = new MidiClockFollower(options.BeatsPerBar);
        if (options.FollowPlaying) tracker = new BeatTracker(options.BeatsPerBar);
    }

    /// <summary>Who gives the tempo now.</summary>
    public TempoSource Source { get; private set; }

    /// <summary>Where the beats lie; null where nobody knows. As of the last step.</summary>
    public TempoGrid? Grid { get; private set; }

    /// <summary>Beats a minute; 0 where nobody knows. As of the last step.</summary>
    /// <remarks>Any thread, as <see cref="Source"/> and <see cref="Clock"/>.</remarks>
    public double Bpm { get; private set; }

    /// <summary>What is known of the clock that is followed. As of the last step.</summary>
    public ClockState Clock { get; private set; }

    /// <summary>The grid and its source together, as of the last step.</summary>
    /// <remarks>Any thread.</remarks>
    public Pulse Pulse => Volatile.Read(ref pulse);

    public int BeatsPerBar => options.BeatsPerBar;

    /// <summary>The metronome clicks wherever there are beats, also after a count-in.</summary>
    /// <remarks>Any thread.</remarks>
    public bool IsClicking => metronome?.IsOn == true;

    /// <summary>Where an answer may begin.</summary>
    /// <remarks>Any thread may read.</remarks>
    public Entry Entry
    {
        get => entry;
        set => entry = value;
    }

    /// <summary>Somebody gives another tempo, in the place of what was given or tapped before; the beats go on from where
    /// they are.</summary>
    /// <param name="bpm">What lies outside of what anybody plays is taken as the nearest inside; 0: nobody gives a tempo any more.</param>
    public void Give(TimePoint now, double bpm)
    {
        begun = true;
        taps.Forget();
        given = null;
        if (!(bpm > 0)) return;

        (TimePoint anchor, double beat) = Grid is { } grid ? (now, grid.BeatAt(now)) : (now + Ahead, 0);
        given = new TempoGrid(anchor, beat, Math.Clamp(bpm, TempoGrid.Slowest, TempoGrid.Fastest), options.BeatsPerBar);
    }

    /// <summary>The human taps, by whatever means.</summary>
    public void Tap(TimePoint at) => taps.Hear(at);

    /// <summary>Lets the metronome click from the next beat on, or not.</summary>
    public void Click(bool on) => metronome?.Switch(on);

    /// <summary>Takes over from another in the middle of the performance: what it knows of the time, where we have nothing of
    /// our own, and the clock that it sends.</summary>
    public void Follow(Conductor before)
    {
        follower = before.follower;
        if (tracker is not null && before.tracker is not null) tracker = before.tracker;
        if (options.Bpm is null) (taps, given, begun) = (before.taps, before.given, true);
        if (options.Bpm is null && before.metronome is { } other) metronome?.Follow(other);
        if (clock is not null) clock = before.clock ?? clock;
        else ending = before.clock ?? before.ending;
    }

    /// <summary>The human struck or released a key.</summary>
    /// <returns>True when it was a tap and not music.</returns>
    public bool Hear(in NoteEvent note)
    {
        if (options.Tap is { } tap && tap.IsPart(note))
        {
            if (tap.Hears(note)) Tap(note.Time);
            return true;
        }

        tracker?.Hear(note);
        return false;
    }

    /// <summary>The human moved a pedal.</summary>
    /// <returns>True when it was a tap and not music.</returns>
    public bool Hear(in ControlChange control)
    {
        if (options.Tap is not { } tap || !tap.IsPart(control)) return false;

        if (tap.Hears(control)) Tap(control.Time);
        return true;
    }

    /// <summary>A message of somebody's clock arrived.</summary>
    public void Hear(TimePoint time, MidiMessage message)
    {
        follower.Hear(time, message);       // also for whoever takes over from us
    }

    /// <summary>One round: where are we, and what ticks and clicks are due soon?</summary>
    /// <param name="known">Until then all is known that the human played; null: until now.</param>
    /// <returns>Whether the time is another than in the round before.</returns>
    public bool Step(TimePoint now, TimePoint? known = null)
    {
        (TempoSource, TempoGrid?) before = (Source, Grid);
        if (!begun) Begin(now);
        tracker?.Advance(known ?? now);
        Clock = options.FollowClock ? follower.State(now) : ClockState.Silent;
        (Source, Grid) = Ask(now);
        Bpm = Grid?.Bpm ?? 0;
        ending?.Step(now, known: null, isSong: false);
        clock?.Step(now, Source == TempoSource.Playing ? null : Grid, isSong: Source == TempoSource.Clock);
        metronome?.Step(now, Grid);
        if (before == (Source, Grid)) return false;

        Volatile.Write(ref pulse, new(now, Source, Grid));
        return true;
    }

    /// <summary>Where an answer that is ready at this moment shall begin; null where it need not wait.</summary>
    public TimePoint? EntryFrom(TimePoint ready)
    {
        if (entry == Entry.Free || Grid is not { } grid) return null;

        // nobody hears where the bar begins in free playing, and a wrong bar is worse than a beat
        bool bar = entry == Entry.Bar && Source != TempoSource.Playing;
        return bar ? grid.NextBar(ready).Time : grid.NextBeat(ready).Time;
    }

    private void Begin(TimePoint now)
    {
        begun = true;
        if (options.Bpm is double bpm)
            given = new TempoGrid(now + Ahead, -options.CountIn * options.BeatsPerBar, bpm, options.BeatsPerBar);
    }

    private (TempoSource, TempoGrid?) Ask(TimePoint now)
    {
        if (options.FollowClock && follower.Grid(now) is { } ticked) return (TempoSource.Clock, InOurBars(ticked));
        if (taps.Grid is { } tapped) return (TempoSource.Tapped, InOurBars(tapped));
        if (given is { } known) return (TempoSource.Given, InOurBars(known));
        return tracker?.Grid is { } tracked ? (TempoSource.Playing, InOurBars(tracked)) : (TempoSource.None, null);
    }

    // What was taken over may have counted other bars.
    private TempoGrid InOurBars(in TempoGrid grid) => grid.BeatsPerBar == options.BeatsPerBar
        ? grid
        : new TempoGrid(grid.Anchor, grid.AnchorBeat, grid.Bpm, options.BeatsPerBar);
}
