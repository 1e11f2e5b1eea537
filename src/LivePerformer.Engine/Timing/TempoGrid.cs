using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Where the beats lie, as far as is known now: evenly in both directions, and beat 0 begins a bar.</summary>
public readonly record struct TempoGrid
{
    /// <summary>The slowest and the fastest tempo that anything here follows, in beats a minute.</summary>
    public const double Slowest = 20, Fastest = 300;

    private const double Hair = 1e-6;   // of a beat: a beat's own moment, rounded to 100 ns, is not before that beat

    /// <param name="anchor">A moment at which the place in the music is known.</param>
    /// <param name="anchorBeat">That place, in beats since beat 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tempo or a bar that nobody plays.</exception>
    public TempoGrid(TimePoint anchor, double anchorBeat, double bpm, int beatsPerBar)
    {
        if (!(bpm > 0) || double.IsInfinity(bpm)) throw new ArgumentOutOfRangeException(nameof(bpm));
        ArgumentOutOfRangeException.ThrowIfLessThan(beatsPerBar, 1);
        (Anchor, AnchorBeat, Bpm, BeatsPerBar) = (anchor, anchorBeat, bpm, beatsPerBar);
    }

    public TimePoint Anchor { get; }
    public double AnchorBeat { get; }
    public double Bpm { get; }
    public int BeatsPerBar { get; }

    public TimeSpan BeatLength => TimeSpan.FromSeconds(60 / Bpm);

    public TimePoint TimeOf(double beat) => new(Anchor.Ticks + (long)Math.Round((beat - AnchorBeat) * TicksPerBeat));

    /// <summary>The place in the music at a moment, in beats since beat 0.</summary>
    public double BeatAt(TimePoint time) => AnchorBeat + ((time.Ticks - Anchor.Ticks) / TicksPerBeat);

    /// <summary>The first beat that is not before the moment.</summary>
    public Beat NextBeat(TimePoint from) => BeatOf((long)Math.Ceiling(BeatAt(from) - Hair));

    /// <summary>The first beat of a bar that is not before the moment.</summary>
    public Beat NextBar(TimePoint from) => BeatOf((long)Math.Ceiling((BeatAt(from) - Hair) / BeatsPerBar) * BeatsPerBar);

    public Beat BeatOf(long number)
    {
        int inBar = (int)(number % BeatsPerBar);
        return new(number, inBar < 0 ? inBar + BeatsPerBar : inBar, TimeOf(number));
    }

    private double TicksPerBeat => TimeSpan.TicksPerMinute / Bpm;
}
