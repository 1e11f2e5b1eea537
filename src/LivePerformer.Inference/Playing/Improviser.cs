using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>A trained network that hears the human and plays on: both hands write one row of tokens, in turns.</summary>
/// <remarks>
/// Performer thread. After the constructor nothing is allocated. The same calls with the same seed give the same notes.
/// While the human plays, each finished step of 10 ms is fed at once, so an answer begins after one step of the model.
/// What the pedal alone still sustains ends, for the model, where our turn begins: the human's hands hold only keys,
/// and our hands may strike the others again.
/// What the human does within our turn takes its place where the writing stands; where both play together, it takes its
/// true place, before what we had written for later. <see cref="TryPlay"/> gives each event as soon as its token is
/// chosen; <see cref="TakeBack"/> and <see cref="Yield"/> go back to what was already due.
/// A model that learned from one key or one range of touch hears and plays through an <see cref="Ear"/>: all in here is as
/// the model has it, and is moved where it comes in and goes out. Where the ear thinks otherwise of the key, which it does
/// between our turns alone, what was played last is told to the model again (see <see cref="LastPlayed"/>): its memory then
/// holds music in one key, as it learned, and every note comes back as it went.
/// Should the model fail, <see cref="Fault"/> says why, the keys it holds come up, and it falls silent. Where nothing that
/// the steering wants is free, it has nothing to play until something changes.
/// </remarks>
public sealed class Improviser : IImproviser, IDisposable
{
    private const int Snapshots = 256;          // moments to return to without feeding again: some ten seconds of music
    private const int LogTokens = 1 << 16;      // about 24 minutes of music in one answer
    private const int LogWords = 1 << 14;
    private const int MostTokensPerEvent = 64;  // the grammar needs fewer, unless no wanted key is free
    private const int MostAtOnce = 4 * Pitch.Count;   // human words between two calls; more are placed in parts
    private const long LongestPause = 1000;     // steps; features see no difference beyond
    private const int FirstBin = 16;            // a medium touch, where nothing was heard before

    private readonly ImproviserOptions options;
    private readonly ModelSession session;
    private readonly Sampler sampler;
    private readonly TokenMask mask = new(Vocabulary.Size);
    private readonly float[] belief = new float[Vocabulary.Size];
    private readonly TokenEncoder encoder = new();
    private readonly PhraseState state;
    private readonly Happening[] tail;
    private readonly HumanWord[] fresh;
    private readonly TimePoint[] struck = new TimePoint[Pitch.Count];   // by the human, last
    private Snapshot turnBegin;
    private Steering steering;
    private int freshCount;
    private readonly SnapshotRing snapshots;
    private readonly TurnLog log = new(LogTokens, LogWords);
    private readonly HumanWord[] taken = new HumanWord[LogWords];
    private readonly int[] unfed;
    private readonly Ear? ear;              // where the model learned from standardized music
    private readonly LastPlayed? played;
    private readonly Queue<NoteEvent> waiting = new(2 * Pitch.Count);   // note-offs that no token of ours brings
    private int unfedCount;
    private long humanStep;      // where the encoder's tokens stand
    private int humanBin;
    private bool inTurn;
    private bool pedalDown;
    private ulong answers;

    /// <param name="folder">The model; it must live longer.</param>
    /// <exception cref="ModelException">The options make no sense.</exception>
    public Improviser(ModelFolder folder, ImproviserOptions? options = null)
    {
        this.options = options ?? new ImproviserOptions();
        this.options.Check();
        steering = this.options.Steering;
        tail = new Happening[this.options.Together ? LogTokens : 0];
        fresh = new HumanWord[this.options.Together ? MostAtOnce : 0];
        if (folder.Manifest.Standard is { IsNone: false } standard)
        {
            ear = new Ear(standard);
            played = new LastPlayed();
        }

        unfed = new int[ear is null ? 64 : 256];    // what is told again is told in large pieces
        session = folder.NewSession();
        sampler = new Sampler(this.options.Sampling);
        state = NewState();
        turnBegin = new Snapshot(session.NewState(), NewState());
        snapshots = new SnapshotRing(Snapshots, () => new Snapshot(session.NewState(), NewState()));
        Tune();
    }

    /// <summary>Why the model can no longer play; null while it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Where the music may go; each token is chosen under the newest.</summary>
    /// <remarks>Any thread.</remarks>
    /// <exception cref="ModelException">It makes no sense; the last one holds.</exception>
    public Steering Steering
    {
        get => Volatile.Read(ref steering);
        set
        {
            value.Check();
            Volatile.Write(ref steering, value);
        }
    }

    /// <summary>Tokens it chose.</summary>
    public long TokensGenerated { get; private set; }

