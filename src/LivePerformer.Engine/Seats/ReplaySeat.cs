using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A seat that tells the performer what it was told when a take was played, in the same order.</summary>
/// <remarks>Should the performer do anything else than it did then, this ends the replay, and <see cref="Differs"/> says where.</remarks>
public sealed class ReplaySeat : ISeat
{
    private readonly IReadOnlyList<TakeEntry> script;
    private readonly List<DueEvent> plans = [];
    private int next;
    private int skipped;
    private TimePoint now;

    /// <param name="entries">The whole take; only what the performer saw, heard and planned is looked at.</param>
    public ReplaySeat(IEnumerable<TakeEntry> entries) => script = [.. entries.Where(entry => IsScript(entry.Kind))];

    /// <summary>What the performer planned until now.</summary>
    public IReadOnlyList<DueEvent> Plans => plans;

    /// <summary>Where the performer did something else than in the take; null while it did the same.</summary>
    public string? Differs { get; private set; }

    public TimePoint Now
    {
        get
        {
            if (!IsAsExpected(TakeKind.Moment)) now = new(Take().A);
            return now;
        }
    }

    public bool IsQuiet
    {
        get
        {
            bool quiet = IsAsExpected(TakeKind.Noise);
            if (!quiet) Take();
            return quiet;
        }
    }

    /// <summary>The performer that was played failed then, and another took its place.</summary>
    public bool IsRestart => Differs is null && next < script.Count && script[next].Kind == TakeKind.Restart;

    /// <summary>Lets the performer go through the take, to its end or to where the performer failed.</summary>
    public void Play(Performer performer)
    {
        if (IsRestart) Take();
        try
        {
            while (next < script.Count && script[next].Kind == TakeKind.Step && script[next].Skipped == skipped) performer.Step();
            if (next < script.Count && script[next].Kind != TakeKind.Restart && (script[next].Kind != TakeKind.End || script[next].Skipped != skipped)) throw Otherwise("ends its round");
        }
        catch (EndOfScriptException)
        {
            // the take was cut off here, or differs
        }
        catch (Exception) when (IsRestart)
        {
            // it fails as it did then
        }
    }

    public void Step()
    {
        skipped = 0;
        next++;
    }

    public bool TryHear(out HeardEvent heard)
    {
        bool none = IsAsExpected(TakeKind.Heard, TakeKind.HeardOn, TakeKind.Transcribed);
        heard = none ? default : Take().HeardEvent;
        return !none;
    }

    public bool TryCommand(out StageCommand command)
    {
        bool any = next < script.Count && script[next].Kind == TakeKind.Command && script[next].Skipped == skipped;
        command = any ? Take().StageCommand : default;
        return any;
    }

    public bool TryPlan(in DueEvent plan)
    {
        if (next == script.Count) throw new EndOfScriptException();

        TakeEntry entry = script[next];
        bool isNow = entry.Skipped == skipped;
        if (isNow && entry.Kind == TakeKind.Full)
        {
            Take();
            return false;
        }

        if (!isNow || entry.Kind != TakeKind.Plan || entry.DueEvent != plan) throw Otherwise($"plans {plan.Message} for frame {plan.Frame}");

        Take();
        plans.Add(plan);
        return true;
    }

    public bool TryLearn(out SentEvent sent)
    {
        sent = default;     // what left changes nothing in what is planned
        return false;
    }

    public void Mark()
    {
    }

    public void Tell(in Turn turn)
    {
    }

    /// <summary>The clock by which the players' work was measured then.</summary>
    public IClock Work() => new WorkClock(this);

    private static bool IsScript(TakeKind kind) => kind is TakeKind.Step or TakeKind.Heard or TakeKind.HeardOn or TakeKind.Transcribed or TakeKind.Command or TakeKind.Moment or TakeKind.Noise
        or TakeKind.Plan or TakeKind.Full or TakeKind.Work or TakeKind.Restart or TakeKind.End;

    // Whether this look found what was to be expected; else the entry that tells what it found comes next.
    private bool IsAsExpected(params ReadOnlySpan<TakeKind> kinds)
    {
        if (next == script.Count) throw new EndOfScriptException();

        TakeEntry entry = script[next];
        if (skipped < entry.Skipped)
        {
            skipped++;
            return true;
        }

        if (!kinds.Contains(entry.Kind)) throw Otherwise($"looks for {kinds[0]}");
        return false;
    }

    private TakeEntry Take()
    {
        skipped = 0;
        return script[next++];
    }

    private EndOfScriptException Otherwise(string does)
    {
        if (IsRestart) return new EndOfScriptException();       // it hung here, and whatever it does now it did not do then

        string was = next < script.Count ? $"{script[next].Kind} after {script[next].Skipped}" : "nothing more";
        Differs ??= $"at {now.SinceStart:hh\\:mm\\:ss\\.fff} the performer {does} after {skipped}, where the take has {was} (entry {next} of {script.Count})";
        return new EndOfScriptException();
    }

    private TimePoint Measure() => IsAsExpected(TakeKind.Work) ? throw Otherwise("measures its work") : new(Take().A);

    private sealed class WorkClock(ReplaySeat seat) : IClock
    {
        public TimePoint Now => seat.Measure();
    }

    /// <summary>Unwinds the performer's round.</summary>
    private sealed class EndOfScriptException : Exception;
}
