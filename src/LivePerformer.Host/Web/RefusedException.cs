using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>A request that is not granted, with the status of HTTP that says so.</summary>
internal sealed class RefusedException(int status, string message) : LivePerformerException(message)
{
    public int Status { get; } = status;
}
