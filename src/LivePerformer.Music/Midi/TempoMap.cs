using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Ticks of a MIDI file to moments of the performance and back, through every change of tempo.</summary>
/// <remarks>Lengths are summed as whole microseconds times ticks, so that no rounding adds up over a long file; only the
/// result is rounded, to the nearest 100 ns. Single thread while tempos are added.</remarks>
public sealed class TempoMap
{
    public const int DefaultMicrosecondsPerQuarter = 500_000;

    // elapsed[i] is the exact time at which segment i begins, in microseconds * ticks of the division's denominator
    private readonly List<(long Tick, long Elapsed, int Tempo)> segments = [(0, 0, DefaultMicrosecondsPerQuarter)];
    private readonly MidiDivision division;

    public TempoMap(MidiDivision division)
    {
        if (!division.IsValid) throw new ArgumentOutOfRangeException(nameof(division));
        this.division = division;
    }

    /// <summary>Each tempo in force: from which tick, how many microseconds a quarter note lasts.</summary>
    public IEnumerable<(long Tick, int MicrosecondsPerQuarter)> Changes => segments.Select(s => (s.Tick, s.Tempo));

    /// <summary>From <paramref name="tick"/> on a quarter note lasts this long; ticks must come in rising order.</summary>
    /// <exception cref="OverflowException">The file lasts longer than time is counted here.</exception>
    public void Add(long tick, int microsecondsPerQuarter)
    {
        var last = segments[^1];
        ArgumentOutOfRangeException.ThrowIfLessThan(tick, last.Tick);
        if (microsecondsPerQuarter == last.Tempo) return;

        if (tick == last.Tick) segments[^1] = last with { Tempo = microsecondsPerQuarter };
        else segments.Add((tick, Elapsed(last, tick), microsecondsPerQuarter));
    }

    /// <exception cref="OverflowException">The moment lies beyond what time can count here (29,000 years).</exception>
    public TimePoint ToTime(long tick)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        return new(Round(Elapsed(SegmentAt(tick), tick)));
    }

    /// <summary>The tick nearest to the moment.</summary>
    public long ToTick(TimePoint time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time.Ticks, nameof(time));
        int low = 0, high = segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Round(segments[middle].Elapsed) <= time.Ticks) low = middle;
            else high = middle - 1;
        }

        var segment = segments[low];
        (long microseconds, long ticks) = division.TickLength(segment.Tempo);
        if (microseconds == 0) return segment.Tick;

        Int128 rest = ((Int128)time.Ticks * ticks) - ((Int128)segment.Elapsed * 10);
        Int128 unit = (Int128)microseconds * 10;
        return checked(segment.Tick + (long)Int128.Max(0, ((2 * rest) + unit) / (2 * unit)));
    }

    private (long Tick, long Elapsed, int Tempo) SegmentAt(long tick)
    {
        if (tick >= segments[^1].Tick) return segments[^1];   // files are read in order

        int low = 0, high = segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (segments[middle].Tick <= tick) low = middle;
            else high = middle - 1;
        }

        return segments[low];
    }

    private long Elapsed((long Tick, long Elapsed, int Tempo) segment, long tick) =>
        checked(segment.Elapsed + ((tick - segment.Tick) * division.TickLength(segment.Tempo).Microseconds));

    private long Round(long elapsed)
    {
        long ticks = division.TickLength(0).Ticks;
        return checked((long)((((Int128)elapsed * 20) + ticks) / (2 * ticks)));   // a microsecond is 10 steps of 100 ns
    }
}
