using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What is to be heard in a recording.</summary>
/// <param name="Notes">By onset, then pitch; held by the sustain pedal.</param>
/// <param name="Pedals">Of the sustain pedal, by time.</param>
internal sealed record SoundLabels(IReadOnlyList<TranscribedNote> Notes, IReadOnlyList<PedalSpan> Pedals)
{
    /// <summary>What keys and pedals say, as far as it happens within so many seconds.</summary>
    /// <param name="events">In order of time.</param>
    public static SoundLabels Of(IReadOnlyList<PerformanceEvent> events, double seconds) =>
        new([.. SoundingNotes.Of(events).Where(note => note.Onset.Seconds < seconds)
            .Select(note => new TranscribedNote(note.Onset.Seconds, Math.Min(note.Offset.Seconds, seconds), note.Pitch.Number, note.Velocity))],
            PedalsOf(events, seconds));

    private static List<PedalSpan> PedalsOf(IReadOnlyList<PerformanceEvent> events, double seconds)
    {
        var spans = new List<PedalSpan>();
        double? down = null;
        foreach (PerformanceEvent happened in events)
        {
            double time = happened.Time.Seconds;
            if (happened.IsNote || happened.Control.Controller != ControlChange.Sustain || time >= seconds) continue;

            if (happened.Control.IsDown) down ??= time;
            else End(time);
        }

        End(seconds);
        return spans;

        void End(double time)
        {
            if (down is { } from && time > from) spans.Add(new(from, time));
            down = null;
        }
    }
}
