using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A seat that writes down all that it told the performer, so that the performance can be replayed bit for bit.</summary>
/// <remarks>
/// What was to be expected is only counted: the clock as it was, nothing heard. A round in which the performer did no more
/// than look and listen has changed nothing and leaves no trace.
/// Performer thread, but for <see cref="Close"/>; nothing here allocates.
/// </remarks>
/// <param name="inner">The seat that is witnessed.</param>
/// <param name="written">The way to whoever keeps the take; null: nobody does.</param>
/// <param name="author">Which of the players planned last, counted from 0.</param>
/// <param name="watched">The way to whoever looks on, and gets what concerns the music; null: nobody does.</param>
public sealed class WitnessSeat(ISeat inner, SpscRing<TakeEntry>? written, Func<int> author, SpscRing<TakeEntry>? watched = null) : ISeat
{
    private TimePoint now;          // as it was last written down
    private int same;               // observations that were as expected since
    private long lost;
    private long unwatched;
    private bool isIdle;            // the round has done nothing yet
    private bool isLooked;          // and this is what it saw
    private TimePoint seen;
    private int sameBefore, sameAtLook;

    public TimePoint Now
    {
        get
        {
            TimePoint moment = inner.Now;
            if (isIdle && !isLooked)
            {
                (isLooked, seen, sameAtLook) = (true, moment, same);
                same = moment == now ? same + 1 : 0;
                return moment;
            }

            Wake();
            if (moment == now) same++;
            else Write(TakeEntry.Moment(Taken(), now = moment));
            return moment;
        }
    }

    public bool IsQuiet
    {
        get
        {
            if (inner.IsQuiet)
            {
                same++;
                return true;
            }

            Wake();
            Write(TakeEntry.Noise(Taken()));
            return false;
        }
    }

    public void Step()
    {
        inner.Step();
        if (isIdle) same = sameBefore;      // the round before did nothing
        (isIdle, isLooked, sameBefore, same) = (true, false, same, 0);
    }

    public bool TryHear(out HeardEvent heard)
    {
        if (!inner.TryHear(out heard))
        {
            same++;
            return false;
        }

        Wake();
        Write(TakeEntry.Heard(Taken(), heard));
        return true;
    }

    public bool TryCommand(out StageCommand command)
    {
        if (!inner.TryCommand(out command)) return false;

        Wake();
        Write(TakeEntry.Command(Taken(), command));
        return true;
    }

    public bool TryPlan(in DueEvent plan)
    {
        Wake();
        bool planned = inner.TryPlan(plan);
        Write(planned ? TakeEntry.Plan(Taken(), plan, Math.Min(author(), 15)) : TakeEntry.Full(Taken()));
        return planned;
    }

    public bool TryLearn(out SentEvent sent)
    {
        if (!inner.TryLearn(out sent)) return false;

        if (sent.Source == NoteSource.Ai) Write(TakeEntry.Of(sent));
        return true;
    }

    public void Mark() => Wake();

    public void Tell(in Turn turn)
    {
        inner.Tell(turn);
        Wake();
        Write(TakeEntry.Turn(turn.At, turn.Source));
    }

    /// <summary>How much whoever looks on was too slow to see.</summary>
    /// <remarks>Any thread.</remarks>
    public long Unwatched => Volatile.Read(ref unwatched);

    /// <summary>A clock whose readings are written down too: that by which the players' work is measured.</summary>
    public IClock Watch(IClock work) => new WorkClock(this, work);

    /// <summary>The performer failed; from here on another sits here, who knows nothing.</summary>
    /// <remarks>Any thread, when the one before sits here no more.</remarks>
    public void Restart()
    {
        if (isIdle) same = sameBefore;
        isIdle = isLooked = false;
        Write(TakeEntry.Restart(Taken()));
    }

    /// <summary>The performance is over: what the human played last, and the end.</summary>
    /// <param name="frame">The frame behind the last block.</param>
    /// <remarks>Any thread, after the performer's has ended and the device has stopped.</remarks>
    public void Close(long frame, long overflows)
    {
        if (isIdle) same = sameBefore;
        isIdle = false;
        while (inner.TryHear(out HeardEvent heard)) Write(TakeEntry.Unheard(heard));
        Write(TakeEntry.End(Taken(), frame, overflows));
    }

    // The round does something: from here on all of it is written down.
    private void Wake()
    {
        if (!isIdle) return;

        isIdle = false;
        Write(TakeEntry.Step(sameBefore));
        if (isLooked && seen != now) Write(TakeEntry.Moment(sameAtLook, now = seen));
    }

    private int Taken()
    {
        int taken = same;
        same = 0;
        return taken;
    }

    private void Write(in TakeEntry entry)
    {
        if (watched is not null && IsOfMusic(entry.Kind) && !watched.TryWrite(entry)) Volatile.Write(ref unwatched, unwatched + 1);
        if (written is null) return;
        if (lost > 0 && written.TryWrite(TakeEntry.Lost(lost))) lost = 0;
        if (lost > 0 || !written.TryWrite(entry)) lost++;
    }

    private static bool IsOfMusic(TakeKind kind) => kind is TakeKind.Heard or TakeKind.HeardOn or TakeKind.Transcribed or TakeKind.Plan or TakeKind.Sent or TakeKind.Turn
        or TakeKind.Command or TakeKind.Restart or TakeKind.Panic;

    private sealed class WorkClock(WitnessSeat seat, IClock work) : IClock
    {
        public TimePoint Now
        {
            get
            {
                TimePoint moment = work.Now;
                seat.Wake();
                seat.Write(TakeEntry.Work(seat.Taken(), moment));
                return moment;
            }
        }
    }
}
