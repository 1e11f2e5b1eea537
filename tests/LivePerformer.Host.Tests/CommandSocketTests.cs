using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host.Tests;

/// <summary>Whoever speaks to a performance, and however badly, the performance goes on and the next one is heard.</summary>
public sealed class CommandSocketTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly List<StageCommand> told = [];
    private readonly CommandSocket server;
    private readonly (string, string) runtime;

    public CommandSocketTests()
    {
        Directory.CreateDirectory(scratch.Path("run"));
        runtime = ("XDG_RUNTIME_DIR", scratch.Path("run"));
        server = new CommandSocket(Obey, scratch.Path("run"));
    }

    public void Dispose()
    {
        server.Dispose();
        Assert.Empty(Directory.GetFiles(scratch.Path("run")));
        scratch.Dispose();
    }

    [Fact]
    public void TellIsHeardAndAnswered()
    {
        foreach (string command in new[] { "next", "go-to 3", "role duet", "temperature 0.9", "loudness -8", "chord C-Eb-G", "learn next", "unlearn next", "panic" })
        {
            var (code, output, error) = Cli.Run(["tell", .. command.Split(' ')], runtime);
            Assert.Equal((0, $"done: {command}", ""), (code, output.Trim(), error.Trim()));
        }

        Assert.Equal(
            [new(CommandKind.Next), new(CommandKind.GoTo, 3), new(CommandKind.Role, 1), new(CommandKind.Temperature, 0.9), new(CommandKind.Loudness, -8), new(CommandKind.Chord, 0b1000_1001), new(CommandKind.Learn, 9), new(CommandKind.Unlearn, 9), new(CommandKind.Panic)],
            told);
    }

    [Fact]
    public void RefusalIsOneLineAndAnExitCode()
    {
        using Cli refused = Cli.Start(["tell", "veto"], runtime);
        Assert.Equal("Nothing to veto.", refused.WaitForRefusal());
        using Cli failed = Cli.Start(["tell", "stop"], runtime);
        Assert.Equal("It broke.", failed.WaitForRefusal());
        using Cli wrong = Cli.Start(["tell", "go-to", "never"], runtime);
        Assert.Contains("1 to 999", wrong.WaitForRefusal());
        Assert.Empty(told);
    }

    [Fact]
    public void WithoutAPerformanceTellSaysSo()
    {
        Directory.CreateDirectory(scratch.Path("empty"));
        using Cli cli = Cli.Start(["tell", "next"], ("XDG_RUNTIME_DIR", scratch.Path("empty")));
        Assert.Contains("LivePerformer perform", cli.WaitForRefusal());
        using Cli other = Cli.Start(["tell", "next", "--pid", "1"], runtime);
        Assert.Contains("Process 1", other.WaitForRefusal());
        using Cli ours = Cli.Start(["tell", "next", "--pid", $"{Environment.ProcessId}"], runtime);
        Assert.Equal(0, ours.WaitForExit());
    }

    [Fact]
    public void SocketThatACrashLeftBehindIsRemovedAndTheLivingOneAnswers()
    {
        Requires.Linux();
        string dead = LeaveBehind(scratch.Path("run"));
        Assert.Equal(0, Cli.Run(["tell", "next"], runtime).Code);
        Assert.False(File.Exists(dead));

        Directory.CreateDirectory(scratch.Path("other"));
        dead = LeaveBehind(scratch.Path("other"));
        string ours = LeaveBehind(scratch.Path("other"), Environment.ProcessId);        // a process with our number
        using var second = new CommandSocket(Obey, scratch.Path("other"));
        Assert.False(File.Exists(dead));
        Assert.Equal(ours, second.Path);
        Assert.Equal("ok done: next", Ask("next", second.Path));
    }

    [Fact]
    public void SocketIsTheUsersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there the user's folders are the user's own");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.Path));

        // without a runtime folder it is a folder of the user's own
        Directory.CreateDirectory(scratch.Path("tmp"));
        (string, string)[] bare = [("XDG_RUNTIME_DIR", ""), ("TMPDIR", scratch.Path("tmp"))];
        using Cli none = Cli.Start(["tell", "next"], bare);
        Assert.Contains("No performance", none.WaitForRefusal());
        string folder = Assert.Single(Directory.GetDirectories(scratch.Path("tmp")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));

        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
        using Cli open = Cli.Start(["tell", "next"], bare);
        Assert.Contains(folder, open.WaitForRefusal());
        using Cli closed = Cli.Start(["tell", "next"], ("XDG_RUNTIME_DIR", ""), ("TMPDIR", "/proc"));
        Assert.Contains("XDG_RUNTIME_DIR", closed.WaitForRefusal());
    }

    [Theory]
    [InlineData("\n", "no '' is no command")]
    [InlineData("sing a song\n", "no 'sing' is no command")]
    [InlineData("next\r\n", "ok done: next")]
    [InlineData("GET / HTTP/1.1\r\n", "no 'GET' is no command")]
    [InlineData("next \u0007\n", "no 'next' stands alone")]
    public void EachLineIsAnswered(string line, string answer) => Assert.StartsWith(answer, Ask(line.TrimEnd('\n'), server.Path));

    [Fact]
    public void GarbageAndOverlongLinesAreRefusedAndTheClientLetGo()
    {
        byte[] noise = new byte[10_000];
        new Random(1).NextBytes(noise);
        Assert.StartsWith("no That is no text", Send([0xC3, 0x28, (byte)'\n']));
        Assert.StartsWith("no A line has at most 400", Send(Encoding.UTF8.GetBytes(new string('x', 400))));
        Assert.StartsWith("ok", Send(Encoding.UTF8.GetBytes("next".PadRight(199) + "\n")));
        Send(noise);
        Send(new byte[1 << 16]);

        Assert.Equal("ok done: next", Ask("next", server.Path));
    }

    [Fact]
    public void LongAnswersAreCutToALine()
    {
        string answer = Ask("density 6", server.Path);
        Assert.Equal("ok " + new string('é', 198), answer);      // with the line's end 400 bytes
    }

    [Fact]
    public void SeveralLinesOfOneClientAreAnsweredInTheirOrder()
    {
        using Socket client = Connect(server.Path);
        client.Send("next\nprevious\npan"u8);
        Assert.Equal("ok done: next", ReadLine(client));
        Assert.Equal("ok done: previous", ReadLine(client));
        client.Send("ic\n"u8);
        Assert.Equal("ok done: panic", ReadLine(client));
    }

    [Fact]
    public void OfTwentyClientsAtOnceEightAreHeardAndTheOthersAreToldToTryAgain()
    {
        Socket[] clients = [.. Enumerable.Range(0, 8).Select(_ => Connect(server.Path))];
        Assert.All(clients, client =>
        {
            client.Send("next\n"u8);
            Assert.Equal("ok done: next", ReadLine(client));
        });
        for (int i = 0; i < 12; i++) Assert.StartsWith("no 8 programs", Ask("next", server.Path));
        foreach (Socket client in clients) client.Dispose();

        // those who said nothing, and those who died in the middle of a line, have made room
        Assert.True(SpinWait.SpinUntil(() => Ask("next", server.Path) == "ok done: next", TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void WhoHoldsTheLineAndSaysNothingIsLetGo()
    {
        Socket[] silent = [.. Enumerable.Range(0, 8).Select(_ => Connect(server.Path))];
        foreach (Socket client in silent) client.Send("ne"u8);      // and never the rest
        Assert.True(SpinWait.SpinUntil(() => { Thread.Sleep(50); return Ask("next", server.Path) == "ok done: next"; }, TimeSpan.FromSeconds(60)));
        foreach (Socket client in silent) client.Dispose();
    }

    [Fact]
    public void WhoTakesNoAnswersIsLetGo()
    {
        using Socket deaf = Connect(server.Path);
        byte[] flood = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("next\n", 2_000)));
        deaf.SendTimeout = 60_000;
        Assert.ThrowsAny<SocketException>(() => SendForever(deaf, flood));

        Assert.Equal("ok done: next", Ask("next", server.Path));
    }

    [Fact]
    public void FolderThatIsAbsentOrTooLongIsOneClearLine()
    {
        foreach (string folder in new[] { scratch.Path("absent"), Directory.CreateDirectory(scratch.Path(new string('x', 120))).FullName })
        {
            var fault = Assert.Throws<LivePerformerException>(() => new CommandSocket(Obey, folder));
            Assert.Contains("XDG_RUNTIME_DIR", fault.Message);
            Assert.DoesNotContain('\n', fault.Message);
        }
    }

    private string Obey(StageCommand command)
    {
        if (command.Kind == CommandKind.Veto) throw new LivePerformerException("Nothing to veto.");
        if (command.Kind == CommandKind.Stop) throw new InvalidOperationException("It\nbroke.".Replace('\n', ' '));
        if (command.Kind == CommandKind.Density) return new string('é', 500);
        lock (told) told.Add(command);
        return $"done: {CommandWords.Of(command)}";
    }

    private static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Ask(string line, string path)
    {
        using Socket client = Connect(path);
        try
        {
            client.Send(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (SocketException)
        {
            // refused before it spoke: the reason can be read
        }

        return ReadLine(client);
    }

    private string Send(byte[] bytes)
    {
        using Socket client = Connect(server.Path);
        try
        {
            client.Send(bytes);
            client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // let go in the middle
        }

        return ReadLine(client);
    }

    private static void SendForever(Socket client, byte[] bytes)
    {
        while (true) client.Send(bytes);
    }

    private static string ReadLine(Socket client)
    {
        var line = new List<byte>();
        byte[] one = new byte[1];
        try
        {
            while (client.Receive(one) == 1 && one[0] != '\n') line.Add(one[0]);
        }
        catch (SocketException)
        {
            // reset: what came before counts
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>A socket whose process is no more.</summary>
    private static string LeaveBehind(string folder, int? process = null)
    {
        using var gone = Process.Start("true");
        gone.WaitForExit();
        string path = Path.Combine(folder, $"LivePerformer-{process ?? gone.Id}.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + "-bound"));
        File.Move(path + "-bound", path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(1));     // the newest is asked first, and a file system's clock may tick only each 10 ms
        return path;
    }
}
