using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace LivePerformer.Host;

/// <summary>A page that listens, behind a WebSocket.</summary>
internal sealed class SoundClient(WebSocket socket, SoundOutlet outlet)
{
    private const int MostWaiting = 40;     // packets: a fifth of a second
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<byte[]> waiting = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <remarks>Any thread; never waits.</remarks>
    public void Send(byte[] packet) => waiting.Writer.TryWrite(packet);

    /// <summary>Until one of the two goes.</summary>
    public async Task Run(CancellationToken stop)
    {
        try
        {
            await TwoWays.Run(SendAll, HearAll, stop);
        }
        finally
        {
            outlet.Remove(this);
        }
    }

    private async Task SendAll(CancellationToken stop)
    {
        byte[] format = Encoding.UTF8.GetBytes($"{{\"rate\":{SoundOutlet.Rate},\"channels\":2,\"frames\":{SoundOutlet.Frames}}}");
        await socket.SendAsync(format, WebSocketMessageType.Text, endOfMessage: true, stop);
        outlet.Add(this);
        await foreach (byte[] packet in waiting.Reader.ReadAllAsync(stop))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            await socket.SendAsync(packet, WebSocketMessageType.Binary, endOfMessage: true, patience.Token);
        }
    }

    // What a listener says of its delay is for who reads the line; only its going matters here.
    private async Task HearAll(CancellationToken stop)
    {
        var buffer = new byte[1024];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), stop)).MessageType != WebSocketMessageType.Close)
        {
            // passed over
        }
    }
}
