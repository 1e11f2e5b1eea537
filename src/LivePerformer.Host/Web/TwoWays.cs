using System.Net.WebSockets;

namespace LivePerformer.Host;

/// <summary>A WebSocket on which both sides speak at once.</summary>
internal static class TwoWays
{
    /// <summary>Runs both directions until one of them ends; a connection that breaks is no fault.</summary>
    public static async Task Run(Func<CancellationToken, Task> sends, Func<CancellationToken, Task> hears, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            Task sending = sends(over.Token), hearing = hears(over.Token);
            await Task.WhenAny(sending, hearing);
            await over.CancelAsync();
            await Task.WhenAll(sending, hearing);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException)
        {
            // whoever was there has gone; whoever comes back is greeted
        }
    }
}
