using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Who is heard by OSC, and who is told.</summary>
/// <param name="Port">On which is listened; 0: any; null: nobody is heard.</param>
/// <param name="From">Who is heard, on all addresses of this machine; none: this machine alone.</param>
/// <param name="To">Who is told.</param>
internal sealed record OscOptions(int? Port, IReadOnlyList<IPAddress> From, IReadOnlyList<IPEndPoint> To)
{
    /// <summary>As the command line says it; null where nothing of OSC is asked for.</summary>
    /// <exception cref="LivePerformerException">Something is wrong with it.</exception>
    public static OscOptions? Of(string? port, IReadOnlyList<string> from, IReadOnlyList<string> to)
    {
        if (port is null && from.Count > 0) throw new LivePerformerException("--osc-from says who is heard, but nobody listens: give --osc PORT as well.");
        if (port is null && to.Count == 0) return null;

        return new OscOptions(port is null ? null : PortOf(port), [.. from.Select(AddressOf)], [.. to.Select(EndPointOf)]);
    }

    private static int PortOf(string word) => TryPort(word, 0, out int port) ? port : throw new LivePerformerException($"--osc takes a port, 0 to 65535, such as 9000, but '{word}' is none.");

    private static IPAddress AddressOf(string word) =>
        IPAddress.TryParse(word, out IPAddress? address) && word.AsSpan().ContainsAny('.', ':')     // "9" would be 0.0.0.9
            ? Bare(address)
            : throw new LivePerformerException($"--osc-from takes the address of a sender, such as 192.168.1.30, but '{word}' is none.");

    private static IPEndPoint EndPointOf(string word)
    {
        int colon = word.LastIndexOf(':');
        if (colon < 1 || !TryPort(word[(colon + 1)..], 1, out int port)) throw new LivePerformerException($"--osc-to takes a host and a port, such as 192.168.1.30:9001, but '{word}' is none.");

        string host = word[..colon].Trim('[', ']');
        try
        {
            IPAddress[] found = Dns.GetHostAddresses(host);
            return new IPEndPoint(Bare(found.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? found[0]), port);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new LivePerformerException($"--osc-to {word}: the host '{host}' is not found. Give its address, such as 192.168.1.30:{port}.", fault);
        }
    }

    private static bool TryPort(string word, int least, out int port) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= least && port <= IPEndPoint.MaxPort;

    private static IPAddress Bare(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
