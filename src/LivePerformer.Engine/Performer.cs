using System.Reactive.Subjects;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Listens and answers: hears what the callback heard, asks whose turn it is, and plans the answer.</summary>
/// <remarks>One thread, the performer's, owns it; <see cref="Turns"/> speaks on that thread.</remarks>
public sealed class Performer : IDisposable
{
    /// <summary>A note-on this close is sent at once; what the model wanted earlier moves the rest of the answer later.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(5);

    /// <summary>The first note of an answer lies so much farther ahead, that the rest of its chord is chosen before it sounds:
    /// nobody hears that an answer begins 10 ms later, but everybody hears a chord that was meant to be one.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>What is moved later is moved by so much more, that the rest of its chord need not be moved once again.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(5);

    /// <summary>An answer that shall begin on a beat is begun so long before it: models need some milliseconds to begin.</summary>
    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(30);

    /// <summary>After it was told to cancel, the callback may still be busy with a block or two.</summary>
    private static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(10);

    /// <summary>After the human turned something, what is planned is planned anew so much later: a knob that moves says a lot.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    /// <summary>And what is due sooner than this is played as planned.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two notes of a phrase that comes to its end lies at least this.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(250);

    /// <summary>What comes later than this after it sounded, nobody waits for.</summary>
    private static readonly TimeSpan LongestLag = TimeSpan.FromMilliseconds(500);

    private readonly ISeat seat;
    private readonly Scheduler scheduler;
    private readonly Take take;
    private readonly int sampleRate;
    private readonly IScenes? scenes;
    private readonly AnswerLog answers;
    private readonly bool[] planned = new bool[Pitch.Count];    // what sounds where the plans end
    private readonly Subject<Turn> turnChanges = new();
    private readonly Subject<StageCommand> wishes = new();
    private readonly Controls? controls;
    private readonly Queue<(CueSign Sign, bool IsOne)> signs = new();      // of which the callback must still be told

    private readonly List<StageCommand> turned = new(16);       // what the human turned in this item, the newest last

    private Scene? scene;
    private Scene? coming;          // shall play as soon as the one that plays may end
    private bool isHeard;           // and the human plays through its slot already
    private TimePoint leavesBy;     // and by now at the latest it plays
    private bool stopped;
    private bool answering;
    private bool phraseEnded;       // the improviser has no more
    private bool tooLong;           // nor may it have
    private bool cancelOwed;
    private bool panicOwed;
    private TimePoint? anew;        // at this moment, because the human turned something
    private bool eventWaits;
    private NoteEvent waiting;
    private TimePoint lastPlanned;  // the newest event that was handed over
    private TimeSpan delay;
    private TimePoint? ready;       // our turn has come, and from here on the beat is sought on which to enter
    private TimePoint? entry;       // the beat on which the first note shall fall
    private int lag;                // frames by which the human's notes come later than they sound, where a microphone hears them
    private TimePoint known;        // until then all is known that the human did

    /// <param name="seat">Where it sees and hears; the scheduler's too.</param>
    /// <param name="first">The scene that plays; null: none does until one is entered.</param>
    /// <param name="scenes">Those that may be entered.</param>
    /// <param name="controls">By which the human commands.</param>
    /// <param name="failed">The one in whose place this one goes on: what that one's notes left sounding ends first.</param>
    public Performer(ISeat seat, Scheduler scheduler, Take take, int sampleRate, Scene? first, IScenes? scenes = null, Controls? controls = null, Performer? failed = null)
    {
        this.seat = seat;
        this.scheduler = scheduler;
        this.take = take;
        this.sampleRate = sampleRate;
        this.scenes = scenes;
        this.controls = controls;
        if (controls is not null)
        {
            foreach (Binding binding in controls.Bindings) signs.Enqueue((binding.Sign, true));
            controls.Changed += Tell;
        }

        answers = failed?.answers ?? new AnswerLog(sampleRate);
        cancelOwed = failed is not null;
        stopped = failed?.stopped ?? false;
        if (failed is not null) turned.AddRange(failed.turned);
        scene = first;
        if (first is not null) scheduler.Use(first.Latency);
    }

