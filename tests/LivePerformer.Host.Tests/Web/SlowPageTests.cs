using System.Net.WebSockets;
using System.Text;

namespace LivePerformer.Host.Tests;

/// <summary>A page that takes nothing for a while.</summary>
public class SlowPageTests
{
    [Fact]
    public async Task QueueDropsItsOldestAndThePageBeginsAnewWithAGreeting()
    {
        using var hub = new LiveHub();
        var socket = new StuckSocket();
        var client = new LiveClient(socket, hub);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task running = client.Run(stop.Token);
        await socket.Asked;                         // the greeting is under way, and is not taken
        for (int i = 0; i < 500; i++) client.Send(Encoding.UTF8.GetBytes($"[{i}]"));
        Assert.InRange(hub.Dropped, 400, 500);

        socket.Free();
        string[] taken = await socket.Taken(2);
        Assert.Contains("\"bye\"", taken[0]);
        Assert.Contains("\"bye\"", taken[1]);       // not one of the old frames
        client.Send("[1000]"u8.ToArray());
        Assert.Equal("[1000]", (await socket.Taken(3))[2]);
        await stop.CancelAsync();
        await running;
        Assert.InRange(hub.Dropped, 400, 500);
    }

    /// <summary>Takes nothing until it is freed, and says nothing.</summary>
    private sealed class StuckSocket : WebSocket
    {
        private readonly TaskCompletionSource asked = new(), freed = new();
        private readonly List<string> taken = [];

        public Task Asked => asked.Task;

        public override WebSocketCloseStatus? CloseStatus => null;
        public override string? CloseStatusDescription => null;
        public override WebSocketState State => WebSocketState.Open;
        public override string? SubProtocol => null;

        public void Free() => freed.SetResult();

        public async Task<string[]> Taken(int count)
        {
            while (true)
            {
                lock (taken)
                {
                    if (taken.Count >= count) return [.. taken];
                }

                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }

        public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            asked.TrySetResult();
            await freed.Task.WaitAsync(cancellationToken);
            lock (taken) taken.Add(Encoding.UTF8.GetString(buffer));
        }

        public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new OperationCanceledException();
        }

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Dispose()
        {
        }
    }
}
