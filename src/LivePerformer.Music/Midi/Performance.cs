using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A performance on one piano: its notes, its pedals, and both as events in the order they happened.</summary>
/// <remarks>All tracks and channels of a file are played on the one piano. Channel 10 holds drums, whose numbers are no
/// pitches, so it is left out unless asked for.</remarks>
public sealed class Performance
{
    private const int DrumChannel = 9;   // channel 10, counted from 0 on the wire

    private Performance(List<PerformanceEvent> events, List<Note> notes, List<ControlChange> controls, TimePoint end)
    {
        Events = events;
        Notes = notes;
        Controls = controls;
        End = end;
    }

    /// <summary>Keys and pedals in the order of the file. A key that is struck again while another track still holds it
    /// comes up only with its latest strike.</summary>
    public IReadOnlyList<PerformanceEvent> Events { get; }

    /// <summary>Each note from its key going down to its key coming up (pedals not applied), by onset, then pitch.</summary>
    public IReadOnlyList<Note> Notes { get; }

    public IReadOnlyList<ControlChange> Controls { get; }

    /// <summary>The moment of the last key or pedal event.</summary>
    public TimePoint End { get; }

    /// <exception cref="MidiFileException">The file would last longer than time is counted here.</exception>
    public static Performance FromMidi(MidiFile file, bool includeDrums = false) =>
        FromMessages(file.Messages(), includeDrums);

    /// <summary>Reads notes and pedals off a stream, without holding the file's other events in memory.</summary>
    /// <exception cref="MidiFileException">A damaged file.</exception>
    public static Performance FromMidi(MidiFileReader reader, bool includeDrums = false) =>
        FromMessages(Timing.Messages(reader), includeDrums);

    /// <summary>Pairs note-ons with note-offs of the same track, channel and pitch, first in, first out.</summary>
    /// <param name="messages">In order of time.</param>
    /// <param name="includeDrums">Whether channel 10 is played on the piano too.</param>
    public static Performance FromMessages(IEnumerable<TimedMessage> messages, bool includeDrums = false)
    {
        var events = new List<PerformanceEvent>();
        var notes = new List<Note>();
        var controls = new List<ControlChange>();
        var open = new Dictionary<(int Track, byte Channel, byte Pitch), Queue<int>>();
        var latest = new int[Pitch.Count];   // which note a key last began
        TimePoint end = default, lastKey = default;
        foreach ((TimePoint time, MidiMessage message, int track) in messages)
        {
            if (message.Channel == DrumChannel && !includeDrums) continue;

            if (message.IsControlChange)
            {
                var control = new ControlChange(time, message.Data1, message.Data2);
                controls.Add(control);
                events.Add(new(control));
                end = time;
            }
            else if (message.IsNoteOn)
            {
                var pitch = new Pitch(message.Data1);
                var key = (track, message.Channel, message.Data1);
                if (!open.TryGetValue(key, out Queue<int>? held)) open[key] = held = new();
                held.Enqueue(notes.Count);
                latest[pitch.Number] = notes.Count;
                notes.Add(new(time, TimeSpan.MinValue, pitch, message.Data2));
                events.Add(new(new NoteEvent(time, pitch, message.Data2)));
                end = lastKey = time;
            }
            else if (message.IsNoteOff)
            {
                if (!open.TryGetValue((track, message.Channel, message.Data1), out Queue<int>? held)
                    || !held.TryDequeue(out int note)) continue;   // nothing to end

                notes[note] = notes[note] with { Duration = time - notes[note].Onset };
                if (latest[message.Data1] == note) events.Add(new(new NoteEvent(time, new Pitch(message.Data1), 0)));
                end = lastKey = time;
            }
        }

        for (int i = 0; i < notes.Count; i++)
        {
            if (notes[i].Duration < TimeSpan.Zero) notes[i] = notes[i] with { Duration = lastKey - notes[i].Onset };
        }

        List<Note> sorted = [.. notes.OrderBy(n => n.Onset).ThenBy(n => n.Pitch)];
        return new(events, sorted, controls, end);
    }

    /// <summary>Notes and pedals to events. At one moment keys come up first, then pedals move, then keys go down.</summary>
    public static Performance FromNotes(IEnumerable<Note> notes, IEnumerable<ControlChange>? controls = null)
    {
        List<Note> played = [.. notes.OrderBy(n => n.Onset).ThenBy(n => n.Pitch)];
        List<ControlChange> moved = [.. (controls ?? []).OrderBy(c => c.Time)];
        var events = new List<(PerformanceEvent Event, int Rank)>((2 * played.Count) + moved.Count);
        var latest = new int[Pitch.Count];
        Array.Fill(latest, -1);
        for (int i = 0; i < played.Count; i++)
        {
            Note note = played[i];
            int before = latest[note.Pitch.Number];
            if (before >= 0) AddEnd(played[before], note.Onset);
            latest[note.Pitch.Number] = i;
            events.Add((new(new NoteEvent(note.Onset, note.Pitch, note.Velocity)), 2));
        }

        foreach (int last in latest.Where(i => i >= 0)) AddEnd(played[last], TimePoint.MaxValue);
        events.AddRange(moved.Select(c => (new PerformanceEvent(c), 1)));
        List<PerformanceEvent> sorted = [.. events
            .OrderBy(e => e.Event.Time)
            .ThenBy(e => e.Rank)
            .ThenBy(e => e.Event.IsNote ? e.Event.Note.Pitch.Number : 0)
            .Select(e => e.Event)];
        return new(sorted, played, moved, sorted.Count == 0 ? default : sorted[^1].Time);

        void AddEnd(Note note, TimePoint struckAgain)
        {
            if (note.Onset == struckAgain) return;   // two strikes at one moment are one

            TimePoint end = note.Offset < struckAgain ? note.Offset : struckAgain;
            // a note without length ends behind its own beginning
            events.Add((new(new NoteEvent(end, note.Pitch, 0)), end == note.Onset ? 3 : 0));
        }
    }
}
