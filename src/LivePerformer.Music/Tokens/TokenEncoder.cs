using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Turns keys and pedals into tokens while they happen, with the sustain pedal already applied.</summary>
/// <remarks>
/// Tokens of the current 10 ms step wait until a later step begins, because within a step note-offs come before note-ons,
/// each by rising pitch. Events must come in order of time; one that is late counts at the current step.
/// The rules that the encoding leaves open: a key struck again while it is down ends the earlier note; two strikes of a
/// pitch within one step are one note with the touch of the later; a note-off for a silent pitch is passed over; what
/// still sounds at the end stops with the last key event or the last pedal lift that ended a note; "all notes off" and "all
/// sound off" (controllers 123 and 120) end everything. Single thread; does not
/// allocate once the queue has grown to the longest burst.
/// </remarks>
public sealed class TokenEncoder
{
    private const long LongestSilence = 360_000;   // steps, one hour: a longer pause is written as an hour

    private readonly Queue<int> tokens = new(1024);
    private readonly byte[] velocities = new byte[Pitch.Count];
    private PitchSet held;          // key down
    private PitchSet sustained;     // key up, pedal down
    private PitchSet offs;          // to be written in the current step
    private PitchSet ons;
    private PitchSet shortNotes;    // began and ended within the current step: they end in the next
    private bool pedal;
    private bool started;
    private long step;              // the current step: not yet written
    private long written;           // up to this step time shifts are written
    private int bin = -1;

    /// <summary>Tokens ready to be taken.</summary>
    public int Count => tokens.Count;

    /// <summary>Whether any note began since the start; before that, time does not count.</summary>
    public bool HasStarted => started;

    /// <summary>The moment up to which tokens were written.</summary>
    public TimePoint Written => new(written * Vocabulary.Step.Ticks);

    public bool TryTake(out int token) => tokens.TryDequeue(out token);

    public void Push(in PerformanceEvent happened)
    {
        if (happened.IsNote) Push(happened.Note);
        else Push(happened.Control);
    }

    public void Push(in NoteEvent note)
    {
        int pitch = note.Pitch.Number;
        if (note.IsOn) Strike(pitch, note.Velocity, Vocabulary.StepAt(note.Time));
        else if (held.Remove(pitch)) Release(pitch, Vocabulary.StepAt(note.Time));
    }

    public void Push(in ControlChange control)
    {
        switch (control.Controller)
        {
            case ControlChange.Sustain:
                bool lifted = pedal && !control.IsDown;
                pedal = control.IsDown;
                if (lifted && !sustained.IsEmpty)
                {
                    MoveTo(Vocabulary.StepAt(control.Time));
                    while (sustained.TryTake(out int pitch)) End(pitch);
                }

                break;

            case ControlChange.AllSoundOff or ControlChange.AllNotesOff:
                if (held.IsEmpty && sustained.IsEmpty) break;
                MoveTo(Vocabulary.StepAt(control.Time));
                EndAll();
                break;
        }
    }

    /// <summary>Writes every step that is over at <paramref name="now"/>. The tokens stay those of the whole performance
    /// encoded at once, but for the end of what still sounds at <see cref="Finish"/>: it cannot come before this.</summary>
    public void Settle(TimePoint now)
    {
        if (started && Vocabulary.StepAt(now) > step) Write(Vocabulary.StepAt(now));
    }

    /// <summary>Writes everything up to <paramref name="now"/>, with time shifts that end there: the hand-over to a model.</summary>
    public void Flush(TimePoint now)
    {
        if (!started) return;

        Settle(now);
        WriteStep();
        WriteShift(Vocabulary.StepAt(now));
    }

    /// <summary>The performance is over: what still sounds ends, and every token is written.</summary>
    public void Finish()
    {
        EndAll();
        if (started) Write(step + 2);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        tokens.Clear();
        held = sustained = offs = ons = shortNotes = default;
        pedal = started = false;
        step = written = 0;
        bin = -1;
    }

    private void Strike(int pitch, byte velocity, long at)
    {
        if (!started)
        {
            started = true;
            step = written = at;
        }

        MoveTo(at);
        bool sounding = held.Remove(pitch) | sustained.Remove(pitch);
        if (sounding && !ons.Contains(pitch)) offs.Add(pitch);
        shortNotes.Remove(pitch);
        ons.Add(pitch);
        velocities[pitch] = velocity;
        held.Add(pitch);
    }

    private void Release(int pitch, long at)
    {
        MoveTo(at);
        if (pedal) sustained.Add(pitch);
        else End(pitch);
    }

    private void End(int pitch)
    {
        if (ons.Contains(pitch)) shortNotes.Add(pitch);   // a note lasts at least one step
        else offs.Add(pitch);
    }

    private void EndAll()
    {
        while (held.TryTake(out int pitch)) End(pitch);
        while (sustained.TryTake(out int pitch)) End(pitch);
    }

    private void MoveTo(long at)
    {
        if (at > step) Write(at);
    }

    /// <summary>Writes the current step and those that short notes still need before <paramref name="next"/>, which
    /// becomes the current one.</summary>
    private void Write(long next)
    {
        WriteStep();
        while (!shortNotes.IsEmpty && step < next)
        {
            step++;
            offs = shortNotes;
            shortNotes = default;
            if (step < next) WriteStep();
        }

        step = next;
    }

    private void WriteStep()
    {
        if (offs.IsEmpty && ons.IsEmpty) return;

        WriteShift(step);
        while (offs.TryTake(out int pitch)) tokens.Enqueue(Vocabulary.FirstNoteOff + pitch);
        while (ons.TryTake(out int pitch))
        {
            int touch = Vocabulary.VelocityBin(velocities[pitch]);
            if (touch != bin) tokens.Enqueue(Vocabulary.FirstVelocity + touch);
            bin = touch;
            tokens.Enqueue(Vocabulary.FirstNoteOn + pitch);
        }
    }

    private void WriteShift(long to)
    {
        long steps = Math.Min(to - written, LongestSilence);
        written = Math.Max(written, to);
        for (; steps > 0; steps -= Vocabulary.LongestShift)
        {
            tokens.Enqueue(Vocabulary.TimeShift((int)Math.Min(steps, Vocabulary.LongestShift)));
        }
    }
}
