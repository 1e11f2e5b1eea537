using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>How the improvisers did, all through a performance, in whatever scene.</summary>
/// <remarks>The performer's thread writes, any thread may read: they are meters.</remarks>
public sealed class PlayersLog
{
    private Histogram planTimes;

    /// <summary>How often the next had to take over.</summary>
    public int TakeOvers { get; internal set; }

    /// <summary>Notes that were planned by others than the first of their chain.</summary>
    public long NotesOfOthers { get; internal set; }

    /// <summary>Notes that were planned, whether they were played or taken back.</summary>
    public long NotesPlanned { get; internal set; }

    /// <summary>How long they worked to plan them, all in all.</summary>
    public TimeSpan Planning { get; private set; }

    /// <summary>How long they worked on each note-on and note-off that was planned, in ticks of <see cref="TimeSpan"/>.</summary>
    public Histogram PlanTimes => planTimes;

    /// <summary>Why the last one took over; null when none did.</summary>
    public string? Reason { get; internal set; }

    /// <summary>The newest fault of one of them, also when it plays again; null when all are well.</summary>
    public string? Failure { get; internal set; }

    internal void Worked(TimeSpan took, bool isPlanned)
    {
        Planning += took;
        if (isPlanned) planTimes.Add(took.Ticks);
    }
}
