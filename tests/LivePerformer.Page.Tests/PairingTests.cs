using System.Net;
using System.Net.Sockets;

namespace LivePerformer.Page.Tests;

/// <summary>A browser on another machine.</summary>
public sealed class PairingTests(Chromium chromium) : PageTest(chromium)
{
    // What a browser itself writes on the console when it is refused; and over plain http it gives no other way to sound.
    private static readonly string[] Refused = ["401", "403", "WebSocket connection to", "ScriptProcessorNode is deprecated"];

    [Fact]
    public async Task PageAsksForTheCodeAndLetsInWhoKnowsIt()
    {
        string? others = Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).FirstOrDefault(address => !IPAddress.IsLoopback(address))?.ToString();
        Assert.SkipWhen(others is null, "This machine has no address but the loopback's.");
        Server server = Perform("--listen", others!);
        string code = server.Cli.Output.Split("pairing code ")[1][..9];
        var address = new Uri($"http://{others}:{server.Uri.Port}/");

        Visit visit = await Open(address);
        visit.Expected = Refused;
        await visit.Until("document.getElementById('pairing').open", "for the question");
        Assert.Empty(await AccessibilityTests.Serious(visit, "pairing"));
        await visit["#pairing-code"].FillAsync("AAAA-AAAA");
        await visit["#pairing-code"].PressAsync("Enter");
        await visit.Until("document.getElementById('pairing-fault').textContent.length > 10", "that the code is wrong");
        Assert.NotEqual("up", await visit.Page.EvaluateAsync<string>("document.body.dataset.link"));
        await visit["#pairing-code"].FillAsync(code);
        await visit["#pairing-code"].PressAsync("Enter");
        await visit.UntilUp();
        Assert.False(await visit.Is("document.getElementById('pairing').open"));
        await visit.Page.Keyboard.PressAsync("a", new() { Delay = 50 });
        await visit.Until($"{Visit.Notes("human")} === 1", "for a key");

        Visit scanned = await Open(new Uri(address, $"#{code}"));
        scanned.Expected = Refused;
        await scanned.UntilUp();
        Assert.DoesNotContain(code, scanned.Page.Url);
    }
}
