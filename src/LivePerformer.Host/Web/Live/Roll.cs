using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>The piano roll of the performance that plays: what was played, what sounds and what is planned.</summary>
/// <remarks>One thread at a time. The oldest notes are forgotten when there are very many.</remarks>
internal sealed class Roll(int sampleRate)
{
    /// <summary>Hours of playing.</summary>
    public const int MostNotes = 200_000;

    private const int ForgottenAtOnce = MostNotes / 4;
    private const int MostPedals = 100_000;
    private const int MostAnswers = 200;
    private const int Nobody = -1;

    private readonly List<RollNote> notes = [];
    private readonly List<RollPedal> pedals = [];
    private readonly List<Engine.Turn> turns = [];
    private readonly Dictionary<int, int> held = [];                // the human's keys, by input, channel and pitch
    private readonly SortedSet<int> open = [];                      // the AI's notes that are planned or sound
    private readonly HashSet<int> changed = [];
    private readonly List<int> gone = [];
    private readonly Queue<double> answers = new();                 // milliseconds from the cue to the first note
    private long? cue;                                              // whose first note has not come yet
    private int first;                                              // the number of the oldest note that is known
    private int newPedals, newTurns;                                // how many of the last ones nobody took yet

    /// <summary>The item that plays.</summary>
    public short Item { get; set; }

    public IReadOnlyList<RollNote> Notes => notes;

    public IReadOnlyList<RollPedal> Pedals => pedals;

    public IReadOnlyList<Engine.Turn> Turns => turns;

    /// <summary>Milliseconds from the cue to the first note of each of the last answers.</summary>
    public IReadOnlyCollection<double> Answers => answers;

    /// <summary>Something happened.</summary>
    public void Add(in TakeEntry entry)
    {
        switch (entry.Kind)
        {
            case TakeKind.Heard or TakeKind.HeardOn:
                Hear(entry.HeardEvent);
                break;
            case TakeKind.Plan:
                Plan(entry.DueEvent, (byte)entry.Player);
                break;
            case TakeKind.Sent:
                Send(entry.SentEvent);
                break;
            case TakeKind.Turn:
                Turn(new(new(entry.A), (NoteSource)entry.Flags));
                break;
            case TakeKind.Panic:
                EndAll(entry.A);
                break;
        }
    }

    /// <summary>Something happened that nobody saw: what is planned may be wrong, and what sounds may be over.</summary>
    public void Doubt(long frame)
    {
        EndAll(frame);
        foreach (int id in held.Values) Set(id, At(id) with { Off = frame, State = NoteState.Over });
        held.Clear();
    }

    /// <summary>What changed since the last time.</summary>
    public void Take(List<RollNote> changes, List<int> vanished, List<RollPedal> moved, List<Engine.Turn> turned)
    {
        foreach (int id in changed)
        {
            if (id >= first && At(id).State != NoteState.Gone) changes.Add(At(id));
        }

        vanished.AddRange(gone);
        moved.AddRange(pedals.TakeLast(newPedals));
        turned.AddRange(turns.TakeLast(newTurns));
        changed.Clear();
        gone.Clear();
        newPedals = newTurns = 0;
    }

    private void Turn(in Engine.Turn turn)
    {
        if (turns.Count == MostPedals) turns.RemoveRange(0, MostPedals / 4);
        turns.Add(turn);
        newTurns++;
        cue = turn.Source == NoteSource.Ai ? turn.At.ToFrame(sampleRate) : null;
    }

    private void Hear(in HeardEvent heard)
    {
        MidiMessage message = heard.Message;
        int key = (((heard.Port << 4) | message.Channel) << 7) | (message.Data1 & 0x7F);
        if (message.IsNoteOn || message.IsNoteOff)
        {
            if (held.Remove(key, out int struck)) Set(struck, At(struck) with { Off = heard.Frame, State = NoteState.Over });
            if (message.IsNoteOn) held[key] = Begin(new(0, NoteSource.Human, message.Data1, message.Data2, heard.Frame, Nobody, heard.Frame, NoteState.Sounding, heard.Port, 0, Item));
        }
        else if (message.IsControlChange)
        {
            Press(new(NoteSource.Human, message.Data1, message.Data2, heard.Port, heard.Frame));
        }
    }

