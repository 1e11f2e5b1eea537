using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Sends a MIDI clock: 24 ticks a beat at their exact frames, and start, continue and stop.</summary>
/// <remarks>
/// The ticks follow the grid, whoever gives it. A grid that moves is caught up with: the next tick waits, or the ticks come
/// at twice their pace at most, until the beat is where it belongs; who counts ticks is never half a beat off. The music is
/// started at a bar line, and every tick before that tells the tempo alone. A grid that is lost stops the music.
/// Performer thread; allocates nothing.
/// </remarks>
public sealed class ClockOutput(Scheduler scheduler)
{
    private const int TicksPerBeat = MidiClockFollower.TicksPerBeat;
    private const int TicksPerSixteenth = TicksPerBeat / 4;

    private readonly TimeSpan ahead = Conductor.Ahead;
    private long tick;              // the next one to be sent, in ticks since beat 0 of the grid
    private long startTick;         // the first one of the music
    private TimePoint last;         // when the last one is due
    private bool ticking;
    private bool started;
    private bool announced;         // the message before the start tick is on its way

    /// <param name="isSong">The grid's beat 0 is the beginning of a song that goes on: after an interruption it is continued,
    /// not started again.</param>
    public void Step(TimePoint now, TempoGrid? known, bool isSong)
    {
        if (known is not { } grid)
        {
            if (!started || scheduler.TryAdd(now, MidiMessage.Clock(MidiMessage.Stop))) ticking = started = announced = false;
            return;
        }

        if (!ticking) Begin(now, grid);
        Recount(grid);
        while (true)
        {
            TimeSpan between = TimeSpan.FromTicks(grid.BeatLength.Ticks / TicksPerBeat);
            TimePoint due = grid.TimeOf(tick / (double)TicksPerBeat);
            if (due < last + (between / 2)) due = last + (between / 2);
            if (due > now + ahead) return;
            if (tick == startTick && !announced && !TryAnnounce(due - (between / 4), isSong)) return;
            if (!scheduler.TryAdd(due, MidiMessage.Clock(MidiMessage.TimingClock))) return;

            started |= tick == startTick;
            last = due;
            tick++;
        }
    }

    private void Begin(TimePoint now, in TempoGrid grid)
    {
        ticking = true;
        tick = (long)Math.Ceiling(grid.BeatAt(now) * TicksPerBeat);
        startTick = NextStart(grid, now);
        last = grid.TimeOf((tick - 1) / (double)TicksPerBeat);
    }

    /// <summary>Another count of the same or of other beats: whole beats make no difference to who counts ticks.</summary>
    private void Recount(in TempoGrid grid)
    {
        double place = grid.BeatAt(last) * TicksPerBeat;
        long beats = (long)Math.Round((place - (tick - 1)) / TicksPerBeat);
        tick += beats * TicksPerBeat;
        startTick += beats * TicksPerBeat;
        if (beats == 0 || started) return;

        startTick = NextStart(grid, last);
    }

    /// <summary>The next bar, but none of a count-in.</summary>
    private static long NextStart(in TempoGrid grid, TimePoint after) =>
        Math.Max(0, grid.NextBar(after + (grid.BeatLength / TicksPerBeat)).Number) * TicksPerBeat;

    private bool TryAnnounce(TimePoint before, bool isSong)
    {
        long sixteenths = tick / TicksPerSixteenth;
        if (isSong && sixteenths is > 0 and < 1 << 14)
        {
            if (!scheduler.TryAdd(before, new MidiMessage(MidiMessage.SongPosition, (byte)(sixteenths & 0x7F), (byte)(sixteenths >> 7)))) return false;
            announced = scheduler.TryAdd(before, MidiMessage.Clock(MidiMessage.Continue));
        }
        else
        {
            announced = scheduler.TryAdd(before, MidiMessage.Clock(MidiMessage.Start));
        }

        return announced;
    }
}
