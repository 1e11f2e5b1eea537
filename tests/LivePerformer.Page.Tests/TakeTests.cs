using LivePerformer.Music;
using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>What was played, as the page keeps it.</summary>
public sealed class TakeTests(Chromium chromium) : PageTest(chromium)
{
    private static readonly int[] Played = [60, 64, 67];

    [Fact]
    public async Task PartIsRecordedDownloadedRenamedDeletedAndBroughtBack()
    {
        Visit visit = await Open(Perform());
        await visit["#record"].ClickAsync();
        await visit.Until("document.getElementById('record').getAttribute('aria-pressed') === 'true'", "that it records");
        foreach (string key in new[] { "a", "d", "g" }) await visit.Page.Keyboard.PressAsync(key, new() { Delay = 80 });
        await visit.Until($"{Visit.Notes("human", "note.off !== null")} === 3", "for what was played");
        await visit["#record"].ClickAsync();
        await visit.Until("document.getElementById('record').getAttribute('aria-pressed') === 'false'", "that the part ended");
        await BeginAnother(visit);

        await visit.View("takes");
        ILocator card = visit["#takes .card"].Filter(new() { HasText = "part at" });
        await card.First.WaitForAsync();
        Assert.Equal(1, await card.CountAsync());
        string name = (await card.GetByRole(AriaRole.Heading).TextContentAsync())!;
        IDownload download = await visit.Page.RunAndWaitForDownloadAsync(() => card.GetByRole(AriaRole.Link, new() { Name = $"MIDI of {name}" }).ClickAsync());
        MidiFile file = MidiFile.Read(await download.PathAsync());
        Assert.Equal(Played, file.Tracks.Single(track => track.Name == "Human").Events.Where(e => (e.Status & 0xF0) == 0x90 && e.Data2 > 0).Select(e => (int)e.Data1));

        await Button(visit, $"Rename {name}").ClickAsync();
        await visit["#question-input"].FillAsync("opening night");
        await visit["#question-yes"].ClickAsync();
        await visit.UntilSaid("is now called");
        await Button(visit, "Delete opening night").ClickAsync();
        await visit.Until("!document.querySelector('[aria-label=\"Delete opening night\"]')", "that it is gone");
        await Button(visit, "Undo").ClickAsync();
        await visit.UntilSaid("is back");
        await Button(visit, "Delete opening night").WaitForAsync();
    }

    // A take that plays is neither renamed nor deleted.
    private static async Task BeginAnother(Visit visit)
    {
        await visit["#tab-night"].ClickAsync();
        await visit["#other"].SelectOptionAsync("preset duet");
        await Button(visit, "Begin").First.ClickAsync();
        await visit["#question-yes"].ClickAsync();
        await visit.Until("document.getElementById('piece-name').textContent === 'duet' && window.livePerformer.test.notes() === 0", "for another performance");
    }

    private static ILocator Button(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
