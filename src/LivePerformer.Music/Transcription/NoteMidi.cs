using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Writes what was heard in a recording as a MIDI file.</summary>
public static class NoteMidi
{
    private const int TicksPerQuarter = 960, MicrosecondsPerQuarter = 500_000;   // a tick is half a millisecond

    /// <summary>One track of notes, each as long as it sounds.</summary>
    /// <param name="pedals">The sustain pedal; with it, who plays the file lets notes ring until the pedal is up, as they did.</param>
    public static MidiFile Of(IEnumerable<TranscribedNote> notes, IEnumerable<PedalSpan> pedals, string name)
    {
        var file = new MidiFile(MidiDivision.PerQuarter(TicksPerQuarter));
        var tempo = new MidiTrack();
        tempo.Events.Add(MidiEvent.Tempo(0, MicrosecondsPerQuarter));
        tempo.Events.Add(MidiEvent.End(0));
        file.Tracks.Add(tempo);
        var messages = new List<(TimePoint Time, int Order, MidiMessage Message)>();
        foreach (TranscribedNote note in notes)
        {
            var pitch = new Pitch(note.Pitch);
            messages.Add((TimePoint.FromSeconds(note.Onset), 2, MidiMessage.NoteOn(0, pitch, (byte)Math.Clamp(Math.Round(note.Velocity), 1, 127))));
            // Not the tick of its beginning, lest the end be read first.
            messages.Add((TimePoint.FromSeconds(Math.Max(note.Offset, note.Onset + 0.001)), 1, MidiMessage.NoteOff(0, pitch)));
        }

        foreach (PedalSpan span in pedals)
        {
            messages.Add((TimePoint.FromSeconds(span.From), 0, MidiMessage.Control(0, ControlChange.Sustain, 127)));
            messages.Add((TimePoint.FromSeconds(span.To), 0, MidiMessage.Control(0, ControlChange.Sustain, 0)));
        }

        file.AddTrack(name, messages.OrderBy(each => each.Time).ThenBy(each => each.Order).Select(each => (each.Time, each.Message)));
        return file;
    }
}
