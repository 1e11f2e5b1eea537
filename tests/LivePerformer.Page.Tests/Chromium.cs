using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>The system's browser, started when the first test asks for it and closed after the last one.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // Without a sandbox, for the tests may run as root; without a graphics card and a loudspeaker, for there may be none.
    private static readonly string[] Switches = ["--no-sandbox", "--disable-gpu", "--disable-audio-output", "--disable-dev-shm-usage"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task<IBrowser> Browser()
    {
        if (browser is not null) return browser;

        string path = Names.Select(name => Requires.Find(name)).FirstOrDefault(found => found is not null) ?? Requires.Tool(Names[0]);
        playwright ??= await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Switches });
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.CloseAsync();
        playwright?.Dispose();
    }
}
