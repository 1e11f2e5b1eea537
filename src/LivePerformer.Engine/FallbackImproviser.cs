using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Several improvisers as one: the best that keeps up plays, and when it fails or falls behind the next goes on
/// in the middle of the phrase.</summary>
/// <remarks>
/// The first and the last hear everything: the human at once, and what another played when it is certain, that is, when
/// the human plays on after it, or another takes over. Those between sleep, which costs nothing, and so does one that fell
/// behind or failed; who wakes is told the last notes, whoever played them. That takes a network as long as some 150 tokens
/// at once: what was planned before hides it, and where it does not, the music comes that much later.
/// The one that plays is measured: the time it works for the time of music it plans. Over the budget for a stretch of
/// music, or with a fault, the next takes over; it may return at the beginning of a phrase, first after one rest and, each
/// time that it fell behind or failed again, after twice as long.
/// What the old one still holds comes up when the new one begins, so that there is neither a gap nor a stuck note. What it
/// had planned counts as played from then on: should the human interrupt just there, the others remember some notes too many.
/// Performer thread; allocates nothing after the constructor.
/// </remarks>
public sealed class FallbackImproviser : IImproviser
{
    private const int MostPlanned = 4096;                                          // events not yet told to the others
    private const int Remembered = 64;                                             // events that one is told who wakes
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(1);            // of music, over which work is measured
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);          // of the performance, before another try
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(2);

    private readonly IImproviser[] chain;
    private readonly IClock work;
    private readonly double budget;
    private readonly PlayersLog log;
    private readonly TimeSpan[] rest;          // how long each stays away when it next falls behind
    private readonly TimePoint[] awayUntil;
    private readonly bool[] asleep;
    private readonly NoteEvent[] last = new NoteEvent[Remembered];     // a ring of what sounded, whoever played it
    private readonly bool[] struck = new bool[Pitch.Count];            // while one wakes: what it was told goes down
    private readonly Queue<NoteEvent> planned = new(MostPlanned);      // what the one that plays gave, not yet told to the others
    private readonly Queue<NoteEvent> ready = new(2 * Pitch.Count);    // to be given before anything else
    private readonly bool[] orphans = new bool[Pitch.Count];           // struck by one that no longer plays
    private readonly bool[] former = new bool[Pitch.Count];            // likewise, until its end is certain
    private readonly bool[] settled = new bool[Pitch.Count];
    private readonly bool[] sounding = new bool[Pitch.Count];          // as planned, by whoever plays
    private TimePoint planEnd;                 // the newest event that was planned
    private TimePoint stretchBegin;
    private TimeSpan worked;
    private long heard;                        // events that went into the ring
    private ControlChange pedal;               // the sustain pedal, as last moved
    private bool inTurn;

    /// <param name="chain">The best first; the last one must always be able to play.</param>
    /// <param name="work">Measures how long the improvisers work: a stopwatch on stage, a clock that stands still where the
    /// same seed must give the same notes.</param>
    /// <param name="budget">Seconds of work for a second of music, at most.</param>
    /// <param name="log">Where it is noted how they do; null: a log of their own.</param>
    public FallbackImproviser(IReadOnlyList<IImproviser> chain, IClock work, double budget = 0.8, PlayersLog? log = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(chain.Count);
        this.chain = [.. chain];
        this.work = work;
        this.budget = budget;
        this.log = log ?? new PlayersLog();
        rest = [.. chain.Select(_ => FirstRest)];
        awayUntil = new TimePoint[chain.Count];
        asleep = [.. chain.Select((_, member) => IsBetween(member))];
    }

    /// <summary>Which of the chain plays, counted from 0.</summary>
    public int Playing { get; private set; }

    /// <summary>Who gave the newest event: the one that plays, or, in the moment after a take-over, the one before.</summary>
    public int Author { get; private set; }

    /// <inheritdoc cref="PlayersLog.TakeOvers"/>
    public int TakeOvers => log.TakeOvers;

    /// <inheritdoc cref="PlayersLog.NotesOfOthers"/>
    public long NotesOfOthers => log.NotesOfOthers;

    /// <inheritdoc cref="PlayersLog.Reason"/>
    public string? Reason => log.Reason;

    /// <inheritdoc cref="PlayersLog.Failure"/>
    public string? Failure => log.Failure;

    /// <summary>The last of the chain cannot play either.</summary>
    public string? Fault => chain[^1].Fault;

    public void Hear(in NoteEvent note)
    {
        Tell(note.Time);
        Remember(note);
        for (int member = 0; member < chain.Length; member++)
        {
            if (!asleep[member]) chain[member].Hear(note);
            else if (!inTurn && !IsBetween(member) && note.Time >= awayUntil[member]) Wake(member);     // before its turn comes
        }
    }

    public void Hear(in ControlChange control)
    {
        Tell(control.Time);
        if (control.Controller == ControlChange.Sustain) pedal = control;
        for (int member = 0; member < chain.Length; member++)
        {
            if (!asleep[member]) chain[member].Hear(control);
        }
    }

    public void Turn(Dial dial, double value)
    {
        foreach (IImproviser improviser in chain) improviser.Turn(dial, value);
    }

    /// <summary>Takes over what another remembers of the music, whoever played it: the last notes, and the pedal.</summary>
    /// <remarks>What the other planned and did not tell is not known: let it <see cref="Yield"/> first.</remarks>
    public void Recall(FallbackImproviser before)
    {
        for (long i = Math.Max(0, before.heard - Remembered); i < before.heard; i++) Remember(before.last[i % Remembered]);
        pedal = before.pedal;
        for (int member = 0; member < chain.Length; member++)
        {
            if (!asleep[member]) Wake(member);
        }
    }

    public void Forget()
    {
        if (inTurn) Yield(planEnd);
        foreach (IImproviser improviser in chain) improviser.Forget();
        (heard, pedal) = (0, default);
    }

    public void Begin(TimePoint now)
    {
        if (inTurn) Yield(now);
        NoteFaults(now);
        Playing = 0;
        while (Playing < chain.Length - 1 && now < awayUntil[Playing]) Playing++;
        inTurn = true;
        ready.Clear();
        planned.Clear();
        Array.Clear(sounding);
        Array.Clear(orphans);
        Array.Clear(former);
        StartMeasuring(now);
        BeginPlaying(now);
    }

    public bool TryPlay(out NoteEvent answer)
    {
        if (ready.TryDequeue(out answer)) return Plan(answer);
        if (!inTurn) return false;

        while (true)
        {
            TimePoint began = work.Now;
            bool any = chain[Playing].TryPlay(out answer);
            TimeSpan took = work.Now - began;
            worked += took;
            log.Worked(took, isPlanned: any);
            bool isLast = Playing == chain.Length - 1;
            if (chain[Playing].Fault is not null && !isLast)
            {
                TakeOver();
                continue;
            }

            bool behind = any && !isLast && !HasOrphans && FallsBehind(answer.Time);
            if (HasOrphans) answer = EndOrphans(any, answer, out any);
            if (any) Plan(answer);
            if (behind) TakeOver();     // what it had planned is still played; the next one goes on from there
            return any;
        }
    }

    public void Yield(TimePoint now)
    {
        if (!inTurn) return;

        inTurn = false;
        ready.Clear();
        chain[Playing].Yield(now);
        Forget(now + TimeSpan.FromTicks(1));
        Tell(TimePoint.MaxValue);
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            // what the engine ends with our turn, the others hear end too
            if (sounding[pitch]) TellOthers(new NoteEvent(now, new Pitch(pitch), 0));
        }

        for (int member = 0; member < chain.Length; member++) asleep[member] |= IsBetween(member);
    }

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        if (!inTurn) return;

        ready.Clear();
        Forget(from);
        TimePoint began = work.Now;
        chain[Playing].TakeBack(from, resume);
        worked += work.Now - began;
        planEnd = resume;
        if (resume < stretchBegin) stretchBegin = resume;
    }

    // Somebody who no longer plays struck a key that still sounds.
    private bool HasOrphans => orphans.AsSpan().Contains(true);

    // They come up where the new one begins.
    private NoteEvent EndOrphans(bool any, NoteEvent next, out bool anyNow)
    {
        TimePoint at = any ? next.Time : planEnd;
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (!orphans[pitch]) continue;

            var off = new NoteEvent(at, new Pitch(pitch), 0);
            chain[Playing].Hear(off);
            ready.Enqueue(off);
        }

        if (any) ready.Enqueue(next);
        anyNow = true;
        return ready.Dequeue();
    }

    // Remembers what is planned, to tell the others when it is certain.
    private bool Plan(in NoteEvent note)
    {
        if (planned.Count == MostPlanned) TellOne();
        planned.Enqueue(note);
        Author = Playing;
        sounding[note.Pitch.Number] = note.IsOn;
        orphans[note.Pitch.Number] = false;
        if (note.Time > planEnd) planEnd = note.Time;
        if (note.IsOn) log.NotesPlanned++;
        if (note.IsOn && Playing > 0) log.NotesOfOthers++;
        return true;
    }

    private void StartMeasuring(TimePoint now)
    {
        planEnd = stretchBegin = now;
        worked = TimeSpan.Zero;
    }

    private bool FallsBehind(TimePoint planned)
    {
        TimeSpan music = planned - stretchBegin;
        if (music < Stretch && worked < Stretch) return false;

        double load = worked.TotalSeconds / Math.Max(0.01, music.TotalSeconds);
        if (load > budget && Playing < chain.Length - 1)
        {
            log.Reason = $"{load:0.0} s of work for a second of music";
            SendAway(Playing, planned);
            return true;
        }

        rest[Playing] = FirstRest;     // it keeps up: it is well again
        stretchBegin = planned;
        worked = TimeSpan.Zero;
        return false;
    }

    private void TakeOver()
    {
        TimePoint now = planEnd;
        chain[Playing].Yield(now);
        Tell(now);      // all the others hear it to the end
        NoteFaults(now);
        asleep[Playing] = true;
        do Playing++;
        while (Playing < chain.Length - 1 && now < awayUntil[Playing]);
        sounding.CopyTo(orphans, 0);
        sounding.CopyTo(former, 0);
        log.TakeOvers++;
        StartMeasuring(now);
        BeginPlaying(now);
    }

    private void BeginPlaying(TimePoint now)
    {
        TimePoint began = work.Now;
        if (asleep[Playing]) Wake(Playing);
        chain[Playing].Begin(now);
        worked += work.Now - began;
    }

    private bool IsBetween(int member) => member > 0 && member < chain.Length - 1;

    // A fault is like falling behind, only that nothing of it is left.
    private void NoteFaults(TimePoint now)
    {
        for (int member = 0; member < chain.Length - 1; member++)
        {
            if (asleep[member] || chain[member].Fault is not string fault) continue;

            asleep[member] = true;
            SendAway(member, now);
            log.Reason = log.Failure = fault;
        }
    }

    private void SendAway(int member, TimePoint now)
    {
        awayUntil[member] = now + rest[member];
        rest[member] = rest[member] * 2 < LongestRest ? rest[member] * 2 : LongestRest;
    }

    private void Remember(in NoteEvent note) => last[heard++ % Remembered] = note;

    private void Wake(int member)
    {
        asleep[member] = false;
        chain[member].Forget();
        Array.Clear(struck);
        for (long i = Math.Max(0, heard - Remembered); i < heard; i++)
        {
            NoteEvent note = last[i % Remembered];
            if (!note.IsOn && !struck[note.Pitch.Number]) continue;      // its strike is no longer remembered

            struck[note.Pitch.Number] = note.IsOn;
            chain[member].Hear(note);
        }

        if (!pedal.IsDown) return;

        TimePoint newest = heard == 0 ? pedal.Time : last[(heard - 1) % Remembered].Time;
        chain[member].Hear(pedal with { Time = pedal.Time > newest ? pedal.Time : newest });
    }

    private void Tell(TimePoint until)
    {
        while (planned.TryPeek(out NoteEvent next) && next.Time <= until) TellOne();
    }

    private void TellOne()
    {
        NoteEvent note = planned.Dequeue();
        if (!note.IsOn) former[note.Pitch.Number] = false;
        TellOthers(note);
    }

    private void TellOthers(in NoteEvent note)
    {
        Remember(note);
        for (int other = 0; other < chain.Length; other++)
        {
            if (other != Playing && !asleep[other]) chain[other].Hear(note);
        }
    }

    // What was planned from here on was never played: keys that it would have ended sound on.
    private void Forget(TimePoint from)
    {
        Array.Clear(settled);
        for (int left = planned.Count; left > 0; left--)
        {
            NoteEvent note = planned.Dequeue();
            int pitch = note.Pitch.Number;
            if (note.Time < from)
            {
                planned.Enqueue(note);
            }
            else if (!settled[pitch])
            {
                settled[pitch] = true;              // the first of its events tells how it was before
                sounding[pitch] = !note.IsOn;
                orphans[pitch] = sounding[pitch] && former[pitch];
            }
        }
    }
}
