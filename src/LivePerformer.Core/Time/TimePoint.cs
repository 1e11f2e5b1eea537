namespace LivePerformer.Core;

/// <summary>A moment on the clock of the performance; its length since the start is kept in steps of 100 ns.</summary>
/// <remarks>Where there is audio the clock is the sample position. 100 ns is far finer than a frame, so that
/// frame to moment to frame is exact for every sample rate in use.</remarks>
public readonly record struct TimePoint(long Ticks) : IComparable<TimePoint>
{
    public static TimePoint Zero => default;
    public static TimePoint MaxValue => new(long.MaxValue);

    public TimeSpan SinceStart => new(Ticks);
    public double Seconds => Ticks / (double)TimeSpan.TicksPerSecond;

    public static TimePoint FromSeconds(double seconds) =>
        new((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    /// <summary>The moment at which frame number <paramref name="frame"/> begins.</summary>
    public static TimePoint FromFrame(long frame, int sampleRate)
    {
        // whole seconds and the rest apart: the product of a day's frames and 10^7 would come near 2^63
        long whole = Math.DivRem(frame, sampleRate, out long rest);
        return new((whole * TimeSpan.TicksPerSecond) + (((rest * TimeSpan.TicksPerSecond) + (sampleRate / 2)) / sampleRate));
    }

    /// <summary>The frame nearest to this moment.</summary>
    public long ToFrame(int sampleRate)
    {
        long whole = Math.DivRem(Ticks, TimeSpan.TicksPerSecond, out long rest);
        return (whole * sampleRate) + (((rest * sampleRate) + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond);
    }

    public int CompareTo(TimePoint other) => Ticks.CompareTo(other.Ticks);

    public static TimePoint operator +(TimePoint moment, TimeSpan length) => new(moment.Ticks + length.Ticks);
    public static TimePoint operator -(TimePoint moment, TimeSpan length) => new(moment.Ticks - length.Ticks);
    public static TimeSpan operator -(TimePoint later, TimePoint earlier) => new(later.Ticks - earlier.Ticks);
    public static bool operator <(TimePoint left, TimePoint right) => left.Ticks < right.Ticks;
    public static bool operator <=(TimePoint left, TimePoint right) => left.Ticks <= right.Ticks;
    public static bool operator >(TimePoint left, TimePoint right) => left.Ticks > right.Ticks;
    public static bool operator >=(TimePoint left, TimePoint right) => left.Ticks >= right.Ticks;

    public override string ToString() => SinceStart.ToString();
}
