using System.Globalization;

namespace LivePerformer.Benchmarks;

/// <summary>What shall happen in a soak, and when.</summary>
internal sealed record SoakPlan
{
    public const int Rate = 48_000;

    /// <summary>So long memory may grow: caches fill, models are met for the first time.</summary>
    private const double MostWarmUpSeconds = 180;

    public required double Minutes { get; init; }

    /// <summary>Seconds from one switch to the next; ports are pulled six times more seldom.</summary>
    public required double Every { get; init; }

    public required int Frames { get; init; }

    /// <summary>Processes that do nothing but work.</summary>
    public required int Load { get; init; }

    public required int ServerRestarts { get; init; }

    /// <summary>The performer's thread throws once, and hangs once.</summary>
    public required bool Drills { get; init; }

    /// <summary>The program makes 100 MB of garbage a second.</summary>
    public required bool Garbage { get; init; }

    /// <summary>The program keeps 100 KB a second for good, from 10 seconds on: the memory must be found to grow.</summary>
    public required bool Leak { get; init; }

    public double Seconds => 60 * Minutes;

    public double WarmUpSeconds => Math.Min(MostWarmUpSeconds, Seconds / 3);

    /// <summary>Between two pulled ports.</summary>
    public double PullEvery => 6 * Every;

    /// <summary>For the program.</summary>
    public string Drill => string.Create(CultureInfo.InvariantCulture, $"{(Garbage ? "garbage@10" : "")}{(Leak ? " leak@10" : "")}{(Drills ? $" throw@{ThrowAt:0} hang@{HangAt:0}" : "")}");

    public double ThrowAt => 0.45 * Seconds;

    public double HangAt => 0.55 * Seconds;

    public double ServerRestartAt(int restart) => Seconds * (restart + 1) / (ServerRestarts + 1);
}
