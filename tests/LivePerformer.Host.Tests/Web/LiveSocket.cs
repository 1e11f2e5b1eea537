using System.Net.WebSockets;
using System.Text.Json;

namespace LivePerformer.Host.Tests;

/// <summary>A page's end of /live.</summary>
internal sealed class LiveSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ClientWebSocket socket = new();
    private readonly Queue<JsonElement> heard = new();
    private readonly byte[] buffer = new byte[1 << 20];

    private LiveSocket()
    {
    }

    public ClientWebSocket Socket => socket;

    public static async Task<LiveSocket> Open(Uri address, params (string Name, string Value)[] headers)
    {
        var live = new LiveSocket();
        foreach ((string name, string value) in headers) live.socket.Options.SetRequestHeader(name, value);
        await live.socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return live;
    }

    public Task Send(object message) => Send(JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));

    public Task Send(byte[] text) => socket.SendAsync(text, WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    public Task Play(params int[] bytes) => Send(new { t = "midi", bytes });

    /// <summary>The next message for which the condition holds; what comes before it is passed over.</summary>
    public async Task<JsonElement> Until(Func<JsonElement, bool> wanted, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            JsonElement message;
            try
            {
                message = await Next(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException($"Waited in vain for {what}.");
            }

            if (wanted(message)) return message;
        }
    }

    public Task<JsonElement> Until(string kind) => Until(message => message.GetProperty("t").GetString() == kind, kind);

    /// <summary>What the server says when it hangs up.</summary>
    public async Task<(WebSocketCloseStatus? Status, string? Why)> UntilClosed()
    {
        while (socket.State == WebSocketState.Open)
        {
            try
            {
                await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            }
            catch (WebSocketException)
            {
                break;
            }
        }

        return (socket.CloseStatus, socket.CloseStatusDescription);
    }

    public void Dispose() => socket.Dispose();

    private async Task<JsonElement> Next(CancellationToken stop)
    {
        while (heard.Count == 0)
        {
            int count = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(count), stop);
                count += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close) throw new InvalidOperationException($"The server hung up: {socket.CloseStatus} {socket.CloseStatusDescription}");

            foreach (JsonElement message in JsonElement.Parse(buffer.AsSpan(0, count)).EnumerateArray()) heard.Enqueue(message);
        }

        return heard.Dequeue();
    }
}
