using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>How long each answer took from the cue to its first note.</summary>
/// <remarks>Performer thread.</remarks>
public sealed class AnswerLog(int sampleRate)
{
    private readonly List<TimeSpan> firstNotes = [];
    private readonly List<TimeSpan> thinking = [];
    private long begun;
    private bool awaited;
    private bool unplanned;
    private long late;
    private long staleFrom = long.MaxValue;

    /// <summary>The cue of the newest answer.</summary>
    public TimePoint Cue { get; private set; }

    /// <summary>Answers begun.</summary>
    public int Count { get; private set; }

    /// <summary>Notes of the AI that left.</summary>
    public long Notes { get; private set; }

    /// <summary>From the cue to the first note of each answer that had one.</summary>
    public IReadOnlyList<TimeSpan> FirstNotes => firstNotes;

    /// <summary>How long the machine worked from the hand-over to the first planned note of each answer.</summary>
    public IReadOnlyList<TimeSpan> Thinking => thinking;

    /// <summary>Of the notes that left, those that left in the frame at which they were due, and that had not been moved
    /// later because the model was not ready. Where the first note of an answer lies is measured by
    /// <see cref="FirstNotes"/> instead: moving it is no fault.</summary>
    public long NotesInTime => Notes - late - Moved;

    /// <summary>Notes, but for the first of an answer, that were moved later because the model was not ready.</summary>
    public long Moved { get; private set; }

    /// <summary>By how much answers were pushed later because the model was not ready in time, all in all.</summary>
    public TimeSpan SlowedBy { get; private set; }

    /// <summary>Notes that left although the human had taken back the turn.</summary>
    public long Stale { get; private set; }

    /// <summary>The share of notes that left by their due time, of all that left or were dropped; null without notes.</summary>
    /// <param name="dropped">Notes that the callback dropped as too late.</param>
    public double? SuccessRate(long dropped) => Notes + dropped == 0 ? null : Math.Max(0, NotesInTime) / (double)(Notes + dropped);

    /// <summary>The first note of the newest answer is still to be planned.</summary>
    public bool IsAwaited => unplanned;

    public void Begin(TimePoint cue)
    {
        staleFrom = long.MaxValue;
        Cue = cue;
        Count++;
        awaited = unplanned = true;
        begun = Stopwatch.GetTimestamp();   // a meter only: nothing is decided by it
    }

    public void Planned()
    {
        if (!unplanned) return;

        unplanned = false;
        thinking.Add(Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>The note that is planned next was moved later.</summary>
    public void Slowed(TimeSpan by)
    {
        SlowedBy += by;
        if (!unplanned) Moved++;
    }

    /// <summary>Our turn is over, and the callback knows when it begins the next block but one.</summary>
    public void End(long frame) => staleFrom = frame;

    /// <param name="due">The frame at which it was due.</param>
    /// <param name="frame">The frame at which it left.</param>
    public void Played(long due, long frame)
    {
        Notes++;
        if (frame > due) late++;
        if (frame >= staleFrom) Stale++;
        if (!awaited) return;

        awaited = false;
        firstNotes.Add(TimePoint.FromFrame(frame, sampleRate) - Cue);
    }
}
