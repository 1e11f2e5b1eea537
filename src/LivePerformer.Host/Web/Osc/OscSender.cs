using System.Net;
using System.Net.Sockets;

namespace LivePerformer.Host;

/// <summary>Tells by OSC what happens: see README.md.</summary>
/// <remarks>It never waits: what the network does not take at once is lost.</remarks>
internal sealed class OscSender : ILiveListener, IDisposable
{
    /// <summary>In a thirtieth of a second, to each.</summary>
    public const int MostAtOnce = 64;

    private const int MostWaiting = 1_024;

    private readonly OscStory story = new(TimeProvider.System);
    private readonly Queue<byte[]> waiting = new();
    private readonly (Socket Socket, IPEndPoint EndPoint)[] targets;

    public OscSender(IReadOnlyList<IPEndPoint> to)
    {
        var sockets = to.Select(target => target.AddressFamily).Distinct()
            .ToDictionary(family => family, family => new Socket(family, SocketType.Dgram, ProtocolType.Udp) { Blocking = false });
        targets = [.. to.Select(target => (sockets[target.AddressFamily], target))];
    }

    public void Begin(HelloMessage hello) => Send(story.Begin(hello));

    public void Hear(IReadOnlyList<LiveMessage> news) => Send(story.Hear(news));

    public void End() => Send(story.End());

    public void Dispose()
    {
        foreach ((Socket socket, _) in targets) socket.Dispose();
    }

    private void Send(IEnumerable<OscMessage> messages)
    {
        foreach (OscMessage message in messages)
        {
            if (waiting.Count == MostWaiting) waiting.Dequeue();
            waiting.Enqueue(message.ToBytes());
        }

        for (int count = 0; count < MostAtOnce && waiting.TryDequeue(out byte[]? packet); count++)
        {
            foreach ((Socket socket, IPEndPoint target) in targets) Send(socket, packet, target);
        }
    }

    private static void Send(Socket socket, byte[] packet, IPEndPoint target)
    {
        try
        {
            socket.SendTo(packet, target);
        }
        catch (SocketException)
        {
            // nobody is there, or the network is full: what still holds is told again
        }
    }
}
