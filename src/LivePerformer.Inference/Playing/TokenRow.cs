using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>The one row of tokens that both hands write: the model is fed what is written, and within our turn the row can
/// go back to an earlier moment.</summary>
/// <remarks>Performer thread. All memory is made at the start.</remarks>
internal sealed class TokenRow : IDisposable
{
    private const int Snapshots = 256;          // moments to return to without feeding again: some ten seconds of music
    private const int LogWords = 1 << 14;
    private const long LongestPause = 1000;     // steps; features see no difference beyond

    /// <summary>The most tokens of one answer that are kept: about 24 minutes of music.</summary>
    public const int LogTokens = 1 << 16;

    private readonly ModelSession session;
    private readonly SnapshotRing snapshots;
    private readonly TurnLog log;
    private readonly HumanWord[] taken;
    private readonly int[] unfed;
    private Snapshot turnBegin;
    private int unfedCount;

    /// <param name="newState">Makes a place for where the music stands.</param>
    /// <param name="atOnce">So many tokens are fed at once, at most.</param>
    public TokenRow(ModelFolder folder, Func<PhraseState> newState, int atOnce)
    {
        session = folder.NewSession();
        Loan = new ArrayLoan(folder.Arrays);
        log = new TurnLog(LogTokens, LogWords, Loan);
        taken = Loan.Take<HumanWord>(LogWords);
        State = newState();
        unfed = new int[atOnce];
        turnBegin = new Snapshot(session.NewState(), newState());
        snapshots = new SnapshotRing(Snapshots, () => new Snapshot(session.NewState(), newState()));
    }

    /// <summary>For whoever writes into the row, as long as it lives.</summary>
    public ArrayLoan Loan { get; }

    /// <summary>Where the music stands behind the last token.</summary>
    public PhraseState State { get; }

    /// <summary>Our turn: what is written is kept, to go back.</summary>
    public bool IsTurn { get; private set; }

    /// <summary>Nothing was ever written.</summary>
    public bool IsEmpty => !session.HasBelief && unfedCount == 0;

    /// <summary>Tokens of the human.</summary>
    public long TokensHeard { get; set; }

    /// <inheritdoc cref="ModelSession.ModelTime"/>
    public TimeSpan ModelTime => session.ModelTime;

    /// <summary>What the model believes comes next, behind what it was fed.</summary>
    public ReadOnlySpan<float> Belief => session.Belief;

    /// <summary>Our turn begins at this step, or where the row stands.</summary>
    public void BeginTurn(long step)
    {
        IsTurn = true;
        log.Clear();
        snapshots.Clear();
        State.BeginPhrase(Math.Max(step, State.Step));
        Keep(turnBegin);
    }

    public void EndTurn() => IsTurn = false;

    public void Forget()
    {
        session.Reset();
        State.Reset();
        log.Clear();
        snapshots.Clear();
        unfedCount = 0;
        IsTurn = false;
    }

    public void Write(int token, NoteSource by)
    {
        Advance(token, by);
        if (IsTurn) log.Add(token, by);
        if (by == NoteSource.Human) TokensHeard++;
    }

    /// <summary>Writes time until this step.</summary>
    public void MoveTo(long step, NoteSource by)
    {
        long steps = Math.Min(step - State.Step, LongestPause);
        for (; steps > 0; steps -= Vocabulary.LongestShift) Write(Vocabulary.TimeShift((int)Math.Min(steps, Vocabulary.LongestShift)), by);
        if (step <= State.Step) return;

        State.SetStep(step);        // a long pause: the tokens no longer tell the step, so this is a moment to return to
        if (!IsTurn) return;

        Feed();
        Keep();
    }

    /// <summary>Our keys come up at this step.</summary>
    public void LetGo(long step)
    {
        if (State.Held == 0) return;

        MoveTo(step, NoteSource.Ai);
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (State.HoldsAi(pitch)) Write(Vocabulary.FirstNoteOff + pitch, NoteSource.Ai);
        }
    }

    /// <summary>The model reads what was written.</summary>
    public void Feed()
    {
        if (unfedCount == 0) return;

        session.Feed(unfed.AsSpan(0, unfedCount));
        unfedCount = 0;
    }

    /// <summary>A word of the human that was heard while our turn is ours alone.</summary>
    public void Remember(in HumanWord word) => log.Add(word);

    /// <summary>To this moment the row may return.</summary>
    public void Keep() => Keep(snapshots.Add());

    /// <summary>An answer without end: what is older than the moments to which we may return is history.</summary>
    public void ForgetTheOldest()
    {
        if (!log.IsNearlyFull) return;

        turnBegin = snapshots.Exchange(turnBegin);
        int gone = turnBegin.Tokens;
        log.Forget(gone);
        turnBegin.Tokens = 0;
        snapshots.Shift(gone);
    }

    /// <summary>Returns to the last moment not after the step: from the ring, or, where that is too short, by feeding the turn
    /// again.</summary>
    /// <returns>What the human did since.</returns>
    public ReadOnlySpan<HumanWord> GoBack(long step)
    {
        Snapshot moment = Find(step);
        Restore(moment);
        int tokens = moment.Tokens;
        if (moment == turnBegin)
        {
            for (; tokens < log.Tokens && State.Step + Vocabulary.StepsOf(log[tokens].Token) <= step; tokens++) Advance(log[tokens].Token, log[tokens].By);
        }

        return taken.AsSpan(0, log.TakeBack(tokens, taken));
    }

    /// <summary>Returns to a kept moment not after the step.</summary>
    /// <param name="last">Of ours, only what lies not after this step is told.</param>
    /// <param name="tail">What both hands did since.</param>
    /// <returns>How much that is.</returns>
    public int GoBack(long step, long last, Happening[] tail)
    {
        Snapshot moment = Find(step);
        int count = ReadTail(moment, last, tail);
        Restore(moment);
        _ = log.TakeBack(moment.Tokens, taken);
        return count;
    }

    public void Dispose()
    {
        session.Dispose();
        Loan.Dispose();
    }

    private void Advance(int token, NoteSource by)
    {
        if (unfedCount == unfed.Length) Feed();
        unfed[unfedCount++] = token;
        State.Advance(token, by);
    }

    private void Keep(Snapshot place)
    {
        session.Save(place.Model);
        place.Phrase.CopyFrom(State);
        place.Tokens = log.Tokens;
    }

    private Snapshot Find(long step)
    {
        unfedCount = 0;
        return snapshots.TakeBack(step) ?? turnBegin;
    }

    private void Restore(Snapshot moment)
    {
        session.Restore(moment.Model);
        State.CopyFrom(moment.Phrase);
    }

    private int ReadTail(Snapshot moment, long last, Happening[] tail)
    {
        int count = 0, bin = moment.Phrase.Bin;
        long step = moment.Phrase.Step;
        for (int i = moment.Tokens; i < log.Tokens; i++)
        {
            (int token, NoteSource by) = log[i];
            TokenKind kind = Vocabulary.KindOf(token);
            if (kind == TokenKind.TimeShift) step += Vocabulary.StepsOf(token);
            else if (kind == TokenKind.Velocity) bin = token - Vocabulary.FirstVelocity;
            else if (by == NoteSource.Human || step <= last) tail[count++] = new(token, bin, step, by);
        }

        return count;
    }
}
