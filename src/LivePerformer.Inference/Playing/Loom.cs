using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Weaves what both hands do into one row of tokens, each thing in its place.</summary>
/// <remarks>
/// What the human does within our turn takes its place where the writing stands; where both play together, it takes its
/// true place, before what we had written for later: the row goes back, and is written anew from there.
/// Performer thread. All memory is made at the start.
/// </remarks>
/// <param name="together">Both play at once.</param>
internal sealed class Loom(TokenRow row, bool together)
{
    private const int MostAtOnce = 4 * Pitch.Count;   // human words between two calls; more are placed in parts
    private const int FirstBin = 16;                  // a medium touch, where nothing was heard before

    private readonly PhraseState state = row.State;
    private readonly TokenEncoder encoder = new();
    private readonly Happening[] tail = row.Loan.Take<Happening>(together ? TokenRow.LogTokens : 0);
    private readonly HumanWord[] fresh = row.Loan.Take<HumanWord>(together ? MostAtOnce : 0);
    private readonly TimePoint[] struck = new TimePoint[Pitch.Count];           // by the human, last
    private readonly Queue<NoteEvent> waiting = new(2 * Pitch.Count);           // note-offs that no token of ours brings
    private int freshCount;
    private long humanStep;      // where the encoder's tokens stand
    private int humanBin;

    /// <summary>A note-off that no token of ours brings: the key is the human's now.</summary>
    public bool TryEnd(out NoteEvent off) => waiting.TryDequeue(out off);

    /// <summary>What had to end did end.</summary>
    public void ForgetEnds() => waiting.Clear();

    /// <summary>Our keys come up where the row stands, whatever the model does.</summary>
    public void LiftOurs()
    {
        for (int pitch = 0; row.IsTurn && pitch < Pitch.Count; pitch++)
        {
            if (state.HoldsAi(pitch)) waiting.Enqueue(new(TimeOf(state.Step), new Pitch(pitch), 0));
        }
    }

    /// <summary>The human moved a key; it is woven in with the next <see cref="Listen"/>.</summary>
    public void Push(in NoteEvent note)
    {
        if (!encoder.HasStarted && note.IsOn) StartAt(note.Time);
        if (note.IsOn) struck[note.Pitch.Number] = note.Time;
        encoder.Push(note);
    }

    /// <inheritdoc cref="Push(in NoteEvent)"/>
    public void Push(in ControlChange control) => encoder.Push(control);

    /// <summary>Weaves in what was heard until now.</summary>
    public void Listen(TimePoint now)
    {
        if (row.IsTurn) encoder.Flush(now);
        else encoder.Settle(now);
        bool follow = !row.IsTurn || state.IsComplete;
        Weave(follow);
        if (follow) row.Feed();
    }

    /// <summary>Our turn begins.</summary>
    public void Begin(TimePoint now)
    {
        encoder.Flush(now);
        Weave(follow: true);
        long first = FirstFrom(now);
        if (row.IsEmpty) Open(first);
        else if (!together) row.MoveTo(first, NoteSource.Ai);
        row.Feed();
        waiting.Clear();
        row.BeginTurn(first);
    }

    /// <summary>Our turn has ended: of ours, what lies after this step was never played.</summary>
    public void End(long step)
    {
        if (state.Step > step && together) Rewrite(step, step);
        else if (state.Step > step) GoBack(step);
        row.LetGo(step);        // the engine ends our notes now; the row of tokens says so too
        waiting.Clear();
        row.Feed();
    }

    /// <summary>Both play together: of ours, what lies after this step was never played.</summary>
    public void TakeBack(long last)
    {
        if (state.Step > last) Rewrite(last, last);
    }

    public void Forget()
    {
        row.Forget();
        encoder.Reset();
        waiting.Clear();
        freshCount = 0;
        Array.Clear(struck);
    }

    /// <summary>Something of old is told next, which happened then: what was heard before it is woven in.</summary>
    public void Settle(TimePoint then)
    {
        encoder.Settle(then);
        Weave(follow: true);
    }

    /// <summary>All of old has been told.</summary>
    public void Settle()
    {
        Weave(follow: true);
        row.Feed();
    }

    /// <summary>A key of ours, told again.</summary>
    public void Place(in NoteEvent ours)
    {
        long step = ours.Time.Ticks / Vocabulary.Step.Ticks;
        if (!encoder.HasStarted && row.IsEmpty) state.SetStep(step);   // the first event is the origin
        int pitch = ours.Pitch.Number;
        Place(ours.IsOn ? new Happening(Vocabulary.FirstNoteOn + pitch, Vocabulary.VelocityBin(ours.Velocity), step, NoteSource.Ai)
            : new Happening(Vocabulary.FirstNoteOff + pitch, 0, step, NoteSource.Ai));
    }

    /// <summary>The first step that is not before this moment.</summary>
    public static long FirstFrom(TimePoint time) => (time.Ticks + Vocabulary.Step.Ticks - 1) / Vocabulary.Step.Ticks;

    public static TimePoint TimeOf(long step) => new(step * Vocabulary.Step.Ticks);

    private static long StepAt(TimePoint time) => (time.Ticks + (Vocabulary.Step.Ticks / 2)) / Vocabulary.Step.Ticks;

