using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Several improvisers as one: the best that keeps up plays, and when it fails or falls behind the next goes on
/// in the middle of the phrase.</summary>
/// <remarks>
/// All hear everything: the human at once, and what one of them played is told to the others when it is certain, that is,
/// when the human plays on after it, or another takes over. The one that plays is measured: the time it works for the time
/// of music it plans. Over the budget for a stretch of music, the next takes over; it may return at the beginning of a
/// phrase, first after one rest and, each time that it fell behind again, after twice as long. A faulty one returns when
/// its fault is gone.
/// What the old one still holds comes up when the new one begins, so that there is neither a gap nor a stuck note. What it
/// had planned counts as played from then on: should the human interrupt just there, the others remember some notes too many.
/// Performer thread; allocates nothing after the constructor.
/// </remarks>
public sealed class FallbackImproviser : IImproviser
{
    private const int MostPlanned = 4096;                                          // events not yet told to the others
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(1);            // of music, over which work is measured
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);          // of the performance, before another try
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(2);

    private readonly IImproviser[] chain;
    private readonly IClock work;
    private readonly double budget;
    private readonly TimeSpan[] rest;          // how long each stays away when it next falls behind
    private readonly TimePoint[] awayUntil;
    private readonly Queue<NoteEvent> planned = new(MostPlanned);      // what the one that plays gave, not yet told to the others
    private readonly Queue<NoteEvent> ready = new(2 * Pitch.Count);    // to be given before anything else
    private readonly bool[] orphans = new bool[Pitch.Count];           // struck by one that no longer plays
    private readonly bool[] former = new bool[Pitch.Count];            // likewise, until its end is certain
    private readonly bool[] settled = new bool[Pitch.Count];
    private readonly bool[] sounding = new bool[Pitch.Count];          // as planned, by whoever plays
    private TimePoint planEnd;                 // the newest event that was planned
    private TimePoint stretchBegin;
    private TimeSpan worked;
    private bool inTurn;

    /// <param name="chain">The best first; the last one must always be able to play.</param>
    /// <param name="work">Measures how long the improvisers work: a stopwatch on stage, a clock that stands still where the
    /// same seed must give the same notes.</param>
    /// <param name="budget">Seconds of work for a second of music, at most.</param>
    public FallbackImproviser(IReadOnlyList<IImproviser> chain, IClock work, double budget = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfZero(chain.Count);
        this.chain = [.. chain];
        this.work = work;
        this.budget = budget;
        rest = [.. chain.Select(_ => FirstRest)];
        awayUntil = new TimePoint[chain.Count];
    }

    /// <summary>Which of the chain plays, counted from 0.</summary>
    public int Playing { get; private set; }

    /// <summary>Who gave the newest event: the one that plays, or, in the moment after a take-over, the one before.</summary>
    public int Author { get; private set; }

    /// <summary>How often the next had to take over.</summary>
    public int TakeOvers { get; private set; }

    /// <summary>Notes that were planned by others than the first.</summary>
    public long NotesOfOthers { get; private set; }

    /// <summary>Why the last one took over; null when none did.</summary>
    public string? Reason { get; private set; }

    /// <summary>The last of the chain cannot play either.</summary>
    public string? Fault => chain[^1].Fault;

    public void Hear(in NoteEvent note)
    {
        Tell(note.Time);
        foreach (IImproviser improviser in chain) improviser.Hear(note);
    }

    public void Hear(in ControlChange control)
    {
        Tell(control.Time);
        foreach (IImproviser improviser in chain) improviser.Hear(control);
    }

    public void Begin(TimePoint now)
    {
        if (inTurn) Yield(now);
        Playing = 0;
        while (Playing < chain.Length - 1 && (chain[Playing].Fault is not null || now < awayUntil[Playing])) Playing++;
        inTurn = true;
        ready.Clear();
        planned.Clear();
        Array.Clear(sounding);
        Array.Clear(orphans);
        Array.Clear(former);
        StartMeasuring(now);
        TimePoint began = work.Now;
        chain[Playing].Begin(now);
        worked += work.Now - began;
    }

    public bool TryPlay(out NoteEvent answer)
    {
        if (ready.TryDequeue(out answer)) return Plan(answer);
        if (!inTurn) return false;

        while (true)
        {
            TimePoint began = work.Now;
            bool any = chain[Playing].TryPlay(out answer);
            worked += work.Now - began;
            bool isLast = Playing == chain.Length - 1;
            if (chain[Playing].Fault is not null && !isLast)
            {
                Reason = chain[Playing].Fault;
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
        if (note.IsOn && Playing > 0) NotesOfOthers++;
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
            Reason = $"{load:0.0} s of work for a second of music";
            awayUntil[Playing] = planned + rest[Playing];
            rest[Playing] = rest[Playing] * 2 < LongestRest ? rest[Playing] * 2 : LongestRest;
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
        do Playing++;
        while (Playing < chain.Length - 1 && chain[Playing].Fault is not null);
        sounding.CopyTo(orphans, 0);
        sounding.CopyTo(former, 0);
        TakeOvers++;
        StartMeasuring(now);
        TimePoint began = work.Now;
        chain[Playing].Begin(now);
        worked += work.Now - began;
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
        for (int other = 0; other < chain.Length; other++)
        {
            if (other != Playing) chain[other].Hear(note);
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
