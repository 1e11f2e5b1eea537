using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>The performer's seat on the stage: all that it sees and hears there, and the way its plans go.</summary>
/// <remarks>Nothing else reaches the performer, so that a take which holds what the seat told can be replayed.
/// Performer thread only; nothing here allocates.</remarks>
public interface ISeat : IClock
{
    /// <summary>A round begins.</summary>
    void Step();

    /// <summary>The next message of the human, if one has come.</summary>
    bool TryHear(out HeardEvent heard);

    /// <summary>The next thing that the performer is told to do, if there is one. Asked at the beginning of a round alone.</summary>
    bool TryCommand(out StageCommand command);

    /// <summary>No message of the human waits.</summary>
    bool IsQuiet { get; }

    /// <summary>Hands a plan to the callback; false when there is no room.</summary>
    bool TryPlan(in DueEvent plan);

    /// <summary>The next message that left, if one has.</summary>
    bool TryLearn(out SentEvent sent);

    /// <summary>The round changes something, though it need neither have heard nor planned anything.</summary>
    void Mark();

    /// <summary>The turn changed hands.</summary>
    void Tell(in Turn turn);
}