    /// <summary>Each time the turn changes hands.</summary>
    public IObservable<Turn> Turns => turnChanges;

    /// <summary>What the host is asked for: another item of the set list, or another role.</summary>
    public IObservable<StageCommand> Wishes => wishes;

    /// <summary>The scene that plays; null before the first.</summary>
    /// <remarks>Any thread.</remarks>
    public Scene? Scene => Volatile.Read(ref scene);

    /// <summary>The AI was told to play no more.</summary>
    /// <remarks>Any thread.</remarks>
    public bool IsStopped => Volatile.Read(ref stopped);

    /// <summary>How each answer began.</summary>
    public AnswerLog Answers => answers;

    /// <summary>One round: listen, decide, plan. Never waits.</summary>
    public void Step()
    {
        seat.Step();
        while (seat.TryCommand(out StageCommand command)) Obey(command);
        while (signs.TryPeek(out (CueSign Sign, bool IsOne) sign) && scheduler.TryTell(sign.Sign, sign.IsOne)) signs.Dequeue();
        Listen();
        Record();

        TimePoint now = seat.Now;
        known = Later(known, lag == 0 ? now : now - TimePoint.FromFrame(lag, sampleRate).SinceStart);
        if (panicOwed) panicOwed = !scheduler.TryPanic();
        if (cancelOwed) Cancel();
        if (coming is not null) Change(now);
        if (scene is null) return;

        if (scene.Conductor?.Step(now, known) is true) seat.Mark();
        if (stopped || !scene.Turns.IsOurTurn(known))
        {
            ready = null;
            if (answering) GiveBack(now);
            return;
        }

        if (!answering && (coming is not null || !TryTakeOver(scene, now))) return;
        if (now >= anew) PlanAnew(scene, now);
        Plan(scene, now);
    }

    /// <summary>The human hears soon what was turned, however far ahead we had planned.</summary>
    private void PlanAnew(Scene scene, TimePoint now)
    {
        anew = null;
        if (!phraseEnded) TakeBack(scene, now + Settled + scheduler.Longest);
    }

    /// <summary>What left since the last step goes into the take. Called once more after the callback has stopped.</summary>
    public void Record() => Record(seat);

    /// <summary>The same by another's seat: when the performer's own was taken away.</summary>
    public void Record(ISeat by)
    {
        while (by.TryLearn(out SentEvent e))
        {
            if (e.Source != NoteSource.Ai || e.IsDropped) continue;

            take.Add(new TakeEvent(NoteSource.Ai, e.DueFrame, e.SentFrame, e.Message));
            if (e.Message.IsNoteOn) answers.Played(e.DueFrame, e.SentFrame);
        }
    }

    /// <summary>The performance is over: our turn ends, and so does every note on every channel.</summary>
    /// <returns>False when the ring is full: call again after the next block.</returns>
    public bool End()
    {
        if (answering) GiveBack(seat.Now);
        return scheduler.TryPanic();
    }

    public void Dispose()
    {
        if (controls is not null) controls.Changed -= Tell;
        turnChanges.Dispose();
        wishes.Dispose();
    }