    private void Plan(in DueEvent due, byte player)
    {
        switch (due.Kind)
        {
            case DueKind.Message when due.Message.IsNoteOn:
                open.Add(Begin(new(0, NoteSource.Ai, due.Message.Data1, due.Message.Data2, due.SoundFrame, Nobody, due.Frame, NoteState.Planned, 0, player, Item)));
                break;
            case DueKind.Message when due.Message.IsNoteOff:
                if (Last(due.Message.Data1, note => note.Off < 0) is int ending) Set(ending, At(ending) with { Off = due.SoundFrame });
                break;
            case DueKind.CancelBefore or DueKind.AllNotesOff:
                Withdraw(long.MinValue);
                break;
            case DueKind.Withdraw:
                Withdraw(due.Frame);
                break;
        }
    }

    private void Send(in SentEvent sent)
    {
        MidiMessage message = sent.Message;
        if (message.IsNoteOn)
        {
            long due = sent.DueFrame;
            int? planned = First(message.Data1, note => note.State == NoteState.Planned && note.Due == due);
            if (sent.IsDropped)
            {
                if (planned is int dropped) Vanish(dropped);
                return;
            }

            // one that was taken back, and left all the same, is seen again
            int id = planned ?? Begin(new(0, NoteSource.Ai, message.Data1, message.Data2, sent.SentFrame, Nobody, sent.DueFrame, NoteState.Planned, 0, 0, Item));
            open.Add(id);
            RollNote note = At(id);
            Measure(sent.SentFrame);
            Set(id, note with { On = note.On + sent.SentFrame - note.Due, Due = sent.SentFrame, State = NoteState.Sounding });
        }
        else if (message.IsNoteOff)
        {
            if (First(message.Data1, note => note.State == NoteState.Sounding) is int ended) End(ended, sent.SentFrame + At(ended).On - At(ended).Due);
        }
        else if (message.IsControlChange && !sent.IsDropped)
        {
            Press(new(NoteSource.Ai, message.Data1, message.Data2, 0, sent.SentFrame));
        }
    }

    private void Measure(long frame)
    {
        if (cue is not long begun) return;

        if (answers.Count == MostAnswers) answers.Dequeue();
        answers.Enqueue(1000.0 * (frame - begun) / sampleRate);
        cue = null;
    }

    private void Withdraw(long from)
    {
        foreach (int id in open.ToArray())
        {
            RollNote note = At(id);
            if (note.State == NoteState.Planned && note.On >= from) Vanish(id);
            else if (note.Off >= from) Set(id, note with { Off = Nobody });     // it will be planned anew
        }
    }

    private void EndAll(long frame)
    {
        foreach (int id in open.ToArray())
        {
            if (At(id).State == NoteState.Planned) Vanish(id);
            else End(id, frame);
        }
    }

    private void Press(in RollPedal pedal)
    {
        if (pedal.Controller is not (ControlChange.Sustain or ControlChange.Sostenuto or ControlChange.Soft)) return;
        if (pedals.Count == MostPedals) pedals.RemoveRange(0, MostPedals / 4);
        pedals.Add(pedal);
        newPedals++;
    }

    private int Begin(in RollNote note)
    {
        if (notes.Count == MostNotes)
        {
            notes.RemoveRange(0, ForgottenAtOnce);
            first += ForgottenAtOnce;
            open.RemoveWhere(id => id < first);
            foreach ((int key, int id) in held.ToArray())
            {
                if (id < first) held.Remove(key);
            }
        }

        int number = first + notes.Count;
        notes.Add(note with { Id = number });
        changed.Add(number);
        return number;
    }

    private void End(int id, long frame)
    {
        Set(id, At(id) with { Off = Math.Max(At(id).On, frame), State = NoteState.Over });
        open.Remove(id);
    }

    private void Vanish(int id)
    {
        notes[id - first] = At(id) with { State = NoteState.Gone };
        open.Remove(id);
        changed.Remove(id);
        gone.Add(id);
    }

    private void Set(int id, in RollNote note)
    {
        notes[id - first] = note;
        changed.Add(id);
    }

    private RollNote At(int id) => notes[id - first];

    private int? First(byte pitch, Predicate<RollNote> wanted)
    {
        foreach (int id in open)
        {
            if (At(id).Pitch == pitch && wanted(At(id))) return id;
        }

        return null;
    }

    private int? Last(byte pitch, Predicate<RollNote> wanted)
    {
        foreach (int id in open.Reverse())
        {
            if (At(id).Pitch == pitch && wanted(At(id))) return id;
        }

        return null;
    }
}
