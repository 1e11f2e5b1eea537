using System.Text.RegularExpressions;
using LivePerformer.Host.Tests;

namespace LivePerformer.Page.Tests;

/// <summary>LivePerformer with its page, as a user starts it, in a home of the test's own.</summary>
internal sealed partial class Server : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly (string, string)[] environment;
    private readonly string[] arguments;

    /// <param name="isShipped">With the models and presets that are shipped, in place of tiny ones.</param>
    /// <param name="prepare">Writes into the folder in which home/ lies.</param>
    /// <param name="audio">The page, or a sound server that the environment names.</param>
    /// <param name="environment">Variables for the program.</param>
    public Server(IEnumerable<string>? arguments = null, bool isShipped = false, Action<Scratch>? prepare = null, string audio = "page", IEnumerable<(string, string)>? environment = null)
    {
        this.arguments = ["perform", "--audio", audio, "--no-browser", "--plain", "--record", Takes, .. arguments ?? []];
        (string, string) home = isShipped ? (Host.Installation.Variable, Repo.Root) : TinyHome.In(scratch);
        this.environment = [home, ("XDG_CONFIG_HOME", scratch.Path("config")), .. environment ?? []];
        prepare?.Invoke(scratch);
        Cli = Start(0);
    }

    public Cli Cli { get; private set; }

    public Uri Uri { get; private set; } = new("http://127.0.0.1/");

    public string Takes => scratch.Path("takes");

    public Task<LiveSocket> Look() => LiveSocket.Open(new Uri($"ws://{Uri.Authority}/live"));

    /// <summary>As the kernel does, when memory is short.</summary>
    public void Kill()
    {
        Cli.Signal("KILL");
        Cli.WaitForExit();
        Cli.Dispose();
    }

    /// <summary>After it was killed, at the same address.</summary>
    public void StartAgain() => Cli = Start(Uri.Port);

    public void Dispose()
    {
        Cli.Dispose();
        scratch.Dispose();
    }

    private Cli Start(int port)
    {
        Cli cli = Cli.Start([.. arguments, "--port", $"{port}"], environment);
        try
        {
            cli.WaitUntil(() => Address().IsMatch(cli.Output), "its page");
            cli.WaitUntil(() => cli.Output.Contains("Ctrl-C stops", StringComparison.Ordinal), "its beginning");
        }
        catch
        {
            cli.Dispose();
            throw;
        }

        Uri = new Uri(Address().Match(cli.Output).Groups[1].Value);
        return cli;
    }

    [GeneratedRegex(@"The page: (http://127\.0\.0\.1:\d+/)")]
    private static partial Regex Address();
}
