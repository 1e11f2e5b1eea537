using System.Net;
using System.Net.Sockets;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Hears by OSC what shall be done, and does it: see README.md.</summary>
/// <remarks>A thread of its own. Nobody can keep it busy: beyond so many messages a second it looks at none.</remarks>
internal sealed class OscReceiver : IDisposable
{
    public const int MostASecond = 1_000;

    private const int LargestPacket = 1 << 16;
    private const int MostRefusals = 20;        // a second
    private const int RoundMs = 100;
    private const int PauseMs = 2;

    private readonly OscOptions options;
    private readonly LiveHub hub;
    private readonly Socket socket;
    private readonly OscPlayers players;
    private readonly OscGrumble grumble;
    private readonly ManualResetEventSlim stop = new();
    private readonly Thread thread;
    private long second;
    private int heard, refused;

    /// <exception cref="LivePerformerException">The port is taken.</exception>
    public OscReceiver(OscOptions options, LiveHub hub)
    {
        this.options = options;
        this.hub = hub;
        players = new OscPlayers(TimeProvider.System, player => hub.Now?.Keys.LetGo(player));
        grumble = new OscGrumble(TimeProvider.System, Terminal.Complain);
        socket = Open(options);
        Here = (IPEndPoint)socket.LocalEndPoint!;
        thread = new Thread(Run) { Name = "osc", IsBackground = true };
        thread.Start();
    }

    /// <summary>Where it is heard.</summary>
    public IPEndPoint Here { get; }

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        socket.Dispose();
        stop.Dispose();
    }

    private static Socket Open(OscOptions options)
    {
        bool isSix = options.From.Any(address => address.AddressFamily == AddressFamily.InterNetworkV6);
        IPAddress here = options.From.Count == 0 ? IPAddress.Loopback : isSix ? IPAddress.IPv6Any : IPAddress.Any;
        Socket? socket = null;
        try
        {
            socket = new Socket(here.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            if (isSix) socket.DualMode = true;
            socket.Bind(new IPEndPoint(here, options.Port!.Value));
            return socket;
        }
        catch (SocketException fault)
        {
            socket?.Dispose();
            throw new LivePerformerException($"OSC cannot be heard on port {options.Port}: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Name another with --osc.", fault);
        }
    }

    private void Run()
    {
        var buffer = new byte[LargestPacket];
        EndPoint anybody = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!stop.IsSet)
        {
            try
            {
                if (socket.Poll(RoundMs * 1000, SelectMode.SelectRead))
                {
                    EndPoint from = anybody;
                    int count = socket.ReceiveFrom(buffer, ref from);
                    Hear(buffer.AsSpan(0, count), (IPEndPoint)from);
                }
            }
            catch (SocketException)
            {
                stop.Wait(PauseMs);         // somebody to whom we answered is gone: Windows says so here
            }

            players.Look();
            grumble.Look();
        }
    }

    private void Hear(ReadOnlySpan<byte> bytes, IPEndPoint from)
    {
        long now = Environment.TickCount64 / 1000;
        if (now != second) (second, heard, refused) = (now, 0, 0);
        IPAddress sender = from.Address.IsIPv4MappedToIPv6 ? from.Address.MapToIPv4() : from.Address;
        if (!Count()) return;

        if (options.From.Count > 0 && !options.From.Contains(sender))
        {
            grumble.Foreign(sender);
        }
        else if (!OscPacket.TryRead(bytes, out OscPacket? packet))
        {
            grumble.Broken(sender);
        }
        else
        {
            players.Hear(sender);
            int number = 0;
            foreach (OscMessage message in packet.Messages())
            {
                if (number++ > 0 && !Count()) break;
                Obey(message, sender, from);
            }
        }
    }

    /// <returns>False where there was too much in this second.</returns>
    private bool Count()
    {
        if (++heard <= MostASecond) return true;

        grumble.TooMuch();
        if (heard % 64 == 0) stop.Wait(PauseMs);
        return false;
    }

    private void Obey(OscMessage message, IPAddress player, IPEndPoint from)
    {
        bool isKnown = false;
        foreach (string address in OscWords.AddressesOf(message.Address))
        {
            isKnown = true;
            try
            {
                Obey(address, message.Arguments, player);
            }
            catch (LivePerformerException refusal)
            {
                Refuse(from, player, refusal.Message);
            }
        }

        bool isOurs = message.Address.StartsWith(OscWords.Root, StringComparison.Ordinal) && message.Address != OscWords.Refused;      // an echo gets no answer
        if (!isKnown && isOurs)
            Refuse(from, player, $"There is no '{message.Address}'. There are: {string.Join(' ', OscWords.AddressesOf(OscWords.Root + "*").Select(address => address[OscWords.Root.Length..]))}.");
    }

    private void Obey(string address, IReadOnlyList<OscArgument> arguments, IPAddress player)
    {
        Performing plays = hub.Now ?? throw new LivePerformerException("Nothing plays at the moment.");
        if (OscWords.Commands.TryGetValue(address, out CommandKind kind))
        {
            if (OscWords.Tell(kind, arguments) is { } words) plays.Obey(words);
        }
        else if (address == OscWords.Volume)
        {
            if (arguments is not [{ Number: double db }] || !double.IsFinite(db)) throw new LivePerformerException("'volume' takes decibels, -60 to 24.");
            plays.TurnVolume(db);
        }
        else if (!plays.Keys.TryPlay(player, address == OscWords.Key ? OscKeys.Key(arguments) : OscKeys.Pedal(arguments)))
        {
            throw new LivePerformerException("The sound does not run at the moment. Try again.");
        }
    }

    /// <summary>To where the command came from, and to whom is told on the same machine: many send from one port and listen on another.</summary>
    private void Refuse(IPEndPoint from, IPAddress sender, string why)
    {
        if (++refused > MostRefusals) return;

        byte[] packet = new OscMessage(OscWords.Refused, OscArgument.Of(why)).ToBytes();
        IEnumerable<IPEndPoint> others = options.To.Where(target => target.Address.Equals(sender) && target.Port != from.Port)
            .Select(target => socket.AddressFamily == AddressFamily.InterNetworkV6 ? new IPEndPoint(target.Address.MapToIPv6(), target.Port) : target);
        foreach (IPEndPoint target in others.Prepend(from))
        {
            try
            {
                socket.SendTo(packet, target);
            }
            catch (SocketException)
            {
                // he is gone, or the network is: not told
            }
        }
    }
}
