namespace LivePerformer.Devices.Jack.Tests;

/// <summary>A server of the test's own: jackd on its dummy driver under a private name, or the PipeWire session in which
/// this process was started.</summary>
internal sealed class JackServer : IDisposable
{
    /// <summary>Set to 1 for a process that runs inside a PipeWire session.</summary>
    public const string OnPipeWireVariable = "LIVEPERFORMER_TEST_PIPEWIRE";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, string> environment = [];
    private readonly List<ToolProcess> tools = [];
    private ToolProcess? jackd;
    private bool killed;

    /// <param name="arguments">Of jackd, before those of the driver.</param>
    public JackServer(params string[] arguments)
    {
        Requires.Tool("jack_midiseq", "jackd2");
        if (OnPipeWire) return;

        Requires.Jack();
        // one name for all tests of this process: JACK keeps a short list of servers, and a dead one's place is
        // taken back only by its namesake
        Name = $"lp-test-{System.Environment.ProcessId}";
        environment["JACK_DEFAULT_SERVER"] = Name;
        jackd = StartServer(arguments);
    }

    /// <summary>For tools that run inside a PipeWire session, which stands in for the server.</summary>
    public JackServer(PipeWireSession session)
    {
        Requires.Tool("jack_midiseq", "jackd2");
        foreach ((string key, string value) in session.Environment) environment[key] = value;
    }

    public static bool OnPipeWire => System.Environment.GetEnvironmentVariable(OnPipeWireVariable) == "1";

    /// <summary>Null on PipeWire, which has but one.</summary>
    public string? Name { get; }

    /// <summary>What leads a process to this server.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>Waits, and fails the test when it has waited for long.</summary>
    public static void Until(Func<bool> condition, string what = "") =>
        Assert.True(SpinWait.SpinUntil(() => { Thread.Sleep(5); return condition(); }, Patience), $"waited in vain {what}");

    public JackOptions Options(string? input = null, string? output = null) =>
        new() { Server = Name, Input = input, Output = output, ClientName = "LivePerformer" };

    /// <summary>Starts a tool beside the test.</summary>
    public ToolProcess Start(string tool, params string[] arguments)
    {
        var process = new ToolProcess(environment, tool, arguments);
        tools.Add(process);
        return process;
    }

    /// <summary>Runs a tool to its end and returns what it printed.</summary>
    public string Run(string tool, params string[] arguments)
    {
        using var process = new ToolProcess(environment, tool, arguments);
        process.WaitForExit();
        return process.Text;
    }

    /// <summary>An exact source: a loop of 24,000 frames with C4 at 0 for 8,000 and D#4 at 12,000 for 8,000.</summary>
    public ToolProcess StartSequencer(string name = "Seq", int pitch = 60)
    {
        ToolProcess sequencer = Start("jack_midiseq", name, "24000", "0", $"{pitch}", "8000", "12000", $"{pitch + 3}", "8000");
        WaitForPort($"{name}:out");
        return sequencer;
    }

    /// <summary>An exact recorder, connected with a port of ours.</summary>
    public MidiDump StartDump(string source, string name = "Dump")
    {
        var dump = new MidiDump(Start("stdbuf", "-oL", "jack_midi_dump", "-a", name), mayMiss: Name is null);
        WaitForPort($"{name}:input");
        Run("jack_connect", source, $"{name}:input");
        Until(() => Run("jack_lsp", "-c", $"{name}:input").Contains(source, StringComparison.Ordinal), "for the recorder's connection");
        return dump;
    }

    public void WaitForPort(string name) =>
        Until(() => Run("jack_lsp").Split('\n').Contains(name), $"for port {name}");

    public void Kill(bool gently)
    {
        killed |= !gently;
        jackd!.Kill(gently);
    }

    /// <summary>Starts a server that was killed, on the same name.</summary>
    /// <param name="rate">Frames a second.</param>
    /// <param name="frames">Of a block.</param>
    public void StartAgain(int rate = 48_000, int frames = 128)
    {
        jackd!.Dispose();
        jackd = StartServer([], rate, frames);
        killed = false;
    }

    public void Dispose()
    {
        tools.ForEach(tool => tool.Kill(gently: true));     // a client that vanishes holds the server up
        if (killed)
        {
            jackd!.Dispose();
            jackd = StartServer();
        }

        jackd?.Kill(gently: true);
        tools.ForEach(tool => tool.Dispose());
        jackd?.Dispose();
    }

    /// <summary>Synchronous: a busy machine stretches the cycle, and nobody misses one.</summary>
    private ToolProcess StartServer(string[]? arguments = null, int rate = 48_000, int frames = 128)
    {
        ToolProcess server = new(environment, "jackd", ["-n", Name!, "--sync", .. arguments ?? [], "-d", "dummy", "-r", $"{rate}", "-p", $"{frames}"]);
        string waited = Run("jack_wait", "-w", "-t", "20");
        Assert.False(server.HasExited, $"{server.Text}\n{waited}");
        return server;
    }
}
