using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Faults on purpose, to see that the stage gets over them: "throw@3 hang@6 crash@9" lets the performer's thread
/// throw after three seconds, hang after six, and another thread throw after nine; from "garbage@2" on, another thread makes
/// 100 MB of garbage a second with 50 MB living; from "leak@2" on, 100 KB a second are never let go of.</summary>
internal sealed class Drill : IDisposable
{
    /// <summary>Where it is asked for.</summary>
    public const string Variable = "LIVEPERFORMER_DRILL";

    /// <summary>How long the performer's thread hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(4);

    private const int LeakedPerSecond = 100_000, LeakedAtOnce = 1_000;

    private readonly List<(string What, TimeSpan At)> faults;
    private readonly Lock gate = new();
    private readonly List<byte[]> leaked = [];
    private Garbage? garbage;
    private TimePoint? leaks;

    private Drill(List<(string, TimeSpan)> faults) => this.faults = faults;

    /// <returns>Null: nobody asks for one.</returns>
    /// <exception cref="LivePerformerException">It cannot be read.</exception>
    public static Drill? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text) return null;

        var faults = new List<(string, TimeSpan)>();
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] halves = part.Split('@');
            if (halves.Length != 2 || halves[0] is not ("throw" or "hang" or "crash" or "garbage" or "leak") || !double.TryParse(halves[1], CultureInfo.InvariantCulture, out double seconds))
                throw new LivePerformerException($"{Variable} is '{text}'. Write faults such as \"throw@3 hang@6 crash@9\", or unset it.");
            faults.Add((halves[0], TimeSpan.FromSeconds(seconds)));
        }

        return new Drill(faults);
    }

    /// <summary>Called by the performer's thread in each round.</summary>
    public void OnPerformerThread(TimePoint now)
    {
        switch (Due(now, "throw", "hang"))
        {
            case "throw":
                throw new InvalidOperationException("a drill");
            case "hang":
                using (var never = new ManualResetEventSlim()) never.Wait(Hang);
                break;
        }
    }

    /// <summary>Called by the control thread in each round.</summary>
    public void OnControlThread(TimePoint now)
    {
        if (Due(now, "crash", "crash") is not null) new Thread(() => throw new InvalidOperationException("a drill")) { Name = "drill" }.Start();
        if (Due(now, "garbage", "garbage") is not null) garbage ??= new Garbage(megabytesLiving: 50, megabytesPerSecond: 100);
        if (Due(now, "leak", "leak") is not null) leaks ??= now;
        while (leaks is { } since && leaked.Count * LeakedAtOnce < (now - since).TotalSeconds * LeakedPerSecond) leaked.Add(new byte[LeakedAtOnce]);
    }

    public void Dispose() => garbage?.Dispose();

    private string? Due(TimePoint now, string one, string other)
    {
        lock (gate)
        {
            int at = faults.FindIndex(fault => (fault.What == one || fault.What == other) && now.SinceStart >= fault.At);
            if (at < 0) return null;

            string what = faults[at].What;
            faults.RemoveAt(at);
            return what;
        }
    }
}