    private void StartAt(TimePoint time)
    {
        humanStep = StepAt(time);
        if (row.IsEmpty) state.SetStep(humanStep);   // the first event is the origin
    }

    // Nothing was heard: a touch to begin with, for belief needs at least one token.
    private void Open(long step)
    {
        state.SetStep(step);
        row.Write(Vocabulary.FirstVelocity + FirstBin, NoteSource.Ai);
    }

    // Brings the encoder's tokens into the common row. Its time shifts move only its own clock: ours may stand elsewhere.
    private void Weave(bool follow)
    {
        while (encoder.TryTake(out int token))
        {
            switch (Vocabulary.KindOf(token))
            {
                case TokenKind.TimeShift:
                    humanStep += Vocabulary.StepsOf(token);
                    break;
                case TokenKind.Velocity:
                    humanBin = token - Vocabulary.FirstVelocity;
                    break;
                default:
                    var word = new HumanWord(token, humanBin, humanStep, 0);
                    if (!row.IsTurn || !together) Weave(word, follow ? humanStep : state.Step);
                    else fresh[freshCount++] = word;
                    if (freshCount == fresh.Length && freshCount > 0) Insert();
                    break;
            }
        }

        if (freshCount > 0) Insert();
        if (encoder.HasStarted) humanStep = encoder.Written.Ticks / Vocabulary.Step.Ticks;
    }

    private void Weave(in HumanWord word, long step)
    {
        if (row.IsTurn && !together) row.Remember(word);
        if (Vocabulary.KindOf(word.Token) == TokenKind.NoteOff)
        {
            int up = word.Token - Vocabulary.FirstNoteOff;
            if (!state.HoldsHuman(up)) return;

            row.MoveTo(step, NoteSource.Human);
            row.Write(word.Token, NoteSource.Human);
            return;
        }

        row.MoveTo(step, NoteSource.Human);
        int pitch = word.Token - Vocabulary.FirstNoteOn;
        if (state.HoldsAi(pitch))
        {
            waiting.Enqueue(new(TimeOf(state.Step), new Pitch(pitch), 0));   // the key is the human's now
            row.Write(Vocabulary.FirstNoteOff + pitch, NoteSource.Ai);
        }
        else if (state.HoldsHuman(pitch))
        {
            row.Write(Vocabulary.FirstNoteOff + pitch, NoteSource.Human);
        }

        if (state.Bin != word.Bin) row.Write(Vocabulary.FirstVelocity + word.Bin, NoteSource.Human);
        row.Write(word.Token, NoteSource.Human);
    }

    private void GoBack(long step)
    {
        // what the human did meanwhile did happen
        foreach (HumanWord word in row.GoBack(step)) Weave(word, Math.Min(word.Step, step));
    }

    // Puts what the human just did into its true place in the row.
    private void Insert()
    {
        if (state.Step > fresh[0].Step) Rewrite(fresh[0].Step, long.MaxValue);
        else while (freshCount > 0) PlaceNext();
    }

    // Writes the row anew from a step on: what was written, what the human did meanwhile, in order of time; of ours only
    // what lies not after the last step, and nothing that strikes a key which the human then held.
    private void Rewrite(long from, long last)
    {
        int count = row.GoBack(from, last, tail);
        for (int i = 0; i < count; i++)
        {
            while (freshCount > 0 && IsBefore(fresh[0], tail[i])) PlaceNext();
            Place(tail[i]);
        }

        while (freshCount > 0) PlaceNext();
    }

    // Within a step ours came first, but for a key that the human had struck by then.
    private bool IsBefore(in HumanWord word, in Happening ours)
    {
        if (word.Step != ours.Step) return word.Step < ours.Step;
        return ours.By == NoteSource.Ai && ours.Token == word.Token && Vocabulary.KindOf(word.Token) == TokenKind.NoteOn
            && TimeOf(ours.Step) >= struck[word.Token - Vocabulary.FirstNoteOn];
    }

    private void PlaceNext()
    {
        HumanWord word = fresh[0];
        fresh.AsSpan(1, --freshCount).CopyTo(fresh);
        Weave(word, word.Step);
    }

    private void Place(in Happening happened)
    {
        if (happened.By == NoteSource.Human)
        {
            Weave(new HumanWord(happened.Token, happened.Bin, happened.Step, 0), happened.Step);
            return;
        }

        bool isOn = Vocabulary.KindOf(happened.Token) == TokenKind.NoteOn;
        int pitch = isOn ? happened.Token - Vocabulary.FirstNoteOn : happened.Token - Vocabulary.FirstNoteOff;
        if (isOn ? state.HoldsHuman(pitch) : !state.HoldsAi(pitch))
        {
            // the key was the human's; should the strike leave nevertheless, because the finger was up again, it ends at once
            if (isOn) waiting.Enqueue(new(TimeOf(happened.Step), new Pitch(pitch), 0));
            return;
        }

        row.MoveTo(happened.Step, NoteSource.Ai);
        if (isOn && state.Bin != happened.Bin) row.Write(Vocabulary.FirstVelocity + happened.Bin, NoteSource.Ai);
        row.Write(happened.Token, NoteSource.Ai);
    }
}
