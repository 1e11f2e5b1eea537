using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace LivePerformer.Host.Tests;

/// <summary>Who may come in, and who may not.</summary>
public class GateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StrangersAreRefusedOnTheLoopback()
    {
        using var performance = new PagePerformance();
        string authority = performance.Uri.Authority;

        Assert.Equal(200, await Status(performance, "GET / HTTP/1.1", $"Host: {authority}"));
        Assert.Equal(200, await Status(performance, "GET / HTTP/1.1", $"Host: localhost:{performance.Uri.Port}"));
        Assert.Equal(421, await Status(performance, "GET / HTTP/1.1", "Host: evil.example"));
        Assert.Equal(421, await Status(performance, "GET /api/roll HTTP/1.1", $"Host: evil.example:{performance.Uri.Port}"));
        Assert.Equal(421, await Status(performance, "GET /api/roll HTTP/1.1", $"Host: 127.0.0.1.evil.example:{performance.Uri.Port}"));
        Assert.Equal(403, await Status(performance, "GET /api/roll HTTP/1.1", $"Host: {authority}", "Origin: http://evil.example"));
        Assert.Equal(403, await Status(performance, "GET /api/roll HTTP/1.1", $"Host: {authority}", "Origin: null"));
        Assert.Equal(403, await Status(performance, "GET /api/roll HTTP/1.1", $"Host: {authority}", "Sec-Fetch-Site: cross-site"));
        Assert.Equal(403, await Status(performance, "POST /api/performance HTTP/1.1", $"Host: {authority}", $"Origin: http://localhost:{performance.Uri.Port}", "Content-Length: 0"));
        Assert.Equal(200, await Status(performance, "GET /api/roll HTTP/1.1", $"Host: {authority}", $"Origin: http://{authority}", "Sec-Fetch-Site: same-origin"));
        Assert.Equal(404, await Status(performance, "GET /api/nothing HTTP/1.1", $"Host: {authority}"));
        Assert.Equal(426, await Status(performance, "GET /live HTTP/1.1", $"Host: {authority}"));
        Assert.Equal(404, await Status(performance, "GET /../LivePerformer.dll HTTP/1.1", $"Host: {authority}"));
        Assert.Equal(404, await Status(performance, "GET /%2e%2e/LivePerformer.dll HTTP/1.1", $"Host: {authority}"));

        var crossing = await Assert.ThrowsAsync<WebSocketException>(() => performance.Look(("Origin", "http://evil.example")));
        Assert.Contains("403", crossing.Message);
        using LiveSocket own = await performance.Look(("Origin", $"http://{authority}"));
        await own.Until("hello");
    }

    [Fact]
    public async Task GigabyteIsRefusedBeforeItIsSent()
    {
        using var performance = new PagePerformance();
        string refusal = await Answer(performance, "POST /api/performance HTTP/1.1", $"Host: {performance.Uri.Authority}", "Content-Type: application/json", "Content-Length: 1073741824");

        Assert.StartsWith("HTTP/1.1 413", refusal);
        Assert.Contains("at most 256 KiB", refusal);
        using LiveSocket page = await performance.Look();
        await page.Until("hello");
    }

    [Fact]
    public async Task OthersComeInWithTheCodeAlone()
    {
        string? others = Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).FirstOrDefault(address => !IPAddress.IsLoopback(address))?.ToString();
        Assert.SkipWhen(others is null, "This machine has no address but the loopback's.");
        using var performance = new PagePerformance("--listen", others!);
        string code = performance.Cli.Output.Split("pairing code ")[1][..9];
        using var stranger = new HttpClient { BaseAddress = new Uri($"http://{others}:{performance.Uri.Port}") };

        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/roll", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/live", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/sound", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Pair(stranger, "AAAA-AAAA")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Pair(stranger, code.ToLowerInvariant())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/api/roll", Stop)).StatusCode);
        using var another = new HttpClient { BaseAddress = stranger.BaseAddress };
        Assert.Equal(HttpStatusCode.Unauthorized, (await another.GetAsync("/api/roll", Stop)).StatusCode);
        for (int i = 0; i < 5; i++) await Pair(another, "AAAA-AAAA");
        HttpResponseMessage tired = await Pair(another, code);
        Assert.Equal(HttpStatusCode.Forbidden, tired.StatusCode);
        Assert.Contains("Wait a minute", await tired.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/api/roll", Stop)).StatusCode);
    }

    private static Task<HttpResponseMessage> Pair(HttpClient from, string code) =>
        from.PostAsync("/api/pair", new StringContent($$"""{"code":"{{code}}"}""", Encoding.UTF8, "application/json"), Stop);

    private static async Task<int> Status(PagePerformance performance, params string[] head) => int.Parse((await Answer(performance, head)).Split(' ')[1]);

    // As bytes: no client library sends what a stranger would.
    private static async Task<string> Answer(PagePerformance performance, params string[] head)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(performance.Uri.Host, performance.Uri.Port, Stop);
        NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", head) + "\r\nConnection: close\r\n\r\n"), Stop);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Stop);
    }
}
