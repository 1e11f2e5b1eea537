using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Sees to it that somebody listens and answers: where the performer's thread failed or hangs, its notes are ended
/// and another performer goes on; the sound does not notice.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class Supervisor : IDisposable
{
    /// <summary>Looks in a row without a round of the performer's. We count looks and not time, for a machine that stands still
    /// stands still for us too.</summary>
    private const int MostLooks = 14;

    /// <summary>So many replacements within <see cref="Window"/> are no help.</summary>
    private const int MostReplacements = 5;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly Ensemble ensemble;
    private readonly Stagehand stagehand;
    private readonly Func<PerformerThread> begin;
    private readonly Queue<TimeSpan> replaced = new();
    private readonly List<(PerformerThread Thread, SceneMaker Maker)> past = [];      // that were replaced, and are not yet gone
    private PerformerThread thread;
    private long beats;
    private int looks;

    /// <param name="begin">Starts a thread for the ensemble's performer.</param>
    public Supervisor(Ensemble ensemble, Stagehand stagehand, Func<PerformerThread> begin)
    {
        this.ensemble = ensemble;
        this.stagehand = stagehand;
        this.begin = begin;
        thread = begin();
    }

    /// <summary>Looks after the performer; called some twenty times a second.</summary>
    /// <param name="elapsed">Time of the performance.</param>
    /// <param name="news">What had to be done, in one line.</param>
    /// <returns>Why it gives up; null: it does not.</returns>
    public string? Look(TimeSpan elapsed, out string? news)
    {
        news = null;
        past.RemoveAll(IsGone);
        looks = thread.Beats == beats ? looks + 1 : 0;
        beats = thread.Beats;
        if (thread.Fault is SeatRevokedException || (thread.Fault is null && looks < MostLooks)) return null;     // the performance is over, or all is well

        string why = thread.Fault is { } fault ? $"failed ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')})" : "hung";
        while (replaced.TryPeek(out TimeSpan first) && elapsed - first > Window) replaced.Dequeue();
        if (replaced.Count == MostReplacements)
            return $"The performer {why} again and again, and all notes were ended. Try another preset or model; the take, if one was kept, tells what was played.";

        replaced.Enqueue(elapsed);
        past.Add((thread, ensemble.Maker));
        ensemble.Replace();
        PerformerThread old = thread;
        thread = begin();
        stagehand.Again();
        old.Leave();
        (beats, looks) = (0, 0);
        news = $"the performer {why}; its notes were ended, and another goes on";
        return null;
    }

    private bool IsGone((PerformerThread Thread, SceneMaker Maker) replaced)
    {
        if (!replaced.Thread.IsOver || !ensemble.TryLetGo(replaced.Maker)) return false;

        replaced.Thread.Dispose();
        return true;
    }

    public void Dispose()
    {
        thread.Dispose();
        foreach ((PerformerThread left, _) in past) left.Dispose();
    }
}
