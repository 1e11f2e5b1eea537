using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A track of a MIDI file: its events in rising order of ticks.</summary>
public sealed class MidiTrack
{
    public MidiTrack() { }

    public MidiTrack(IEnumerable<MidiEvent> events) => Events.AddRange(events);

    /// <summary>A track whose first event is its name.</summary>
    public MidiTrack(string name) => Events.Add(MidiEvent.TextEvent(0, MetaType.TrackName, name));

    public List<MidiEvent> Events { get; } = [];

    /// <summary>What the first track name event says, or null.</summary>
    public string? Name
    {
        get
        {
            foreach (MidiEvent e in Events)
            {
                if (e.IsMeta && e.Data1 == MetaType.TrackName) return e.Text;
            }

            return null;
        }
    }

    /// <summary>Tick of the last event.</summary>
    public long Length => Events.Count == 0 ? 0 : Events[^1].Tick;

    public void Add(long tick, MidiMessage message) => Events.Add(MidiEvent.Channel(tick, message));
}