    /// <param name="at">When the control was moved that says it; null: nobody knows.</param>
    private void Obey(in StageCommand command, TimePoint? at = null)
    {
        TimePoint now = seat.Now;
        switch (command.Kind)
        {
            case CommandKind.Start:
                stopped = false;
                break;
            case CommandKind.Stop:
                stopped = true;
                if (answering) GiveBack(now);
                break;
            case CommandKind.Veto:
                if (!answering) break;
                if (scene!.Replan is null) scene.Turns.Dismiss(now);    // else our turn goes on, with another idea
                GiveBack(now);
                break;
            case CommandKind.TakeOver:
                TakeOverOrGiveBack(now);
                break;
            case CommandKind.Panic or CommandKind.DeviceLost:
                scene?.Turns.Dismiss(now);
                if (answering) GiveBack(now);
                panicOwed = true;
                break;
            case CommandKind.Tempo:
                scene?.Conductor?.Give(now, command.Value);
                break;
            case CommandKind.Tap:
                scene?.Conductor?.Tap(at ?? now);
                break;
            case CommandKind.Enter:
                if (scenes?.Find(command) is not { } found) break;
                if (coming is { } before && !ReferenceEquals(before, found)) scenes.PassedOver(before, isHeard);
                coming = found;
                isHeard = false;
                leavesBy = now + (scene?.FinishesWithin ?? TimeSpan.Zero);
                break;
            case CommandKind.Learn or CommandKind.Unlearn:
                controls?.Obey(command);
                break;
            default:
                if (TryTurn(command)) Keep(command);
                else wishes.OnNext(command);
                break;
        }
    }

