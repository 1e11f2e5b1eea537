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

    private readonly ISeat seat;
    private readonly ITurnTaking turns;
    private readonly IImproviser improviser;
    private readonly Scheduler scheduler;
    private readonly Take take;
    private readonly int sampleRate;
    private readonly TimeSpan lookAhead;
    private readonly TimeSpan longestAnswer;
    private readonly TimeSpan? replan;
    private readonly AnswerLog answers;
    private readonly Conductor? conductor;
    private readonly Subject<Turn> turnChanges = new();

    private bool answering;
    private bool phraseEnded;       // the improviser has no more
    private bool tooLong;           // nor may it have
    private bool cancelOwed;
    private bool eventWaits;
    private NoteEvent waiting;
    private TimeSpan delay;
    private TimePoint? ready;       // our turn has come, and from here on the beat is sought on which to enter
    private TimePoint? entry;       // the beat on which the first note shall fall

    /// <param name="seat">Where it sees and hears; the scheduler's too.</param>
    /// <param name="lookAhead">How far beyond now the answer is planned.</param>
    /// <param name="longestAnswer">Zero: until the human plays again.</param>
    /// <param name="replan">Where both play at once: a key of the human voids what is planned for later than this after
    /// now, and the model plans anew with that key in its ear. Null: it is never both's turn.</param>
    /// <param name="conductor">Keeps the time; null: time is free.</param>
    public Performer(
        ISeat seat,
        ITurnTaking turns,
        IImproviser improviser,
        Scheduler scheduler,
        Take take,
        int sampleRate,
        TimeSpan lookAhead,
        TimeSpan longestAnswer,
        TimeSpan? replan = null,
        Conductor? conductor = null)
    {
        this.seat = seat;
        this.turns = turns;
        this.improviser = improviser;
        this.scheduler = scheduler;
        this.take = take;
        this.sampleRate = sampleRate;
        this.lookAhead = lookAhead;
        this.longestAnswer = longestAnswer;
        this.replan = replan;
        this.conductor = conductor;
        answers = new AnswerLog(sampleRate);
    }

    /// <summary>Each time the turn changes hands.</summary>
    public IObservable<Turn> Turns => turnChanges;

    /// <summary>How each answer began.</summary>
    public AnswerLog Answers => answers;

    /// <summary>By how much answers were pushed later because the model was not ready in time, all in all.</summary>
    public TimeSpan SlowedBy { get; private set; }

    /// <summary>One round: listen, decide, plan. Never waits.</summary>
    public void Step()
    {
        seat.Step();
        Listen();
        Record();

        TimePoint now = seat.Now;
        if (conductor?.Step(now) is true) seat.Mark();
        if (cancelOwed) Cancel();
        if (!turns.IsOurTurn(now))
        {
            ready = null;
            if (answering) GiveBack(now);
            return;
        }

        if (!answering && !TryTakeOver(now)) return;
        Plan(now);
    }

    /// <summary>What left since the last step goes into the take. Called once more after the callback has stopped.</summary>
    public void Record()
    {
        while (seat.TryLearn(out SentEvent e))
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

    public void Dispose() => turnChanges.Dispose();

    private void Listen()
    {
        while (seat.TryHear(out HeardEvent e))
        {
            TimePoint time = TimePoint.FromFrame(e.Frame, sampleRate);
            if (e.Message.IsSystem)
            {
                conductor?.Hear(time, e.Message);
                continue;
            }

            take.Add(new TakeEvent(NoteSource.Human, e.Frame, e.Frame, e.Message));
            if (e.Message.IsNoteOn || e.Message.IsNoteOff)
            {
                byte velocity = e.Message.IsNoteOn ? e.Message.Data2 : (byte)0;
                Hear(new NoteEvent(time, new Pitch(e.Message.Data1 & 0x7F), velocity));
            }
            else if (e.Message.IsControlChange)
            {
                var control = new ControlChange(time, e.Message.Data1, e.Message.Data2);
                if (conductor?.Hear(control) != true && !turns.Hear(control)) improviser.Hear(control);
            }
        }
    }

    private void Hear(in NoteEvent note)
    {
        if (conductor?.Hear(note) == true || turns.Hear(note)) return;

        if (answering && note.IsOn)
        {
            if (replan is null || !turns.IsOurTurn(note.Time)) GiveBack(seat.Now);
            else TakeBack(seat.Now + replan.Value + scheduler.Longest);
        }

        improviser.Hear(note);      // the model reads along, so the answer is half prepared
    }

    /// <summary>Both play: what lies beyond the nearest plans is planned anew, with what the human just did.</summary>
    private void TakeBack(TimePoint from)
    {
        if (tooLong || cancelOwed || !scheduler.TryWithdraw(ref from)) return;

        // an event that found a full ring, due before, is still to leave; one beyond is void like all the others
        eventWaits = eventWaits && waiting.Time < from;
        improviser.TakeBack(from - delay, from);
        phraseEnded = false;        // what the human did may give it something to play
        if (!eventWaits) delay = TimeSpan.Zero;
    }

    private void Cancel()
    {
        cancelOwed = !scheduler.TryCancel();
        if (!cancelOwed && !answering) answers.End((seat.Now + Reaction).ToFrame(sampleRate));
    }

    /// <summary>False while the beat on which we enter is still far.</summary>
    private bool TryTakeOver(TimePoint now)
    {
        if (ready is null) seat.Mark();
        ready ??= now + Thinking + scheduler.Longest;
        entry = conductor?.EntryFrom(ready.Value);
        if (entry > now + Thinking + scheduler.Longest) return false;

        ready = null;
        TakeOver(entry > now ? entry.Value : now);
        return true;
    }

    private void TakeOver(TimePoint now)
    {
        answering = true;
        phraseEnded = tooLong = false;
        eventWaits = false;
        delay = TimeSpan.Zero;
        answers.Begin(turns.Cue);
        improviser.Begin(now);
        Tell(new Turn(turns.Cue, NoteSource.Ai));
    }

    private void GiveBack(TimePoint now)
    {
        answering = false;
        eventWaits = false;
        Cancel();       // first of all silence; what the model must forget can wait
        improviser.Yield(now - delay);
        Tell(new Turn(now, NoteSource.Human));
    }

    private void Tell(in Turn turn)
    {
        seat.Tell(turn);
        turnChanges.OnNext(turn);
    }

    private void Plan(TimePoint now)
    {
        if (cancelOwed) return;   // the new answer must not overtake the end of the old one

        while (!phraseEnded && seat.IsQuiet)
        {
            if (!eventWaits)
            {
                if (!improviser.TryPlay(out waiting))
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

            if (waiting.Time > now + lookAhead + scheduler.Longest) return;   // enough is planned; listen again
            if (IsTooLong(waiting))
            {
                phraseEnded = tooLong = true;
                Cancel();
                return;
            }

            if (!scheduler.TryAdd(waiting)) return;
            eventWaits = false;
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
        answers.Slowed();
        SlowedBy += push;
        waiting = waiting with { Time = earliest };
    }

    private bool IsTooLong(in NoteEvent note) =>
        longestAnswer > TimeSpan.Zero && note.Time > answers.Cue + longestAnswer;
}
