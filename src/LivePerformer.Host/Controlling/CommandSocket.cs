using System.Diagnostics;
using System.Net.Sockets;
using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Listens to commands from other programs of this user while a performance plays.</summary>
/// <remarks>One thread of its own, which never waits for a client: it reads what is there, and who does not take an answer is
/// let go. A client that says nothing, or does not end its line, is let go after a while; so is one that speaks too long.</remarks>
internal sealed class CommandSocket : IDisposable
{
    public const int MostClients = 8;

    /// <summary>Between two rounds in which something was said: nobody can keep a processor busy by talking.</summary>
    private const int PauseMs = 2;

    private const int RoundMs = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<StageCommand, string> obey;
    private readonly Socket listener;
    private readonly List<Client> clients = new(MostClients);
    private readonly List<Socket> ready = new(MostClients + 1);
    private readonly ManualResetEventSlim stop = new();
    private readonly Thread thread;

    /// <param name="obey">Gives the answer, one short line, at once; a <see cref="LivePerformerException"/> is a refusal with
    /// its reason. Called on this socket's thread.</param>
    /// <param name="folder">Null: the usual one.</param>
    /// <exception cref="LivePerformerException">No socket can be opened; the music needs none.</exception>
    public CommandSocket(Func<StageCommand, string> obey, string? folder = null)
    {
        this.obey = obey;
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            folder ??= CommandPlace.Folder();
            CommandPlace.Clean(folder);
            Path = CommandPlace.Of(folder, Environment.ProcessId);
            File.Delete(Path);      // an earlier process with our number crashed
            listener.Bind(new UnixDomainSocketEndPoint(Path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Blocking = false;
            listener.Listen(MostClients);       // only now can anybody connect
        }
        catch (Exception fault) when (fault is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            listener.Dispose();
            throw new LivePerformerException($"No commands from other programs (LivePerformer tell): the socket '{Path}' cannot be opened: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}. "
                + "Set XDG_RUNTIME_DIR to a folder of your own with a short path.", fault);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        thread = new Thread(Serve) { Name = "commands", IsBackground = true, Priority = ThreadPriority.BelowNormal };
        thread.Start();
    }

    public string Path { get; } = "";

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        clients.ForEach(client => client.Dispose());
        listener.Dispose();
        try
        {
            File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // whoever comes next cleans up
        }

        stop.Dispose();
    }

    private void Serve()
    {
        while (!stop.IsSet)
        {
            try
            {
                Round();
            }
            catch (Exception)
            {
                // whatever it is, it is not worth the music: everybody may come again
                clients.ForEach(client => client.Dispose());
                clients.Clear();
                stop.Wait(RoundMs);
            }
        }
    }

    private void Round()
    {
        ready.Clear();
        ready.Add(listener);
        foreach (Client client in clients) ready.Add(client.Socket);
        Socket.Select(ready, null, null, RoundMs * 1_000);
        for (int i = clients.Count - 1; i >= 0; i--)
        {
            Client client = clients[i];
            bool stays = ready.Contains(client.Socket) ? client.Read(Answer) : !client.IsTired(Patience);
            if (stays) continue;

            client.Dispose();
            clients.RemoveAt(i);
        }

        if (ready.Contains(listener)) Accept();
        if (ready.Count > 0) stop.Wait(PauseMs);
    }

    private void Accept()
    {
        try
        {
            var client = new Client(listener.Accept());
            if (clients.Count < MostClients)
            {
                clients.Add(client);
                return;
            }

            client.Refuse($"{MostClients} programs are speaking already; try again.");
            client.Dispose();
        }
        catch (SocketException)
        {
            // it has gone again, or there are too many files open: a later round may do better
        }
    }

    private string Answer(string line)
    {
        if (!CommandWords.TryParse(line, out StageCommand command, out string? fault)) return CommandLines.Refused + fault;
        try
        {
            return CommandLines.Accepted + obey(command);
        }
        catch (Exception refusal)
        {
            return CommandLines.Refused + refusal.Message;      // whatever it is, the musician hears of it and the music goes on
        }
    }

    /// <summary>Who is connected, and what it has said of a line that is not yet ended.</summary>
    private sealed class Client : IDisposable
    {
        private readonly byte[] buffer = new byte[CommandLines.LongestBytes];
        private int count;
        private long heard = Stopwatch.GetTimestamp();

        public Client(Socket socket)
        {
            Socket = socket;
            socket.Blocking = false;
        }

        public Socket Socket { get; }

        public bool IsTired(TimeSpan patience) => Stopwatch.GetElapsedTime(heard) > patience;

        /// <returns>False when there is nothing more to be said to it.</returns>
        public bool Read(Func<string, string> answer)
        {
            int read = Receive();
            if (read <= 0) return read < 0 && !IsTired(Patience);

            count += read;
            int from = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', from, count - from)) >= 0; from = end + 1)
            {
                heard = Stopwatch.GetTimestamp();       // single letters now and then are no line
                if (!CommandLines.TryDecode(buffer.AsSpan(from, end - from), out string line)) return Refuse("That is no text in UTF-8.");
                if (!Say(answer(line))) return false;
            }

            buffer.AsSpan(from, count - from).CopyTo(buffer);
            count -= from;
            return count < buffer.Length ? !IsTired(Patience) : Refuse($"A line has at most {CommandLines.LongestBytes} bytes.");
        }

        /// <returns>False: that was the last word.</returns>
        public bool Refuse(string reason)
        {
            Say(CommandLines.Refused + reason);
            return false;
        }

        /// <returns>False when it does not take the answer.</returns>
        public bool Say(string answer)
        {
            try
            {
                byte[] bytes = CommandLines.Encode(answer);
                return Socket.Send(bytes) == bytes.Length;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        public void Dispose() => Socket.Dispose();

        /// <returns>0 at the end, a negative number when there is nothing yet.</returns>
        private int Receive()
        {
            try
            {
                return Socket.Receive(buffer.AsSpan(count));
            }
            catch (SocketException fault)
            {
                return fault.SocketErrorCode == SocketError.WouldBlock ? -1 : 0;
            }
        }
    }
}
