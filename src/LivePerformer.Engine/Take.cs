using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>What was played, by whom, when it was due and when it left.</summary>
/// <remarks>Written by the performer thread; <see cref="Snapshot"/> may be called from any thread.</remarks>
public sealed class Take(int sampleRate)
{
    private readonly List<TakeEvent> events = new(4096);
    private readonly Lock gate = new();

    public int SampleRate { get; } = sampleRate;

    public void Add(in TakeEvent played)
    {
        lock (gate) events.Add(played);
    }

    /// <summary>All events so far, in the order of the frames at which they left.</summary>
    public IReadOnlyList<TakeEvent> Snapshot()
    {
        TakeEvent[] copy;
        lock (gate) copy = [.. events];

        // stable: events of one frame keep the order in which they happened
        return copy.OrderBy(e => e.SentFrame).ToArray();
    }
}
