using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>What the meters say of the time between two readings.</summary>
internal sealed class Stretch(Reading from, Reading to)
{
    private readonly Histogram callback = to.Callback.Since(from.Callback);
    private readonly Histogram lateness = to.Lateness.Since(from.Lateness);
    private readonly Histogram rounds = to.Rounds.Since(from.Rounds);

    /// <param name="fraction">1 is the longest; null where there were none.</param>
    public double? CallbackMicroseconds(double fraction) => Microseconds(callback.Percentile(fraction));

    /// <summary>The share of the block's length that 99 of 100 callbacks kept within.</summary>
    public double CallbackLoad => CallbackMicroseconds(0.99) / to.Period.TotalMicroseconds ?? 0;

    public double? LatenessMilliseconds(double fraction) => 1000.0 * lateness.Percentile(fraction) / to.SampleRate;

    public double? RoundMilliseconds(double fraction) => Microseconds(rounds.Percentile(fraction)) / 1000;

    /// <summary>The share of the time in which the performer was at work.</summary>
    public double Work => to.Wall > from.Wall ? (to.Worked - from.Worked) / (to.Wall - from.Wall) : 0;

    /// <summary>What a planned note took the improvisers; null where none was planned.</summary>
    public double? MillisecondsPerNote =>
        to.NotesPlanned > from.NotesPlanned ? (to.Planning - from.Planning).TotalMilliseconds / (to.NotesPlanned - from.NotesPlanned) : null;

    /// <summary>Whether a count rose meanwhile.</summary>
    public bool Grew(Func<Reading, long> meter) => meter(to) > meter(from);

    internal static double? Microseconds(long? ticks) => 1e6 * ticks / Stopwatch.Frequency;
}
