using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Writes down the notes that a detector tells.</summary>
internal sealed class NoteCollector : INotesTold
{
    private readonly List<(TranscribedNote Note, double Told)> notes = [];
    private readonly Dictionary<int, (double Onset, double Velocity, double Told)> sounding = [];
    private readonly List<PedalSpan> pedals = [];
    private double? down;

    /// <summary>Seconds heard so far.</summary>
    public double Now { get; set; }

    public void Note(NoteEvent note)
    {
        double time = note.Time.Seconds;
        if (sounding.Remove(note.Pitch.Number, out var begun))
            notes.Add((new TranscribedNote(begun.Onset, Math.Max(time, begun.Onset), note.Pitch.Number, begun.Velocity), begun.Told));
        if (note.IsOn) sounding[note.Pitch.Number] = (time, note.Velocity, Now);
    }

    public void Pedal(TimePoint time, bool isDown)
    {
        if (!isDown && down is { } from) pedals.Add(new(from, time.Seconds));
        down = isDown ? down ?? time.Seconds : null;
    }

    public Transcription Result()
    {
        foreach ((int pitch, (double onset, _, _)) in sounding.ToArray()) Note(new NoteEvent(TimePoint.FromSeconds(Math.Max(Now, onset)), new Pitch(pitch), 0));
        if (down is { } from) pedals.Add(new(from, Now));
        (TranscribedNote Note, double Told)[] sorted = [.. notes.OrderBy(each => each.Note.Onset).ThenBy(each => each.Note.Pitch)];
        return new(Array.ConvertAll(sorted, each => each.Note), pedals, Array.ConvertAll(sorted, each => each.Told), Now);
    }
}