    /// <summary>Tokens of the human that it was fed.</summary>
    public long TokensHeard { get; private set; }

    /// <summary>Time spent in the model.</summary>
    public TimeSpan ModelTime => session.ModelTime;

    /// <summary>What the model believes comes next, for tests of its memory.</summary>
    internal ReadOnlySpan<float> Belief => session.Belief;

    /// <summary>How music is moved to where the model learned it, and back; null for a model that learned it as it was.</summary>
    internal Ear? Ear => ear;

    /// <summary>How boldly it chooses.</summary>
    /// <remarks>Any thread.</remarks>
    public double Temperature => sampler.Temperature;

    public void Turn(Dial dial, double value)
    {
        if (dial == Dial.Temperature) sampler.Temperature = Math.Clamp(value, 0.01, 4);
        Steering = Steering.With(dial, value);
    }

    public void Hear(in NoteEvent note)
    {
        if (Fault is not null) return;

        try
        {
            ear?.Listen(note);
            if (!inTurn && ear?.Retune(first: false) is true) Retell();
            Read(note);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public void Hear(in ControlChange control)
    {
        if (control.Controller == ControlChange.Sustain) pedalDown = control.IsDown;
        ear?.Listen(control);
        if (Fault is not null || (inTurn && !options.Together && control.Controller == ControlChange.Sustain)) return;

        try
        {
            Push(control);
            Listen(control.Time);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public void Begin(TimePoint now)
    {
        if (inTurn) Yield(now);
        if (Fault is not null) return;

        try
        {
            if (ear?.Retune(first: true) is true) Retell();
            if (pedalDown && !options.Together) Push(new ControlChange(now, ControlChange.Sustain, 0));
            encoder.Flush(now);
            Weave(follow: true);
            long first = FirstFrom(now);
            if (!session.HasBelief && unfedCount == 0) Open(first);
            else if (!options.Together) MoveTo(first, NoteSource.Ai);
            Feed();

            inTurn = true;
            waiting.Clear();
            log.Clear();
            snapshots.Clear();
            state.BeginPhrase(Math.Max(first, state.Step));
            Keep(turnBegin);
            sampler.Begin(answers++);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public bool TryPlay(out NoteEvent answer)
    {
        bool any = TryWrite(out answer);
        if (!any || ear is null) return any;

        answer = ear.Back(answer);
        played!.AddOurs(answer);
        return true;
    }

    private bool TryWrite(out NoteEvent answer)
    {
        if (waiting.TryDequeue(out answer)) return true;
        if (!inTurn || Fault is not null) return false;

        try
        {
            for (int i = 0; i < MostTokensPerEvent; i++)
            {
                if (log.IsNearlyFull) ForgetTheOldest();
                if (state.IsComplete) return false;

                int token = Choose();
                if (Vocabulary.KindOf(token) == TokenKind.TimeShift) Keep(snapshots.Add());
                Write(token, NoteSource.Ai);
                TokensGenerated++;
                if (TryEvent(token, out answer)) return true;
            }

            return false;
        }
        catch (Exception fault)
        {
            Fail(fault);
            return waiting.TryDequeue(out answer);
        }
    }

    public void Yield(TimePoint now)
    {
        if (!inTurn) return;

        inTurn = false;
        waiting.Clear();
        if (Fault is not null) return;

        try
        {
            long step = now.Ticks / Vocabulary.Step.Ticks;   // what was due until now was played
            played?.TakeBack(step);
            if (state.Step > step && options.Together) Rewrite(step, step);
            else if (state.Step > step) GoBack(step);
            LetGo(step);
            played?.EndOurs(TimeOf(step));
            waiting.Clear();
            Feed();
            if (pedalDown && !options.Together) Push(new ControlChange(now, ControlChange.Sustain, 127));
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        if (!inTurn || Fault is not null) return;

        try
        {
            long last = FirstFrom(from) - 1;
            played?.TakeBack(last);
            if (state.Step > last) Rewrite(last, last);
            state.NotBefore = FirstFrom(resume);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    /// <summary>As <see cref="Forget"/>, and chance begins anew.</summary>
    public void Reset()
    {
        Forget();
        answers = 0;
    }

    public void Dispose() => session.Dispose();

    public void Forget()
    {
        session.Reset();
        encoder.Reset();
        state.Reset();
        waiting.Clear();
        log.Clear();
        snapshots.Clear();
        unfedCount = freshCount = 0;
        Array.Clear(struck);
        inTurn = pedalDown = false;
        Fault = null;
        played?.Clear();
        ear?.Reset();
        Tune();
    }

    private PhraseState NewState() => new(options.Limits, options.Phrase);

    private void Tune() => state.Tune(ear?.Key.Semitones ?? 0, ear?.Stretch ?? 1);

    private void Read(in NoteEvent note)
    {
        played?.Add(note);
        Push(note);
        Listen(note.Time);
    }

    private void Push(in NoteEvent heard)
    {
        NoteEvent note = heard;
        if (ear?.TryMove(heard, out note) is false) return;

        if (!encoder.HasStarted && note.IsOn) StartAt(note.Time);
        if (note.IsOn) struck[note.Pitch.Number] = note.Time;
        encoder.Push(note);
    }

    private void Push(in ControlChange control)
    {
        played?.Add(control);
        Move(control);
    }

    private void Move(in ControlChange control)
    {
        if (control.Controller is ControlChange.AllSoundOff or ControlChange.AllNotesOff) ear?.LiftFingers();
        encoder.Push(control);
    }

    // The ear thinks otherwise of the music: the model is told again what was played last, as it is to hear it now. Keys
    // that are down are down there too, and come up by the same way.
    private void Retell()
    {
        (double lean, long heard) = (state.Lean, TokensHeard);
        session.Reset();
        encoder.Reset();
        state.Reset();
        Array.Clear(struck);
        ear!.LiftFingers();
        Tune();
        unfedCount = 0;
        played!.Rewind();
        while (played.TryNext(out Played one))
        {
            encoder.Settle(one.Time);
            Weave(follow: true);
            if (one.Doing == Doing.Key) Push(one.Note);
            else if (one.Doing == Doing.Control) Move(one.Control);
            else Place(ear.Moved(one.Note));
            waiting.Clear();        // what had to end did end
        }

        Weave(follow: true);
        Feed();
        (state.Lean, TokensHeard) = (lean, heard);
    }

    private void Place(in NoteEvent ours)
    {
        long step = ours.Time.Ticks / Vocabulary.Step.Ticks;
        if (!encoder.HasStarted && !session.HasBelief && unfedCount == 0) state.SetStep(step);   // the first event is the origin
        int pitch = ours.Pitch.Number;
        Place(ours.IsOn ? new Happening(Vocabulary.FirstNoteOn + pitch, Vocabulary.VelocityBin(ours.Velocity), step, NoteSource.Ai)
            : new Happening(Vocabulary.FirstNoteOff + pitch, 0, step, NoteSource.Ai));
    }

    private void StartAt(TimePoint time)
    {
        humanStep = StepAt(time);
        if (!session.HasBelief && unfedCount == 0) state.SetStep(humanStep);   // the first event is the origin
    }

    // Nothing was heard: a touch to begin with, for belief needs at least one token.
    private void Open(long step)
    {
        state.SetStep(step);
        Write(Vocabulary.FirstVelocity + FirstBin, NoteSource.Ai);
    }

    private void Listen(TimePoint now)
    {
        if (inTurn) encoder.Flush(now);
        else encoder.Settle(now);
        bool follow = !inTurn || state.IsComplete;
        Weave(follow);
        if (follow) Feed();
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
                    if (!inTurn || !options.Together) Weave(word, follow ? humanStep : state.Step);
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
        if (inTurn && !options.Together) log.Add(word);
        if (Vocabulary.KindOf(word.Token) == TokenKind.NoteOff)
        {
            int up = word.Token - Vocabulary.FirstNoteOff;
            if (!state.HoldsHuman(up)) return;

            MoveTo(step, NoteSource.Human);
            Write(word.Token, NoteSource.Human);
            return;
        }

        MoveTo(step, NoteSource.Human);
        int pitch = word.Token - Vocabulary.FirstNoteOn;
        if (state.HoldsAi(pitch))
        {
            waiting.Enqueue(new(TimeOf(state.Step), new Pitch(pitch), 0));   // the key is the human's now
            Write(Vocabulary.FirstNoteOff + pitch, NoteSource.Ai);
        }
        else if (state.HoldsHuman(pitch))
        {
            Write(Vocabulary.FirstNoteOff + pitch, NoteSource.Human);
        }

        if (state.Bin != word.Bin) Write(Vocabulary.FirstVelocity + word.Bin, NoteSource.Human);
        Write(word.Token, NoteSource.Human);
    }

    private void MoveTo(long step, NoteSource by)
    {
        long steps = Math.Min(step - state.Step, LongestPause);
        for (; steps > 0; steps -= Vocabulary.LongestShift) Write(Vocabulary.TimeShift((int)Math.Min(steps, Vocabulary.LongestShift)), by);
        if (step <= state.Step) return;

        state.SetStep(step);        // a long pause: the tokens no longer tell the step, so this is a moment to return to
        if (!inTurn) return;

        Feed();
        Keep(snapshots.Add());
    }

    private void Write(int token, NoteSource by)
    {
        if (unfedCount == unfed.Length) Feed();
        unfed[unfedCount++] = token;
        state.Advance(token, by);
        if (inTurn) log.Add(token, by);
        if (by == NoteSource.Human) TokensHeard++;
    }

    private void Feed()
    {
        if (unfedCount == 0) return;

        session.Feed(unfed.AsSpan(0, unfedCount));
        unfedCount = 0;
    }

    private int Choose()
    {
        Feed();
        state.Allow(mask, Steering);
        session.Belief.CopyTo(belief);
        state.Temper(belief, mask);
        int token = sampler.Choose(belief, mask);
        return token >= 0 ? token : throw new InvalidOperationException("the model's belief holds no number");
    }

    private bool TryEvent(int token, out NoteEvent answer)
    {
        TokenKind kind = Vocabulary.KindOf(token);
        answer = kind switch
        {
            TokenKind.NoteOn => new(TimeOf(state.Step), new Pitch(token - Vocabulary.FirstNoteOn), Touch()),
            TokenKind.NoteOff => new(TimeOf(state.Step), new Pitch(token - Vocabulary.FirstNoteOff), 0),
            _ => default,
        };
        return kind is TokenKind.NoteOn or TokenKind.NoteOff;
    }

    private byte Touch() => Vocabulary.VelocityOf(state.Bin);

    private void Keep(Snapshot place)
    {
        session.Save(place.Model);
        place.Phrase.CopyFrom(state);
        place.Tokens = log.Tokens;
    }

    // Returns to the last moment not after the step: from the ring, or, where that is too short, by feeding the turn again.
    private void GoBack(long step)
    {
        unfedCount = 0;
        Snapshot moment = snapshots.TakeBack(step) ?? turnBegin;
        session.Restore(moment.Model);
        state.CopyFrom(moment.Phrase);
        int tokens = moment.Tokens;
        if (moment == turnBegin)
        {
            for (; tokens < log.Tokens && state.Step + Vocabulary.StepsOf(log[tokens].Token) <= step; tokens++)
            {
                if (unfedCount == unfed.Length) Feed();
                unfed[unfedCount++] = log[tokens].Token;
                state.Advance(log[tokens].Token, log[tokens].By);
            }
        }

        // What the human did meanwhile did happen.
        int words = log.TakeBack(tokens, taken);
        for (int i = 0; i < words; i++) Weave(taken[i], Math.Min(taken[i].Step, step));
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
        unfedCount = 0;
        Snapshot moment = snapshots.TakeBack(from) ?? turnBegin;
        int count = ReadTail(moment, last);
        session.Restore(moment.Model);
        state.CopyFrom(moment.Phrase);
        _ = log.TakeBack(moment.Tokens, taken);
        for (int i = 0; i < count; i++)
        {
            while (freshCount > 0 && IsBefore(fresh[0], tail[i])) PlaceNext();
            Place(tail[i]);
        }

        while (freshCount > 0) PlaceNext();
    }

    private int ReadTail(Snapshot moment, long last)
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

        MoveTo(happened.Step, NoteSource.Ai);
        if (isOn && state.Bin != happened.Bin) Write(Vocabulary.FirstVelocity + happened.Bin, NoteSource.Ai);
        Write(happened.Token, NoteSource.Ai);
    }

    // An answer without end: what is older than the moments to which we may return is history.
    private void ForgetTheOldest()
    {
        turnBegin = snapshots.Exchange(turnBegin);
        int gone = turnBegin.Tokens;
        log.Forget(gone);
        turnBegin.Tokens = 0;
        snapshots.Shift(gone);
    }

    // The engine ends our notes now; the row of tokens says so too.
    private void LetGo(long step)
    {
        if (state.Held == 0) return;

        MoveTo(step, NoteSource.Ai);
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (state.HoldsAi(pitch)) Write(Vocabulary.FirstNoteOff + pitch, NoteSource.Ai);
        }
    }

    private void Fail(Exception fault)
    {
        Fault = ModelException.OneLine($"The model failed and is silent from here on: {fault.Message}");
        for (int pitch = 0; inTurn && pitch < Pitch.Count; pitch++)
        {
            if (state.HoldsAi(pitch)) waiting.Enqueue(new(TimeOf(state.Step), new Pitch(pitch), 0));
        }
    }

    // The first step that is not before this moment.
    private static long FirstFrom(TimePoint time) => (time.Ticks + Vocabulary.Step.Ticks - 1) / Vocabulary.Step.Ticks;

    private static TimePoint TimeOf(long step) => new(step * Vocabulary.Step.Ticks);

    private static long StepAt(TimePoint time) => (time.Ticks + (Vocabulary.Step.Ticks / 2)) / Vocabulary.Step.Ticks;
}
