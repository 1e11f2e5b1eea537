using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>What was played, by whom, when it was due and when it left.</summary>
/// <remarks>Written by the performer thread; the rest may be called from any thread.</remarks>
/// <param name="keepsEvents">False: it only counts, so that hours of playing take no memory.</param>
public sealed class Take(int sampleRate, bool keepsEvents = true)
{
    private readonly List<TakeEvent> events = new(keepsEvents ? 4096 : 0);
    private readonly HashSet<int> sounding = new(16 * Pitch.Count);     // the AI's keys, by channel and pitch
    private readonly Lock gate = new();
    private int struckTwice;

    public int SampleRate { get; } = sampleRate;

    /// <summary>Note-ons of the human.</summary>
    public int HumanNotes { get; private set; }

    /// <summary>Note-ons of the AI that have no note-off behind them.</summary>
    public int Stuck
    {
        get
        {
            lock (gate) return sounding.Count + struckTwice;
        }
    }

    public void Add(in TakeEvent played)
    {
        lock (gate)
        {
            if (keepsEvents) events.Add(played);
            if (played.Source == NoteSource.Ai) Count(played.Message);
            else if (played.Message.IsNoteOn) HumanNotes++;
        }
    }

    /// <summary>All events so far, in the order of the frames at which they left.</summary>
    public IReadOnlyList<TakeEvent> Snapshot()
    {
        TakeEvent[] copy;
        lock (gate) copy = [.. events];

        // stable: events of one frame keep the order in which they happened
        return copy.OrderBy(e => e.SentFrame).ToArray();
    }

    private void Count(MidiMessage message)
    {
        int key = (message.Channel << 7) | message.Data1;
        if (message.IsNoteOn && !sounding.Add(key)) struckTwice++;
        if (message.IsNoteOff) sounding.Remove(key);
    }
}
