using System.Net.Sockets;
using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Speaks to the performance that runs on this machine for this user.</summary>
internal static class CommandClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string None = "No performance is running here that could be told anything. Start one: LivePerformer perform";

    /// <summary>Says it to the newest performance, or to the one with this process.</summary>
    /// <returns>Its answer.</returns>
    /// <exception cref="LivePerformerException">There is none, it refuses, or it does not answer.</exception>
    public static string Tell(string command, int? process)
    {
        using Socket socket = Connect(process);
        string answer = Ask(socket, command);
        if (answer.StartsWith(CommandLines.Accepted, StringComparison.Ordinal)) return answer[CommandLines.Accepted.Length..];

        bool refused = answer.StartsWith(CommandLines.Refused, StringComparison.Ordinal);
        throw new LivePerformerException(refused ? answer[CommandLines.Refused.Length..] : $"The performance answers in a way that this build does not understand: '{answer}'. Use the build that performs.");
    }

    private static Socket Connect(int? process)
    {
        foreach (var (path, owner) in CommandPlace.All(CommandPlace.Folder()).Where(found => process is null || found.Process == process))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.SendTimeout = socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                CommandPlace.RemoveIfDead(path, owner);
            }
        }

        throw new LivePerformerException(process is int wanted ? $"Process {wanted} is no performance of yours. Leave --pid out to speak to the newest." : None);
    }

    private static string Ask(Socket socket, string command)
    {
        byte[] buffer = new byte[CommandLines.LongestBytes];
        int count = 0, end = -1;
        SocketException? silent = Try(() => socket.Send(CommandLines.Encode(command)));     // where it fails, the reason may still be there to read
        while (end < 0 && count < buffer.Length)
        {
            int read = 0;
            silent = Try(() => read = socket.Receive(buffer.AsSpan(count))) ?? silent;
            if (read == 0) break;

            count += read;
            end = Array.IndexOf(buffer, (byte)'\n', 0, count);
        }

        if (end >= 0) return Encoding.UTF8.GetString(buffer, 0, end);

        throw new LivePerformerException($"The performance does not answer ({silent?.SocketErrorCode.ToString() ?? "it ended"}). Try again; if it hangs, end it with Ctrl-C.");
    }

    private static SocketException? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (SocketException fault)
        {
            return fault;
        }
    }
}
