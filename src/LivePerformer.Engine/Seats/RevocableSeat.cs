using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A seat that can be taken away from a performer that hangs: should it ever come back, it finds itself outside,
/// while another sits there.</summary>
/// <remarks>Performer thread, but for <see cref="Revoke"/>.</remarks>
/// <param name="inner">The seat itself.</param>
public sealed class RevocableSeat(ISeat inner) : ISeat
{
    private const int Free = 0, InUse = 1, Revoked = 2;

    private int state;

    public TimePoint Now
    {
        get
        {
            Enter();
            TimePoint now = inner.Now;
            Leave();
            return now;
        }
    }

    public bool IsQuiet
    {
        get
        {
            Enter();
            bool quiet = inner.IsQuiet;
            Leave();
            return quiet;
        }
    }

    /// <summary>From now on the performer that sits here is outside; what it is just doing here it has done.</summary>
    /// <remarks>Any other thread.</remarks>
    public void Revoke()
    {
        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref state, Revoked, Free) == InUse) wait.SpinOnce();
    }

    public void Step()
    {
        Enter();
        inner.Step();
        Leave();
    }

    public bool TryHear(out HeardEvent heard)
    {
        Enter();
        bool any = inner.TryHear(out heard);
        Leave();
        return any;
    }

    public bool TryCommand(out StageCommand command)
    {
        Enter();
        bool any = inner.TryCommand(out command);
        Leave();
        return any;
    }

    public bool TryPlan(in DueEvent plan)
    {
        Enter();
        bool planned = inner.TryPlan(plan);
        Leave();
        return planned;
    }

    public bool TryLearn(out SentEvent sent)
    {
        Enter();
        bool any = inner.TryLearn(out sent);
        Leave();
        return any;
    }

    public void Mark()
    {
        Enter();
        inner.Mark();
        Leave();
    }

    public void Tell(in Turn turn)
    {
        Enter();
        inner.Tell(turn);
        Leave();
    }

    /// <summary>The clock by which the players' work is measured, taken away with the seat.</summary>
    public IClock Guard(IClock work) => new GuardedClock(this, work);

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref state, InUse, Free) != Free) throw new SeatRevokedException();
    }

    private void Leave() => Volatile.Write(ref state, Free);

    private sealed class GuardedClock(RevocableSeat seat, IClock work) : IClock
    {
        public TimePoint Now
        {
            get
            {
                seat.Enter();
                TimePoint now = work.Now;
                seat.Leave();
                return now;
            }
        }
    }
}

/// <summary>Another performer sits here now.</summary>
public sealed class SeatRevokedException : Exception
{
    public SeatRevokedException()
        : base("The performer hung, and another took its seat.")
    {
    }
}
