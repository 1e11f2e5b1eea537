using System.Net.WebSockets;
using System.Text.RegularExpressions;

namespace LivePerformer.Host.Tests;

/// <summary>A performance whose instrument is the page, as a user starts it.</summary>
internal sealed partial class PagePerformance : IDisposable
{
    private readonly Scratch scratch = new();

    public PagePerformance(params IEnumerable<string> arguments)
    {
        Cli = Cli.Start(["perform", "--audio", "page", "--port", "0", "--no-browser", "--plain", "--record", scratch.Path("takes"), .. arguments], TinyHome.In(scratch), ("XDG_CONFIG_HOME", scratch.Path("config")));
        try
        {
            Cli.WaitUntil(() => Address().IsMatch(Cli.Output), "its page");
            Cli.WaitUntil(() => Cli.Output.Contains("Ctrl-C stops", StringComparison.Ordinal), "its beginning");
        }
        catch
        {
            Cli.Dispose();
            scratch.Dispose();
            throw;
        }

        Uri = new Uri(Address().Match(Cli.Output).Groups[1].Value);
        Http = new HttpClient { BaseAddress = Uri };
    }

    public Cli Cli { get; }

    public Uri Uri { get; }

    public HttpClient Http { get; }

    public string Takes => scratch.Path("takes");

    public Task<LiveSocket> Look(params (string Name, string Value)[] headers) => LiveSocket.Open(new Uri($"ws://{Uri.Authority}/live"), headers);

    public async Task<ClientWebSocket> Listen()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{Uri.Authority}/sound"), TestContext.Current.CancellationToken);
        return socket;
    }

    public void Dispose()
    {
        Http.Dispose();
        Cli.Dispose();
        scratch.Dispose();
    }

    [GeneratedRegex(@"The page: (http://127\.0\.0\.1:\d+/)")]
    private static partial Regex Address();
}
