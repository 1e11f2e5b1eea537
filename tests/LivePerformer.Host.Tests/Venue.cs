using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>A sound server of the test's own, in which LivePerformer performs with the tiny model.</summary>
internal sealed class Venue : IDisposable
{
    /// <summary>Every sound server on which the line must be whole.</summary>
    public static TheoryData<string> All() => ["JACK", "PipeWire"];

    /// <summary>Where LivePerformer listens, and where human and AI leave.</summary>
    public const string Keys = "LivePerformer:keys", Out = "LivePerformer:out";

    private readonly PipeWireSession? session;
    private readonly List<Cli> performances = [];
    private (string, string)? home;

    public Venue(string server, params string[] jackd)
    {
        if (server == "PipeWire") session = new PipeWireSession();
        Server = session is null ? new JackServer(jackd) : new JackServer(session);
    }

    /// <summary>A performance as outside programs see it, each time in a venue of its own.</summary>
    /// <remarks>A busy PipeWire leaves a single client out of a block now and then, recorder, player, DAW or LivePerformer,
    /// and what the block carried is lost to that client: three performances, of which one must be undisturbed. A jackd
    /// as these tests start it waits for everyone: there the first one counts.</remarks>
    public static void Undisturbed(string server, Action<Venue> performance)
    {
        for (int tries = server == "PipeWire" ? 3 : 1; ; tries--)
        {
            try
            {
                using var venue = new Venue(server);
                performance(venue);
                return;
            }
            catch (Xunit.Sdk.XunitException) when (tries > 1)
            {
                // performed again
            }
        }
    }

    public JackServer Server { get; }

    public Scratch Scratch { get; } = new();

    /// <summary>The folder for --record.</summary>
    public string Takes => Scratch.Path("takes");

    /// <summary>Writes a preset into the home.</summary>
    /// <param name="settings">What else it says in JSON; the AI waits for a pedal that nobody presses, unless it says when.</param>
    public void WritePreset(string name, string settings = "")
    {
        home ??= TinyHome.In(Scratch);
        string cue = settings.Contains("\"cue\"", StringComparison.Ordinal) ? "" : ", \"cue\": { \"kind\": \"pedal\", \"controller\": 85 }";
        Scratch.Write($"home/presets/{name}.json", $$"""{ "name": "{{name}}", "model": "maestro-transformer"{{cue}}{{(settings.Length > 0 ? ", " : "")}}{{settings}} }""");
    }

    /// <summary>Writes a set list of presets of the home.</summary>
    /// <returns>Its file.</returns>
    public string WriteSetList(params string[] presets) =>
        Scratch.Write("home/presets/night.setlist.json", $$"""{ "name": "night", "items": [{{string.Join(", ", presets.Select(preset => $"{{ \"preset\": \"{preset}\" }}"))}}] }""");

    /// <summary>Runs a command of LivePerformer in this home to its good end.</summary>
    /// <returns>What it printed.</returns>
    public string Run(params string[] arguments)
    {
        (int code, string output, string error) = Cli.Run(arguments, home!.Value);
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>Starts to perform and goes on as soon as the ports are there.</summary>
    public Cli Perform(params string[] arguments)
    {
        string[] before = Ports();
        Cli cli = Start(arguments);
        cli.WaitUntil(() => Ports().Length >= before.Length + 4 && cli.Output.Contains("Ctrl-C stops"), "its ports");
        return cli;
    }

    /// <summary>Starts to perform, which may be refused.</summary>
    public Cli Start(params string[] arguments)
    {
        home ??= TinyHome.In(Scratch);
        (string, string)[] environment = [home.Value, .. Server.Environment.Select(pair => (pair.Key, pair.Value))];
        Cli cli = Cli.Start(["perform", "--audio", "jack", .. arguments], environment);
        performances.Add(cli);
        return cli;
    }

    /// <summary>Plays the only recorded take again, and compares.</summary>
    public (int Code, string Output, string Error) Replay() =>
        Cli.Run(["replay", Assert.Single(Directory.GetFiles(Takes, "*.take")), "--check"], home!.Value);

    /// <summary>Kills the sound server.</summary>
    public void KillServer(bool gently)
    {
        if (session is null) Server.Kill(gently);
        else session.Kill(gently);
    }

    /// <summary>Starts it again.</summary>
    public void StartServerAgain()
    {
        if (session is null) Server.StartAgain();
        else session.StartAgain();
    }

    /// <summary>What the only recorded take holds on a track.</summary>
    public MidiEvent[] Take(string track)
    {
        MidiFile take = MidiFile.Read(Assert.Single(Directory.GetFiles(Takes, "*.mid")));
        return [.. take.Tracks.Single(t => t.Name == track).Events.Where(e => e.IsChannel)];
    }

    public void Dispose()
    {
        performances.ForEach(cli => cli.Dispose());
        Server.Dispose();
        session?.Dispose();
        Scratch.Dispose();
    }

    private string[] Ports() =>
        [.. Server.Run("jack_lsp").Split('\n').Where(port => port.StartsWith("LivePerformer", StringComparison.Ordinal))];
}
