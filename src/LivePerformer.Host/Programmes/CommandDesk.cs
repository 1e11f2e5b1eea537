using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Where everybody but the human's own controls tells the performer what to do: console, page, shell, host.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class CommandDesk : IDisposable
{
    private readonly Lock door = new();

    /// <summary>What waits for the performer.</summary>
    public SpscRing<StageCommand> Commands { get; } = new(256);

    /// <returns>False where the performer takes nothing any more.</returns>
    public bool TrySend(in StageCommand command)
    {
        lock (door) return Commands.TryWrite(command);
    }

    public void Dispose() => Commands.Dispose();
}
