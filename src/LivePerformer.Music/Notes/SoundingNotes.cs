using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Notes as they sound: each lasts until its key is up and the sustain pedal lets go of it.</summary>
/// <remarks>The rules of <see cref="TokenEncoder"/>, before any rounding: a key struck again while it sounds ends the earlier
/// note; what still sounds at the end stops with the last event that ended a note or lifted a key; "all notes off" and "all
/// sound off" end everything. Encoding these notes gives the tokens of the events. Stateless, any thread.</remarks>
public static class SoundingNotes
{
    /// <param name="events">Keys and pedals in order of time.</param>
    /// <returns>By onset, then pitch.</returns>
    public static List<Note> Of(IEnumerable<PerformanceEvent> events)
    {
        var notes = new List<Note>();
        var sounding = new int[Pitch.Count];   // which note sounds on this pitch
        Array.Fill(sounding, -1);
        PitchSet held = default, sustained = default;
        bool pedal = false;
        TimePoint last = default;
        foreach (PerformanceEvent happened in events)
        {
            if (happened.IsNote) MoveKey(happened.Note);
            else MovePedal(happened.Control);
        }

        EndAll(last);
        return [.. notes.OrderBy(note => note.Onset).ThenBy(note => note.Pitch)];

        void MoveKey(NoteEvent note)
        {
            int pitch = note.Pitch.Number;
            if (note.IsOn)
            {
                last = note.Time;
                if (held.Remove(pitch) | sustained.Remove(pitch)) End(pitch, note.Time);
                held.Add(pitch);
                sounding[pitch] = notes.Count;
                notes.Add(new(note.Time, TimeSpan.Zero, note.Pitch, note.Velocity));
            }
            else if (held.Remove(pitch))
            {
                last = note.Time;
                if (pedal) sustained.Add(pitch);
                else End(pitch, note.Time);
            }
        }

        void MovePedal(ControlChange control)
        {
            bool lifted = false;
            if (control.Controller == ControlChange.Sustain)
            {
                lifted = pedal && !control.IsDown && !sustained.IsEmpty;
                pedal = control.IsDown;
            }

            if (lifted)
            {
                last = control.Time;
                while (sustained.TryTake(out int pitch)) End(pitch, control.Time);
            }
            else if (control.Controller is ControlChange.AllSoundOff or ControlChange.AllNotesOff && !(held.IsEmpty && sustained.IsEmpty))
            {
                last = control.Time;
                EndAll(control.Time);
            }
        }

        void End(int pitch, TimePoint time)
        {
            Note note = notes[sounding[pitch]];
            notes[sounding[pitch]] = note with { Duration = time - note.Onset };
        }

        void EndAll(TimePoint time)
        {
            while (held.TryTake(out int pitch)) End(pitch, time);
            while (sustained.TryTake(out int pitch)) End(pitch, time);
        }
    }
}
