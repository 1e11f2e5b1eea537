namespace LivePerformer.Page.Tests;

/// <summary>The large buttons, and what the page shows of what they did.</summary>
public sealed class SteeringTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task VetoTakesThePlannedNotesAway()
    {
        Visit visit = await Open(Perform("--preset", "duet"));
        // Pressed the moment that something is planned; what begins before the veto arrives may stay.
        await visit.Page.EvaluateAsync("""
            (() => {
              const keys = () => window.livePerformer.test.keys();
              let planned = [];
              let pressed = 0;
              window.vetoed = 0;
              const watch = setInterval(() => {
                window.vetoed = planned.filter(id => !keys().some(note => note.id === id)).length;
                if (window.vetoed > 0) clearInterval(watch);
                if (window.vetoed > 0 || performance.now() - pressed < 1000) return;

                planned = keys().filter(note => note.by === 'ai' && note.state === 'planned').map(note => note.id);
                if (planned.length === 0) return;

                pressed = performance.now();
                document.getElementById('veto').click();
              }, 10);
            })()
            """);
        for (int i = 0; i < 60 && await visit.Is("window.vetoed === 0"); i++) await PlayAPhrase(visit);

        await visit.Until("window.vetoed > 0", "that planned notes vanish");
        await visit.UntilSaid("veto");
    }

    [Fact]
    public async Task StopSilencesTheAiAndStartLetsItPlayAgain()
    {
        Visit visit = await Open(Perform("--preset", "duet"));
        await PlayAPhrase(visit);
        await visit.Until($"{Visit.Notes("ai")} > 0", "for the AI");
        await visit["#stop"].ClickAsync();
        await visit.Until("document.body.dataset.turn === 'stopped' && document.getElementById('stop').getAttribute('aria-pressed') === 'true'", "that it stopped");
        await visit.Until($"{Visit.Notes("ai", "note.state !== 'over'")} === 0", "for silence");
        int before = await visit.Page.EvaluateAsync<int>(Visit.Notes("ai"));
        await PlayAPhrase(visit);
        Assert.Equal(before, await visit.Page.EvaluateAsync<int>(Visit.Notes("ai")));

        await visit["#stop"].ClickAsync();
        await visit.Until("document.body.dataset.turn !== 'stopped'", "that it started");
        await PlayAPhrase(visit);
        await visit.Until($"{Visit.Notes("ai")} > {before}", "for the AI again");
    }

    [Fact]
    public async Task PanicEndsEveryNoteAlsoByTheEscapeKey()
    {
        Visit visit = await Open(Perform("--preset", "duet"));
        await PlayAPhrase(visit);
        await visit.Until($"{Visit.Notes("ai", "note.state !== 'planned'")} > 0", "for the AI");
        await visit.Page.EvaluateAsync("window.before = window.livePerformer.test.keys().filter(note => note.state !== 'over').map(note => note.id)");
        await visit["#panic"].ClickAsync();
        await visit.Until("!window.livePerformer.test.keys().some(note => window.before.includes(note.id) && note.state !== 'over')", "for the end of all that sounded or was planned");
        await visit.UntilSaid("panic");
        await visit["#veto"].ClickAsync();
        await visit.UntilSaid("veto");
        await visit.Page.EvaluateAsync("window.said.length = 0");
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.UntilSaid("panic");
    }

    [Fact]
    public async Task TakeOverChangesTurnsAndRolesAreShown()
    {
        Visit visit = await Open(Perform("--preset", "answer"));
        await PlayAPhrase(visit);
        await visit["#take-over"].ClickAsync();
        await visit.Until("document.body.dataset.turn === 'ai' && document.getElementById('turn-who').textContent === 'AI'", "for the AI's turn");

        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Radio, new() { Name = "Duet" }).ClickAsync();
        await visit.Until("document.getElementById('piece-more').textContent.includes('duet')", "for the role");
        await visit.Until("[...document.querySelectorAll('#manner [role=radio]')].find(one => one.textContent === 'Duet').getAttribute('aria-checked') === 'true'", "for the chosen role");
    }

    [Fact]
    public async Task NextPlaysTheNextItemOfTheSetListAndBeginAnotherPerformance()
    {
        Requires.Linux();
        Server server = Keep(new Server(["--set-list", "night"], prepare: scratch => scratch.Write(
            "home/presets/night.setlist.json", """{ "name": "night", "items": [{ "preset": "answer", "name": "First" }, { "preset": "duet", "name": "Second" }] }""")));
        Visit visit = await Open(server);
        await visit.Until("document.getElementById('piece-name').textContent === 'First'", "for the first item");
        Assert.Equal("Second", await visit["#next-name"].TextContentAsync());
        await visit["#next"].ClickAsync();
        await PlayAPhrase(visit);
        await visit.Until("document.getElementById('piece-name').textContent === 'Second' && document.getElementById('next').disabled", "for the second item");
        Assert.Contains("2 of 2", await visit["#piece-more"].TextContentAsync());

        await visit["#tab-night"].ClickAsync();
        await visit.Until("document.querySelectorAll('.item')[1].getAttribute('aria-current') === 'true'", "for its mark");
        await visit["#other"].SelectOptionAsync("preset duet");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Begin", Exact = true }).First.ClickAsync();
        await visit["#question-yes"].ClickAsync();
        await visit.Until("document.getElementById('piece-name').textContent === 'duet' && window.livePerformer.test.notes() === 0", "for another performance");
    }

    private static async Task PlayAPhrase(Visit visit)
    {
        foreach (string key in new[] { "a", "d", "g", "k" }) await visit.Page.Keyboard.PressAsync(key, new() { Delay = 60 });
    }
}
