using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A tempo tapped with a foot or a finger: three even taps give it, the first of them is the first of a bar.</summary>
/// <remarks>The line through the last taps (least squares), so that one nervous tap does not move the beat. An interval
/// that nobody would call a beat, or that is far off the ones before, begins a new count; the old tempo holds until the
/// new one is known. Performer thread; allocates nothing after the constructor.</remarks>
public sealed class TapTempo(int beatsPerBar)
{
    private const int Needed = 3, Remembered = 8;
    private const double MostOff = 0.3;     // of the beat: taps of amateurs stay within a tenth

    private readonly double[] taps = new double[Remembered];    // seconds, a ring by number
    private long count;     // of this count

    /// <summary>Null until it was tapped.</summary>
    public TempoGrid? Grid { get; private set; }

    /// <returns>Whether the grid is new.</returns>
    public bool Hear(TimePoint tap)
    {
        double now = tap.Seconds;
        if (count > 0 && !Fits(now - taps[(count - 1) % Remembered])) count = 0;
        taps[count++ % Remembered] = now;
        if (count < Needed) return false;

        Grid = Fit();
        return true;
    }

    /// <summary>Forgets all taps.</summary>
    public void Forget() => (count, Grid) = (0, null);

    private bool Fits(double interval)
    {
        if (interval is < 60 / TempoGrid.Fastest or > 60 / TempoGrid.Slowest) return false;
        if (count < 2) return true;

        long first = Math.Max(0, count - Remembered);
        double beat = (taps[(count - 1) % Remembered] - taps[first % Remembered]) / (count - 1 - first);
        return Math.Abs((interval / beat) - 1) <= MostOff;
    }

    private TempoGrid Fit()
    {
        long first = Math.Max(0, count - Remembered);
        double middleBeat = (first + count - 1) / 2.0, middleTime = 0, product = 0, square = 0;
        for (long i = first; i < count; i++) middleTime += taps[i % Remembered] / (count - first);
        for (long i = first; i < count; i++)
        {
            product += (i - middleBeat) * (taps[i % Remembered] - middleTime);
            square += (i - middleBeat) * (i - middleBeat);
        }

        return new TempoGrid(TimePoint.FromSeconds(middleTime), middleBeat, 60 * square / product, beatsPerBar);
    }
}
