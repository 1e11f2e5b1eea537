using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LivePerformer.Host.Tests;

/// <summary>The shelves and the jobs of a tiny home, served on a port of their own, and a client.</summary>
internal sealed class ShelfServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Library library;

    private ShelfServer(Errand? errand, Func<Errand>? trainer)
    {
        Home = new Installation(TinyHome.In(Scratch).Value) { OwnPresets = Scratch.Path("own/presets") };
        library = new Library(Home, Scratch.Path("takes"), () => Playing, errand, trainer);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDescription();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapOpenApi("/openapi.json");
        library.Map(app);
    }

    public Scratch Scratch { get; } = new();

    public Installation Home { get; }

    public JobBoard Board => library.Board;

    /// <summary>The file of the take that plays.</summary>
    public string? Playing { get; set; }

    public HttpClient Client { get; private set; } = new();

    /// <param name="errand">What renders and rehearses; null: LivePerformer.</param>
    /// <param name="trainer">Null: the one of the checkout.</param>
    public static async Task<ShelfServer> Start(Errand? errand = null, Func<Errand>? trainer = null)
    {
        var server = new ShelfServer(errand, trainer);
        await server.app.StartAsync();
        server.Client = new HttpClient { BaseAddress = new Uri(server.app.Urls.Single()), Timeout = TimeSpan.FromMinutes(3) };
        return server;
    }

    public async Task<JsonElement> Get(string path) => await Read(await Client.GetAsync(path, TestContext.Current.CancellationToken), HttpStatusCode.OK);

    public async Task<JsonElement> Send(HttpMethod method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK) =>
        await Read(await Answer(method, path, body), expected);

    /// <summary>What a refusal says, whose form is checked.</summary>
    public async Task<string> Refused(HttpMethod method, string path, HttpStatusCode expected, object? body = null)
    {
        JsonElement answer = await Read(await Answer(method, path, body), expected);
        Assert.Equal(["error"], answer.EnumerateObject().Select(property => property.Name));
        string line = answer.GetProperty("error").GetString()!;
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("Exception", line);
        return line;
    }

    /// <param name="body">Text is sent as it is, bytes as a MIDI file, anything else as JSON.</param>
    public Task<HttpResponseMessage> Answer(HttpMethod method, string path, object? body = null)
    {
        HttpContent? content = body switch
        {
            null => null,
            HttpContent given => given,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            byte[] bytes => new ByteArrayContent(bytes) { Headers = { ContentType = new("audio/midi") } },
            _ => JsonContent.Create(body),
        };
        return Client.SendAsync(new HttpRequestMessage(method, path) { Content = content }, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until a job is over.</summary>
    public async Task<JsonElement> Await(string id, string state)
    {
        while (true)
        {
            JsonElement job = await Get($"/api/jobs/{id}");
            string now = job.GetProperty("state").GetString()!;
            if (now == state) return job;

            Assert.True(now is "waiting" or "running", $"{now}, not {state}: {job.GetProperty("text")}");
            await Task.Delay(30, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await library.DisposeAsync();
        Scratch.Dispose();
    }

    private static async Task<JsonElement> Read(HttpResponseMessage answer, HttpStatusCode expected)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
