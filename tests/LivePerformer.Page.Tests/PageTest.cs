using LivePerformer.Host.Tests;
using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>A test with visits, at whose end none of them has asked another host, written an error on its console or violated
/// its Content-Security-Policy.</summary>
public abstract class PageTest(Chromium chromium) : IAsyncLifetime
{
    private readonly List<Visit> visits = [];
    private readonly List<IDisposable> belongings = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (Visit visit in visits) await visit.DisposeAsync();
        belongings.Reverse();
        belongings.ForEach(thing => thing.Dispose());
        visits.ForEach(visit => visit.AssertClean());
    }

    /// <summary>Keeps something until the test is over.</summary>
    private protected T Keep<T>(T thing) where T : IDisposable
    {
        belongings.Add(thing);
        return thing;
    }

    /// <summary>Starts LivePerformer with the tiny models.</summary>
    private protected Server Perform(params string[] arguments)
    {
        Requires.Linux();
        return Keep(new Server(arguments));
    }

    /// <summary>Starts the browser, so that what follows does not wait for it.</summary>
    private protected Task StartBrowser() => chromium.Browser();

    /// <summary>Opens the page in a browser of its own, and waits until its line is up.</summary>
    /// <param name="script">Runs before the page's own.</param>
    private protected async Task<Visit> Open(Server server, BrowserNewContextOptions? options = null, string? script = null)
    {
        Visit visit = await Open(server.Uri, options, script);
        await visit.UntilUp();
        return visit;
    }

    private protected async Task<Visit> Open(Uri address, BrowserNewContextOptions? options = null, string? script = null)
    {
        Visit visit = await Visit.Open(await chromium.Browser(), address, options, script);
        visits.Add(visit);
        return visit;
    }
}
