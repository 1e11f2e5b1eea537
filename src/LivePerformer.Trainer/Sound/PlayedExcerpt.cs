using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>A stretch of a performance: what the keys and pedals did, and the notes and pedal that are to be heard.</summary>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="Events">In order of time, from the excerpt's beginning.</param>
/// <param name="Labels">Cut at the end.</param>
internal sealed record PlayedExcerpt(double Seconds, IReadOnlyList<PerformanceEvent> Events, SoundLabels Labels)
{
    private const int LowestKey = 21, HighestKey = 108;

    /// <summary>Takes what begins in the excerpt: a note that was struck before is not played, a pedal that was down is. Keys that a
    /// piano has not are left out, and of the pedals all but sustain and soft.</summary>
    /// <param name="performance">In order of time.</param>
    /// <param name="from">Seconds from the performance's beginning.</param>
    public static PlayedExcerpt Of(IEnumerable<PerformanceEvent> performance, double from, double seconds)
    {
        TimePoint start = TimePoint.FromSeconds(from);
        TimeSpan length = TimeSpan.FromSeconds(seconds);
        var events = new List<PerformanceEvent>();
        var down = new HashSet<byte>();         // pedals
        var struck = new HashSet<byte>();       // keys, in the excerpt
        bool began = false;
        foreach (PerformanceEvent happened in performance)
        {
            TimeSpan time = happened.Time - start;
            if (time >= length) break;

            if (time >= TimeSpan.Zero) Begin();
            if (happened.IsNote) MoveKey(happened.Note with { Time = TimePoint.Zero + time });
            else Move(happened.Control with { Time = TimePoint.Zero + time });
        }

        Begin();
        var cut = new PerformanceEvent(new ControlChange(TimePoint.FromSeconds(seconds), ControlChange.AllSoundOff, 0));
        return new(seconds, events, SoundLabels.Of([.. events, cut], seconds));

        void Begin()
        {
            if (!began) events.AddRange(down.Order().Select(pedal => new PerformanceEvent(new ControlChange(TimePoint.Zero, pedal, 127))));
            began = true;
        }

        void MoveKey(NoteEvent note)
        {
            if (!began || note.Pitch.Number is < LowestKey or > HighestKey) return;
            if (note.IsOn) struck.Add(note.Pitch.Number);
            if (struck.Contains(note.Pitch.Number)) events.Add(new(note));
        }

        // A pedal sends much on its way, and says something new where it comes past the middle.
        void Move(ControlChange control)
        {
            bool isNews = control.Controller switch
            {
                ControlChange.Sustain or ControlChange.Soft => control.IsDown ? down.Add(control.Controller) : down.Remove(control.Controller),
                ControlChange.AllSoundOff or ControlChange.AllNotesOff => true,
                _ => false,
            };
            if (isNews && began) events.Add(new(control));
        }
    }
}
