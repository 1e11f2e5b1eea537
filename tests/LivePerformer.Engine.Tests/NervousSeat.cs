using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>A seat on the worst of stages: the clock moves whenever it likes, keys come in the middle of a thought, there is
/// no room for plans.</summary>
internal sealed class NervousSeat(Random chance) : ISeat
{
    private readonly Queue<HeardEvent> heard = new();
    private TimePoint now;
    private TimePoint worked;

    public List<DueEvent> Plans { get; } = [];

    public IClock Work => new WorkClock(this);

    public TimePoint Now
    {
        get
        {
            if (chance.Next(3) == 0) now += TimeSpan.FromTicks(chance.Next(60_000));
            return now;
        }
    }

    public bool IsQuiet
    {
        get
        {
            Come(40);
            return heard.Count == 0;
        }
    }

    /// <summary>Whether keys are struck at all: the turn can pass only in silence.</summary>
    public bool IsPlaying { get; set; }

    public void Step() => now += TimeSpan.FromTicks(chance.Next(2) * 26_667);

    public bool TryHear(out HeardEvent next)
    {
        Come(60);
        return heard.TryDequeue(out next);
    }

    private bool isTold;

    /// <summary>Whether it is told to do things all the time.</summary>
    public bool IsCommanded { get; init; }

    public bool TryCommand(out StageCommand command)
    {
        command = default;
        if (!IsCommanded || chance.Next(isTold ? 2 : 150) > 0) return isTold = false;

        isTold = true;      // it seldom rains, but it pours

        command = chance.Next(26) switch
        {
            0 => new(CommandKind.Start),
            1 => new(CommandKind.Stop),
            2 => new(CommandKind.Veto),
            3 => new(CommandKind.TakeOver),
            4 => new(CommandKind.Temperature, chance.NextDouble()),
            5 => new(CommandKind.Panic),
            6 => new(CommandKind.DeviceLost),
            < 17 and int kind => new((CommandKind)(kind - 7 + (int)CommandKind.Scale), chance.Next(4) * chance.Next(100)),
            _ => StageCommand.Enter(chance.Next(600), chance.Next(Stage.Slots)),
        };
        return true;
    }

    public bool TryPlan(in DueEvent plan)
    {
        if (chance.Next(30) == 0) return false;

        Plans.Add(plan);
        return true;
    }

    public bool TryLearn(out SentEvent sent)
    {
        sent = default;
        return false;
    }

    public void Mark()
    {
    }

    public void Tell(in Turn turn)
    {
    }

    private void Come(int seldom)
    {
        if (!IsPlaying || chance.Next(seldom) > 0) return;

        var message = chance.Next(8) == 0
            ? MidiMessage.Control(0, 64, (byte)chance.Next(128))
            : new MidiMessage((byte)(chance.Next(2) == 0 ? 0x90 : 0x80), (byte)chance.Next(60, 70), (byte)chance.Next(128));
        heard.Enqueue(new(now.ToFrame(Duo.SampleRate), message));
    }

    private sealed class WorkClock(NervousSeat seat) : IClock
    {
        public TimePoint Now => seat.worked += TimeSpan.FromTicks(seat.chance.Next(60_000));
    }

    private readonly Random chance = chance;
}
