using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>The presets' editor.</summary>
public sealed class PresetTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task PresetIsSavedUnderAnotherNameChangedKeptDeletedAndBroughtBack()
    {
        Visit visit = await Open(Perform());
        await visit.View("presets");
        await Button(visit, "Edit answer").ClickAsync();
        await Button(visit, "Save as… another preset").ClickAsync();
        await visit["#question-input"].FillAsync("mine");
        await visit["#question-yes"].ClickAsync();
        await visit.UntilSaid("“mine” is saved");
        await Description(visit).FillAsync("Mine alone.");
        await Description(visit).PressAsync("Tab");
        await Button(visit, "Save the preset").ClickAsync();
        await visit.Until("[...document.querySelectorAll('#presets .card')].some(card => card.textContent.includes('Mine alone.') && card.textContent.includes('yours'))", "for the changed card");

        await visit.Page.ReloadAsync();
        await visit.UntilUp();
        await visit.View("presets");
        await Button(visit, "Edit mine").ClickAsync();
        Assert.Equal("Mine alone.", await Description(visit).InputValueAsync());

        await Button(visit, "Delete mine").ClickAsync();
        await visit.Until("!document.querySelector('[aria-label=\"Edit mine\"]')", "that it is gone");
        await Button(visit, "Undo").ClickAsync();
        await visit.UntilSaid("“mine” is back");
        await Button(visit, "Edit mine").ClickAsync();
        Assert.Equal("Mine alone.", await Description(visit).InputValueAsync());
    }

    private static ILocator Button(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Description(Visit visit) => visit[".editor"].GetByLabel("Description", new() { Exact = true }).First;
}
