using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Follows a MIDI clock: 24 ticks a beat, start, stop, continue and song position, with the jitter taken out.</summary>
/// <remarks>
/// An alpha-beta filter with the gains of the expanding memory (Brookner, Tracking and Kalman Filtering Made Easy, 1998,
/// 1.2.10): least squares over all ticks at first, then over a fading memory of four beats. Where the ticks lean to one side for
/// long the memory becomes short, so that a change of tempo is followed; a tick that is far off is a jump, and the filter
/// begins anew. The place in the music is counted, never estimated: it stays right through every jump.
/// Performer thread; allocates nothing.
/// </remarks>
public sealed class MidiClockFollower(int beatsPerBar)
{
    /// <summary>Ticks a beat (MIDI 1.0).</summary>
    public const int TicksPerBeat = 24;

    private const int Memory = 4 * TicksPerBeat, ShortMemory = 8;
    private const int Enough = TicksPerBeat / 2;        // ticks until the tempo is trusted
    private const double Jump = 1.25;                   // of the time between two ticks
    private const double Lean = 0.001, Scatters = 1.5;   // seconds, and beyond that how often the ticks' usual scatter
    private const double ShortestPatience = 0.25;       // seconds without a tick until the clock is lost

    private double last;        // when the last tick came, in seconds
    private double estimate;    // when it should have come
    private double period;      // between two ticks
    private int ticks;          // since the filter began
    private int leaning;        // ticks in a row on the same side of the estimate
    private double leant;       // by how much, summed
    private double scatter;     // of the ticks around the estimate, in seconds
    private long position;      // of the last tick, in ticks since the start of the song
    private long resumeAt;
    private bool armed;         // the next tick is where the music begins
    private bool running;
    private bool placed;        // somebody said where the music is

    /// <summary>Restarts of the filter after a jump.</summary>
    public int Jumps { get; private set; }

    /// <summary>Takes a message of the clock; all others are passed over.</summary>
    public void Hear(TimePoint time, MidiMessage message)
    {
        switch (message.Status)
        {
            case MidiMessage.TimingClock:
                Tick(time.Seconds);
                break;
            case MidiMessage.Start:
                (resumeAt, armed, placed) = (0, true, true);
                break;
            case MidiMessage.Continue:
                (armed, placed) = (true, true);
                break;
            case MidiMessage.Stop:
                (running, armed, resumeAt) = (false, false, position + 1);
                break;
            case MidiMessage.SongPosition when !running:
                resumeAt = ((message.Data2 << 7) | message.Data1) * (long)(TicksPerBeat / 4);     // in sixteenths
                break;
        }
    }

    public ClockState State(TimePoint now)
    {
        if (ticks == 0) return ClockState.Silent;
        if (now.Seconds - last > Math.Max(ShortestPatience, 4 * period)) return running ? ClockState.Lost : ClockState.Silent;
        if (ticks < Enough || !placed) return ClockState.Listening;
        return running ? ClockState.Locked : ClockState.Stopped;
    }

    /// <summary>Null while the clock is not locked.</summary>
    public TempoGrid? Grid(TimePoint now) => State(now) != ClockState.Locked || !IsTempo
        ? null
        : new TempoGrid(TimePoint.FromSeconds(estimate), position / (double)TicksPerBeat, Bpm, beatsPerBar);

    /// <summary>The tempo of the last ticks, whether the music runs or not.</summary>
    public double Bpm => 60 / (TicksPerBeat * period);

    // twice as slow or fast as anybody counts is still followed
    private bool IsTempo => Bpm is > TempoGrid.Slowest / 2 and < TempoGrid.Fastest * 2;

    private void Tick(double now)
    {
        if (armed)
        {
            (armed, running, position) = (false, true, resumeAt);
        }
        else if (running)
        {
            position++;
        }

        double silence = now - last;
        last = now;
        if (ticks > 1 && (silence > Math.Max(ShortestPatience, 4 * period) || (ticks >= Enough && Math.Abs(now - estimate - period) > Jump * period)))
        {
            ticks = 0;
            Jumps++;
        }

        if (ticks > 0) Follow(now);
        else (estimate, leaning, leant, scatter) = (now, 0, 0, 0);
        ticks++;
    }

    private void Follow(double now)
    {
        if (ticks == 1)
        {
            (period, estimate) = (Math.Max(1e-4, now - estimate), now);
            return;
        }

        double off = now - estimate - period;
        leaning = Math.Sign(off) == Math.Sign(leant) ? leaning + 1 : 1;
        leant = leaning == 1 ? off : leant + off;
        double n = Math.Min(ticks, Memory);
        scatter += (Math.Abs(off) - scatter) / n;
        if (leaning >= ShortMemory && Math.Abs(leant) > (Lean + (Scatters * scatter)) * leaning)
        {
            ticks = Enough;
            leaning = 0;
            n = ShortMemory;
        }

        double common = (n + 1) * (n + 2);
        estimate += period + (off * 2 * ((2 * n) + 1) / common);
        period = Math.Max(1e-4, period + (off * 6 / common));
    }
}
