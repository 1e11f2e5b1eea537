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

    public void Begin(TimePoint cue)
    {
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

    public void Played(long frame)
    {
        Notes++;
        if (!awaited) return;

        awaited = false;
        firstNotes.Add(TimePoint.FromFrame(frame, sampleRate) - Cue);
    }
}
