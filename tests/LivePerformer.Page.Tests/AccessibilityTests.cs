using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>The page for whoever does not see it well, or has no mouse.</summary>
public sealed class AccessibilityTests(Chromium chromium) : PageTest(chromium)
{
    private static readonly string[] Views = ["stage", "presets", "takes", "train", "setup"];

    // What can be touched and is shown, without what an open group of radios or tabs leaves to the arrow keys.
    private const string Reachable = """
        [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex]')].filter(element =>
          element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }) && !element.classList.contains('skip'))
        """;

    private const string ShowsFocus = """
        (() => {
          const shows = element => {
            const { outlineStyle, outlineWidth } = getComputedStyle(element);
            return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
          };
          const element = document.activeElement;
          return shows(element) || Boolean(element.closest('label') && shows(element.closest('label')));
        })()
        """;

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task AxeFindsNothingSeriousInAnyView(int width, int height)
    {
        Visit visit = await Open(Perform(), new() { ViewportSize = new() { Width = width, Height = height } });
        List<string> findings = [];
        foreach (string view in Views)
        {
            await visit.View(view);
            await visit.Until($"!document.getElementById('{view}').hidden && document.getElementById('{view}').childElementCount > 0", "for the view");
            if (view is "presets" or "takes") await visit[$"#{view} .card:not([hidden])"].First.WaitForAsync();
            findings.AddRange(await Serious(visit, view));
        }

        await visit.View("presets");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit answer", Exact = true }).ClickAsync();
        foreach (ILocator group in await visit[".editor summary"].AllAsync()) await group.ClickAsync();
        findings.AddRange(await Serious(visit, "editor"));
        await visit["#log-open"].ClickAsync();
        findings.AddRange(await Serious(visit, "log"));
        Assert.Empty(findings);
    }

    [Fact]
    public async Task VetoIsReachedAndPressedByTheKeyboardAlone()
    {
        Visit visit = await Open(Perform());
        for (int i = 0; i < 60 && !await visit.Is("document.activeElement.id === 'veto'"); i++) await visit.Page.Keyboard.PressAsync("Tab");
        Assert.True(await visit.Is("document.activeElement.id === 'veto'"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.UntilSaid("veto");
        Assert.True(await visit.Is("document.activeElement.id === 'veto'"));       // and may be pressed again
    }

    [Theory]
    [InlineData("stage")]
    [InlineData("presets")]
    [InlineData("takes")]
    [InlineData("train")]
    [InlineData("setup")]
    public async Task TabKeyReachesEverythingAndTheFocusIsSeen(string view)
    {
        Visit visit = await Open(Perform());
        await visit.View(view);
        if (view is "presets" or "takes") await visit[$"#{view} .card:not([hidden])"].First.WaitForAsync();
        int count = await visit.Page.EvaluateAsync<int>($"(window.wanted = new Set({Reachable})).size");
        Assert.True(count >= 6, $"only {count} are to be reached");
        await visit.Page.EvaluateAsync("document.activeElement.blur()");
        for (int i = 0; i < count + 10; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            string seen = await visit.Page.EvaluateAsync<string>($"(wanted.delete(document.activeElement), document.activeElement === document.body || {ShowsFocus} ? '' : document.activeElement.outerHTML)");
            Assert.Equal("", seen);
        }

        string[] missed = await visit.Page.EvaluateAsync<string[]>("[...wanted].filter(element => element.isConnected && !element.disabled).map(element => element.outerHTML)");
        Assert.Empty(missed);
    }

    internal static async Task<IEnumerable<string>> Serious(Visit visit, string where)
    {
        AxeResult result = await visit.Page.RunAxe();
        Assert.NotEmpty(result.Passes);         // it looked
        return from violation in result.Violations
               where violation.Impact is "serious" or "critical"
               from node in violation.Nodes
               select $"{where}: {violation.Id}, {violation.Help}: {node.Html}";
    }
}