    /// <summary>False where it is nothing that is turned.</summary>
    private bool TryTurn(in StageCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.Metronome:
                scene?.Conductor?.Click(command.Value > 0);
                return true;
            case CommandKind.Entry:
                EnterOn(command.Value switch { >= (double)Entry.Bar => Entry.Bar, >= (double)Entry.Beat => Entry.Beat, _ => Entry.Free });
                return true;
            default:
                if (DialOf(command.Kind) is not Dial dial) return false;
                scene?.Improviser.Turn(dial, command.Value);
                if (answering) anew ??= seat.Now + Settling;
                return true;
        }
    }

    private void Keep(in StageCommand command)
    {
        CommandKind kind = command.Kind;
        for (int i = turned.Count - 1; i >= 0; i--)
        {
            if (turned[i].Kind == kind) turned.RemoveAt(i);
        }

        turned.Add(command);
    }

    /// <summary>Where the same item goes on, in another role or after a fault, what the human turned stays as it is.</summary>
    private void TurnAgain(Scene? left, Scene next)
    {
        bool isSame = left is null || next.VariantOf == (left.VariantOf ?? left.Item);
        if (!isSame) turned.Clear();
        foreach (StageCommand command in turned) TryTurn(command);
    }

    private static Dial? DialOf(CommandKind kind) => kind switch
    {
        CommandKind.Temperature => Dial.Temperature,
        CommandKind.Density => Dial.Density,
        CommandKind.Loudness => Dial.Loudness,
        CommandKind.Scale => Dial.Scale,
        CommandKind.Tonic => Dial.Tonic,
        CommandKind.Chord => Dial.Chord,
        CommandKind.FollowChord => Dial.FollowChord,
        CommandKind.Lowest => Dial.Lowest,
        CommandKind.Highest => Dial.Highest,
        _ => null,
    };

    /// <summary>From the next answer on: what begins on a beat begins with a note.</summary>
    private void EnterOn(Entry where)
    {
        if (scene?.Conductor is not { } conductor) return;

        conductor.Entry = where;
        scene.Improviser.Turn(Dial.AtOnce, where == Entry.Free ? 0 : 1);
    }

    private void Tell(BindingsChange change)
    {
        foreach (CueSign removed in change.Removed) signs.Enqueue((removed, false));
        if (change.Added != CueSign.None) signs.Enqueue((change.Added, true));
    }

    private void TakeOverOrGiveBack(TimePoint now)
    {
        if (scene is null) return;

        if (!answering)
        {
            scene.Turns.Grant(now);
            return;
        }

        scene.Turns.Dismiss(now);
        GiveBack(now);
    }

    /// <summary>Another scene takes the place of the one that plays: for the human at once, for the AI where its phrase ends.</summary>
    private void Change(TimePoint now)
    {
        seat.Mark();
        Scene next = coming!;
        if (!isHeard) isHeard = scheduler.TryEnter(next.Item, next.Slot, SlotPart.Human);
        if (!isHeard || (answering && !phraseEnded && now < leavesBy)) return;

        if (answering && phraseEnded) Leave(now);
        else if (answering) GiveBack(now);
        if (cancelOwed || !scheduler.TryEnter(next.Item, next.Slot, SlotPart.Ai)) return;

        if (scene is { Improviser: FallbackImproviser before } && next is { Remembers: true, Improviser: FallbackImproviser after }) after.Recall(before);
        if (scene?.Conductor is { } keeper) next.Conductor?.Follow(keeper);
        scheduler.Use(next.Latency);
        Scene? left = scene;
        Volatile.Write(ref scene, next);
        TurnAgain(left, next);
        coming = null;
        ready = null;
        scenes!.Entered(next, left);
    }

    /// <summary>The phrase has come to its end: what is planned of it is played.</summary>
    private void Leave(TimePoint now)
    {
        answering = eventWaits = false;
        scene!.Improviser.Yield(lastPlanned - delay);
        Tell(new Turn(now, NoteSource.Human));
    }

    private void Listen()
    {
        while (seat.TryHear(out HeardEvent e))
        {
            TimePoint time = TimePoint.FromFrame(e.Frame, sampleRate);
            if (e.Lag > 0) Mind(e.Lag);
            StageCommand command = default;
            bool isControl = controls?.Hear(e, out command) == true;
            if (command.Kind != CommandKind.None) Obey(command, time);
            if (e.Message.IsSystem)
            {
                scene?.Conductor?.Hear(time, e.Message);
                continue;
            }

            take.Add(new TakeEvent(NoteSource.Human, e.Frame, e.Frame, e.Message));
            if (isControl || (scene is not null && ((scene.Hears >> e.Port) & 1) == 0)) continue;

            if (e.Message.IsNoteOn || e.Message.IsNoteOff)
            {
                byte velocity = e.Message.IsNoteOn ? e.Message.Data2 : (byte)0;
                Hear(new NoteEvent(time, new Pitch(e.Message.Data1 & 0x7F), velocity));
            }
            else if (e.Message.IsControlChange)
            {
                var control = new ControlChange(time, e.Message.Data1, e.Message.Data2);
                Hear(control);
            }
        }
    }

    /// <summary>A silence is no silence before what sounded in it would have come.</summary>
    private void Mind(int frames)
    {
        frames = Math.Min(frames, (int)(LongestLag.TotalSeconds * sampleRate));
        lag = Math.Max(frames, lag - ((lag - frames + 7) / 8));     // one that is late by chance is soon forgotten
    }

    private static TimePoint Later(TimePoint one, TimePoint other) => one > other ? one : other;

    private void Hear(in ControlChange control)
    {
        if (scene is null || scene.Conductor?.Hear(control) == true || scene.Turns.Hear(control)) return;

        scene.Improviser.Hear(control);
        if (coming is { Remembers: false }) coming.Improviser.Hear(control);
    }

    private void Hear(in NoteEvent note)
    {
        if (scene is null || scene.Conductor?.Hear(note) == true || scene.Turns.Hear(note)) return;

        if (answering && note.IsOn)
        {
            if (scene.Replan is not { } replan || !scene.Turns.IsOurTurn(note.Time)) GiveBack(seat.Now);
            else TakeBack(scene, seat.Now + replan + scheduler.Longest);
        }

        scene.Improviser.Hear(note);      // the model reads along, so the answer is half prepared
        if (coming is { Remembers: false }) coming.Improviser.Hear(note);
    }

    /// <summary>Both play: what lies beyond the nearest plans is planned anew, with what the human just did.</summary>
    private void TakeBack(Scene scene, TimePoint from)
    {
        if (tooLong || cancelOwed || !scheduler.TryWithdraw(ref from)) return;

        // an event that found a full ring, due before, is still to leave; one beyond is void like all the others
        eventWaits = eventWaits && waiting.Time < from;
        scene.Improviser.TakeBack(from - delay, from);
        phraseEnded = false;        // what the human did may give it something to play
        if (!eventWaits) delay = TimeSpan.Zero;
    }

    private void Cancel()
    {
        cancelOwed = !scheduler.TryCancel();
        if (!cancelOwed && !answering) answers.End((seat.Now + Reaction).ToFrame(sampleRate));
    }

    /// <summary>False while the beat on which we enter is still far.</summary>
    private bool TryTakeOver(Scene scene, TimePoint now)
    {
        if (ready is null) seat.Mark();
        ready ??= now + Thinking + scheduler.Longest;
        entry = scene.Conductor?.EntryFrom(ready.Value);
        if (entry > now + Thinking + scheduler.Longest) return false;

        ready = null;
        TakeOver(scene, entry > now ? entry.Value : now);
        return true;
    }

    private void TakeOver(Scene scene, TimePoint now)
    {
        answering = true;
        anew = null;
        phraseEnded = tooLong = false;
        eventWaits = false;
        delay = TimeSpan.Zero;
        lastPlanned = now;
        Array.Clear(planned);
        answers.Begin(scene.Turns.Cue);
        scene.Improviser.Begin(now);
        Tell(new Turn(scene.Turns.Cue, NoteSource.Ai));
    }

    private void GiveBack(TimePoint now)
    {
        answering = false;
        eventWaits = false;
        Cancel();       // first of all silence; what the model must forget can wait
        scene!.Improviser.Yield(now - delay);
        Tell(new Turn(now, NoteSource.Human));
    }

    private void Tell(in Turn turn)
    {
        seat.Tell(turn);
        turnChanges.OnNext(turn);
    }

    private void Plan(Scene scene, TimePoint now)
    {
        if (cancelOwed) return;   // the new answer must not overtake the end of the old one

        while (!phraseEnded && seat.IsQuiet)
        {
            if (!eventWaits)
            {
                if (!scene.Improviser.TryPlay(out waiting))
                {
                    phraseEnded = true;
                    return;
                }

                if (waiting.IsOn && entry is { } beat) Enter(beat);
                waiting = waiting with { Time = waiting.Time + delay };
                KeepUp();
                if (waiting.IsOn) answers.Planned();
                eventWaits = true;
            }

            if (waiting.Time > now + scene.LookAhead + scheduler.Longest) return;   // enough is planned; listen again
            if (coming is not null && IsEndOfPhrase(waiting))
            {
                phraseEnded = true;
                return;
            }

            if (IsTooLong(scene, waiting))
            {
                phraseEnded = tooLong = true;
                Cancel();
                return;
            }

            if (!scheduler.TryAdd(waiting)) return;
            eventWaits = false;
            planned[waiting.Pitch.Number] = waiting.IsOn;
            lastPlanned = waiting.Time;
        }
    }

    /// <summary>The first note falls on the beat, and the rest of the answer moves with it.</summary>
    private void Enter(TimePoint beat)
    {
        delay = beat - waiting.Time;
        entry = null;
    }

    /// <summary>A model that comes too late slows the music down: never a burst of late notes.</summary>
    private void KeepUp()
    {
        TimePoint now = seat.Now + scheduler.Longest;
        TimeSpan lead = answers.IsAwaited ? Lead + Gathering : Lead;
        if (!waiting.IsOn || waiting.Time >= now + lead) return;

        TimePoint earliest = now + (answers.IsAwaited ? lead : lead + Slack);
        TimeSpan push = earliest - waiting.Time;
        delay += push;
        answers.Slowed(push);
        waiting = waiting with { Time = earliest };
    }

    /// <summary>Nothing sounds any more, and a while passes until this.</summary>
    private bool IsEndOfPhrase(in NoteEvent next) => next.IsOn && next.Time >= lastPlanned + Breath && !planned.AsSpan().Contains(true);

    private bool IsTooLong(Scene scene, in NoteEvent note) =>
        scene.LongestAnswer > TimeSpan.Zero && note.Time > answers.Cue + scene.LongestAnswer;
}
