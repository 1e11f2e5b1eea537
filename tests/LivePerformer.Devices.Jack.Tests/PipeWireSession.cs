namespace LivePerformer.Devices.Jack.Tests;

/// <summary>A headless PipeWire of the test's own, with a silent sink at 48 kHz.</summary>
internal sealed class PipeWireSession : IDisposable
{
    /// <summary>PipeWire's own default. Its cycle waits for nobody: with 128 a client that wakes up 3 ms late is left out
    /// for a block, with 1024 only one that is 21 ms late. Small blocks are jackd's part, whose cycle waits.</summary>
    public const int BlockFrames = 1024;

    private const string Sink = "{ factory.name=support.null-audio-sink node.name=test_sink media.class=Audio/Sink "
        + "object.linger=true audio.position=[FL FR] audio.rate=48000 }";

    private readonly string folder = Directory.CreateTempSubdirectory("lp-pw-").FullName;
    private readonly Dictionary<string, string> environment = [];
    private readonly List<ToolProcess> daemons = [];
    private readonly string libraryPath;

    public PipeWireSession()
    {
        Requires.PipeWire();
        string libraries = Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*")
            .Select(path => $"{path}/pipewire-0.3/jack").FirstOrDefault(Directory.Exists)
            ?? Requires.Missing("PipeWire's libjack", "pipewire-jack");

        string bus = $"unix:path={folder}/bus";
        environment["XDG_RUNTIME_DIR"] = folder;
        environment["XDG_STATE_HOME"] = folder;
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus;
        Start("dbus-daemon", "--session", "--nofork", $"--address={bus}");
        JackServer.Until(() => File.Exists($"{folder}/bus"), "for the message bus");
        StartServers();
        libraryPath = libraries;
        Enter();
    }

    /// <summary>Ends PipeWire and all that stands on it, tools included, but not the message bus.</summary>
    public void Kill(bool gently)
    {
        for (int i = daemons.Count - 1; i > 0; i--)
        {
            daemons[i].Kill(gently);
            daemons[i].Dispose();
            daemons.RemoveAt(i);
        }
    }

    /// <summary>PipeWire once more, after it was killed.</summary>
    public void StartAgain()
    {
        environment.Remove("LD_LIBRARY_PATH");
        File.Delete($"{folder}/pipewire-0");
        StartServers();
        Enter();
    }

    private void StartServers()
    {
        Start(Requires.PipeWire());
        JackServer.Until(() => File.Exists($"{folder}/pipewire-0"), "for PipeWire");
        Start("wireplumber");
        JackServer.Until(() => Run("pw-cli", "ls", "Client").Contains("WirePlumber", StringComparison.Ordinal), "for WirePlumber");
        Run("pw-cli", "create-node", "adapter", Sink);
    }

    private void Enter()
    {
        environment["LD_LIBRARY_PATH"] = libraryPath;
        environment["PIPEWIRE_QUANTUM"] = $"{BlockFrames}/48000";
        environment[JackServer.OnPipeWireVariable] = "1";
    }

    /// <summary>What leads a process into the session.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>Starts something inside the session; it is ended with the session.</summary>
    public ToolProcess Start(string tool, params string[] arguments)
    {
        var process = new ToolProcess(environment, tool, arguments);
        daemons.Add(process);
        return process;
    }

    public void Dispose()
    {
        for (int i = daemons.Count - 1; i >= 0; i--)
        {
            daemons[i].Kill(gently: true);
            daemons[i].Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private string Run(string tool, params string[] arguments)
    {
        using var process = new ToolProcess(environment, tool, arguments);
        process.WaitForExit();
        return process.Text;
    }
}
