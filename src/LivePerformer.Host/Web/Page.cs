using System.Net;
using System.Net.Sockets;
using LivePerformer.Core;
using LivePerformer.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace LivePerformer.Host;

/// <summary>Serves the page and its API from the first performance to the last.</summary>
internal sealed class Page : IDisposable
{
    private const int MostNotes = 20_000;
    private const string Assets = "wwwroot";

    private readonly Installation home;
    private readonly Library library;
    private readonly WebApplication app;
    private readonly CancellationTokenSource stop = new();
    private readonly LiveHub hub;
    private readonly Pairing pairing = new(TimeProvider.System);
    private WantedPerformance? wanted;

    /// <param name="hub">Tells the pages what happens.</param>
    /// <param name="takes">The folder of the takes; null: none are kept.</param>
    /// <exception cref="LivePerformerException">The port is taken, or the address is none of this machine.</exception>
    public Page(PageOptions options, Installation home, LiveHub hub, string? takes)
    {
        this.home = home;
        this.hub = hub;
        library = new Library(home, takes, () => hub.Now?.Take);
        int port = options.Port switch { null => PageOptions.UsualPort, 0 => FreePort(), int named => named };
        for (int tries = options.Port is null ? PageOptions.MostTries : 1; ; tries--)
        {
            app = Build(options, port);
            try
            {
                app.StartAsync().GetAwaiter().GetResult();
                break;
            }
            catch (IOException taken)
            {
                app.DisposeAsync().AsTask().GetAwaiter().GetResult();
                if (tries > 1)
                {
                    port++;
                    continue;
                }

                library.DisposeAsync().AsTask().GetAwaiter().GetResult();
                throw new LivePerformerException(
                    $"The page cannot be served on port {port}{(options.Listen is null ? "" : $" of {options.Listen}")}: {taken.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Name another with --port, or leave the page out with --page off.", taken);
            }
        }

        Address = new UriBuilder(app.Urls.First()) { Host = IPAddress.Loopback.ToString() }.Uri;
        if (options.Listen is { } others) Others = new Uri($"http://{new IPEndPoint(others, Address.Port)}/");
    }

    /// <summary>Where it is for this machine.</summary>
    public Uri Address { get; }

    /// <summary>Where it is for others; null: nowhere.</summary>
    public Uri? Others { get; }

    /// <summary>Which others must type.</summary>
    public string Code => pairing.Code;

    /// <summary>Brings sound to the pages.</summary>
    public SoundOutlet Sound { get; } = new();

    /// <summary>Somebody wants another performance.</summary>
    public bool WantsAnother => Volatile.Read(ref wanted) is not null;

    /// <summary>The performance that is wanted, once.</summary>
    public WantedPerformance? TakeWanted() => Interlocked.Exchange(ref wanted, null);

    public void Dispose()
    {
        stop.Cancel();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            app.StopAsync(patience.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // whoever is still there is let go
        }

        app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        library.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Sound.Dispose();
        stop.Dispose();
    }

    private WebApplication Build(PageOptions options, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddDescription();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 200;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 100;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            bool isEverywhere = Equals(options.Listen, IPAddress.Any) || Equals(options.Listen, IPAddress.IPv6Any);     // the loopback too
            if (!isEverywhere) kestrel.Listen(IPAddress.Loopback, port);
            if (options.Listen is { } others && !IPAddress.IsLoopback(others)) kestrel.Listen(others, port);
        });
        WebApplication web = builder.Build();
        web.Use(new Gate(options.Listen, pairing).Pass);
        web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(5) });
        Serve(web);
        web.Map("/live", Live).ExcludeFromDescription();
        web.Map("/sound", Listen).ExcludeFromDescription();
        library.Map(web);
        RouteGroupBuilder stage = web.MapShelf("Performance");
        stage.MapPost("/pair", (Delegate)Pair).Takes<PairRequest>().Says("Pair", "Lets another machine in, which knows the code", StatusCodes.Status400BadRequest, StatusCodes.Status403Forbidden);
        stage.MapPost("/performance", Perform).Takes<WantedPerformance>().Says("Perform", "Ends the performance and begins another", StatusCodes.Status400BadRequest);
        stage.MapReading("/roll", Read).Says<RollPage>("GetRoll", "What was played, between two moments", StatusCodes.Status409Conflict);
        web.MapOpenApi("/openapi.json");
        web.MapFallback("/api/{**rest}", () => Refusal.Of(StatusCodes.Status404NotFound, "There is no such thing here: see /openapi.json."));
        return web;
    }

    /// <summary>One for all addresses.</summary>
    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static void Serve(WebApplication web)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, Assets);
        if (!Directory.Exists(folder)) throw new LivePerformerException($"The page's files are not in {folder}. Build LivePerformer again, or leave the page out with --page off.");

        var files = new PhysicalFileProvider(folder);
        var types = new FileExtensionContentTypeProvider { Mappings = { [".mjs"] = "text/javascript" } };
        web.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        web.UseStaticFiles(new StaticFileOptions { FileProvider = files, ContentTypeProvider = types, OnPrepareResponse = served => served.Context.Response.Headers.CacheControl = "no-cache" });
    }

    private async Task Live(HttpContext context)
    {
        if (!await IsWebSocket(context)) return;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await new LiveClient(socket, hub).Run(stop.Token);
    }

    private async Task Listen(HttpContext context)
    {
        if (!await IsWebSocket(context)) return;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await new SoundClient(socket, Sound).Run(stop.Token);
    }

    private static async Task<bool> IsWebSocket(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest) return true;
        await Refusal.Write(context, StatusCodes.Status426UpgradeRequired, "This is a WebSocket.");
        return false;
    }

    private async Task<IResult> Pair(HttpContext context)
    {
        PairRequest request = await RequestBody.Json<PairRequest>(context.Request, """{"code":"K7QF-29XM"}""");
        string? token = pairing.TryPair(request.Code, out string fault);
        if (token is null) return Refusal.Of(StatusCodes.Status403Forbidden, fault);

        context.Response.Cookies.Append(Pairing.Cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = TimeSpan.FromDays(1) });
        return Results.Json(new { paired = true });
    }

    private async Task<IResult> Perform(HttpRequest request)
    {
        WantedPerformance wish = await RequestBody.Json<WantedPerformance>(request, """{"preset":"duet"} or {"setList":"evening"}""");
        if (wish.SetList is { } setList) Programme.Read(SetListFile.Find(Named(setList), home.PresetFolders), home);
        else if (wish.Preset is { } preset) PresetFile.Find(Named(preset), home.PresetFolders);
        else return Refusal.Of(StatusCodes.Status400BadRequest, "Say what shall be played: {\"preset\": NAME} or {\"setList\": NAME}.");

        Volatile.Write(ref wanted, wish);
        return Results.Json(new { begins = wish.SetList ?? wish.Preset }, statusCode: StatusCodes.Status202Accepted);
    }

    private IResult Read(double? from, double? to) => hub.Between(from ?? 0, to ?? double.MaxValue, MostNotes) is { } stretch
        ? Results.Json(stretch)
        : Refusal.Of(StatusCodes.Status409Conflict, "Nothing plays at the moment.");

    /// <summary>A name out of the lists, never a path.</summary>
    private static string Named(string name) => name.AsSpan().ContainsAny("/\\\0") || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        ? throw new LivePerformerException($"'{name}' is no name out of the list.")
        : name;

    private sealed record PairRequest(string Code);
}
