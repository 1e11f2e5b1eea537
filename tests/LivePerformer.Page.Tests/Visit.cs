using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>One browser that looks at the page: its profile, its tab, and everything that went wrong in it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    // The machine may be heavily loaded: what the page shows is waited for this long, and no test claims how long it took.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Every message at the foot, for the next one may follow at once.
    private const string Listening = """
        window.said = [];
        new MutationObserver(changes => {
          for (const { target, addedNodes } of changes) if (target.id === 'message') for (const node of addedNodes) window.said.push(node.textContent);
        }).observe(document, { subtree: true, childList: true });
        """;

    private readonly IBrowserContext context;
    private readonly Uri home;
    private readonly List<string> complaints = [];

    private Visit(IBrowserContext context, IPage page, Uri home)
    {
        this.context = context;
        this.home = home;
        Page = page;
        page.Console += (_, message) =>
        {
            // A violated Content-Security-Policy is told here as well.
            if (message.Type is "error" or "warning") Complain($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => Complain($"uncaught: {error}");
        page.Request += (_, request) =>
        {
            var asked = new Uri(request.Url);
            if (asked.Scheme is not ("blob" or "data") && asked.Authority != home.Authority) Complain($"asked another host: {request.Url}");
        };
        page.WebSocket += (_, socket) =>
        {
            if (new Uri(socket.Url).Authority != home.Authority) Complain($"asked another host: {socket.Url}");
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    /// <summary>Everything that went wrong: errors and warnings of the console, uncaught ones, requests that left the machine.</summary>
    public IReadOnlyList<string> Complaints
    {
        get { lock (complaints) return [.. complaints]; }
    }

    /// <summary>Parts of complaints that the test itself brings about.</summary>
    public string[] Expected { get; set; } = [];

    public ILocator this[string selector] => Page.Locator(selector);

    public static async Task<Visit> Open(IBrowser browser, Uri address, BrowserNewContextOptions? options = null, string? script = null)
    {
        IBrowserContext context = await browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        await context.AddInitScriptAsync(Listening);
        if (script is not null) await context.AddInitScriptAsync(script);
        IPage page = await context.NewPageAsync();
        var visit = new Visit(context, page, address);
        await page.GotoAsync(address.ToString());
        return visit;
    }

    /// <summary>Waits until the line to the performance is up.</summary>
    public Task UntilUp() => Until("document.body.dataset.link === 'up'");

    /// <summary>Waits until what the expression says of the page is true.</summary>
    /// <remarks>Asked from here again and again: the page's Content-Security-Policy keeps the browser from doing it by itself.</remarks>
    public async Task Until(string expression, string what = "")
    {
        for (long began = Stopwatch.GetTimestamp(); !await Is(expression); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if (Stopwatch.GetElapsedTime(began) < Patience) continue;

            Assert.Fail($"Waited in vain {what}: {expression}. The page says: {await this["#message"].TextContentAsync()} {string.Join('\n', Complaints)}");
        }
    }

    /// <summary>Waits until the foot of the page has said this, be it that more followed.</summary>
    public Task UntilSaid(string part) => Until($"window.said.some(text => text.includes({JsonSerializer.Serialize(part)}))", "for the message");

    /// <summary>Begins the sound, as a musician does.</summary>
    public async Task Play()
    {
        await this["#start"].ClickAsync();
        await Until("window.livePerformer.test.sound().state === 'on' && window.livePerformer.test.sound().playing", "for the sound");
    }

    public Task View(string name) => this[$"#tab-{name}"].ClickAsync();

    public Task<bool> Is(string expression) => Page.EvaluateAsync<bool>(expression);

    /// <summary>The middle of a white key's lower part, in the page.</summary>
    public async Task<(float X, float Y)> Key(int pitch)
    {
        LocatorBoundingBoxResult box = (await this[$".key[data-pitch=\"{pitch}\"]"].BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height * 0.8f));
    }

    /// <summary>How many of a player's notes the page has with this pitch, held or not.</summary>
    public static string Notes(string by, string condition = "true") =>
        $"window.livePerformer.test.keys().filter(note => note.by === '{by}' && ({condition})).length";

    public void AssertClean() =>
        Assert.DoesNotContain(Complaints, complaint => !Array.Exists(Expected, part => complaint.Contains(part, StringComparison.Ordinal)));

    public async ValueTask DisposeAsync() => await context.CloseAsync();

    private void Complain(string text)
    {
        lock (complaints) complaints.Add(text);
    }
}
