using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>The seat at the rings of the callback.</summary>
/// <param name="commands">What the performer is told to do: control thread to performer.</param>
/// <param name="isVain">Whether a command means nothing any more; such a one is not told, and so it is in no take.</param>
public sealed class StageSeat(Stage stage, IClock clock, SpscRing<StageCommand>? commands = null, Func<StageCommand, bool>? isVain = null) : ISeat
{
    public TimePoint Now => clock.Now;

    public bool IsQuiet => stage.Heard.Count == 0;

    public void Step()
    {
    }

    public bool TryHear(out HeardEvent heard) => stage.Heard.TryRead(out heard);

    public bool TryCommand(out StageCommand command)
    {
        command = default;
        while (commands?.TryRead(out command) == true)
        {
            if (isVain?.Invoke(command) is not true) return true;
        }

        return false;
    }

    public bool TryPlan(in DueEvent plan) => stage.Due.TryWrite(plan);

    public bool TryLearn(out SentEvent sent) => stage.Sent.TryRead(out sent);

    public void Mark()
    {
    }

    public void Tell(in Turn turn)
    {
    }
}
