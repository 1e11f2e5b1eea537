using LivePerformer.Devices.Jack.Tests;
using LivePerformer.Host.Tests;
using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>Servers that die, lines that break and pages that stand still.</summary>
public sealed class LostLineTests(Chromium chromium) : PageTest(chromium)
{
    // What a browser itself writes on the console while nobody answers.
    private static readonly string[] NobodyAnswers = ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INTERNET_DISCONNECTED", "WebSocket connection to", "ERR_EMPTY_RESPONSE"];

    [Fact]
    public async Task PageSaysThatLivePerformerIsGoneAndPlaysOnWhenItIsBack()
    {
        Server server = Perform();
        Visit visit = await Open(server);
        visit.Expected = NobodyAnswers;
        await visit.Play();
        await visit.Page.Keyboard.PressAsync("a", new() { Delay = 50 });
        await visit.Until($"{Visit.Notes("human")} === 1", "for a key");

        server.Kill();
        await visit.Until("!document.getElementById('lost').hidden && document.body.dataset.link === 'down'", "for the news");
        await visit.UntilSaid("Connection lost");
        server.StartAgain();
        await visit.Until("document.getElementById('lost').hidden && document.body.dataset.link === 'up'", "for its return");
        await visit.Until($"{Visit.Notes("human")} === 0", "for a performance that begins");
        await visit.Page.Keyboard.PressAsync("d", new() { Delay = 50 });
        await visit.Until($"{Visit.Notes("human", "note.pitch === 64")} === 1", "for a key of the new one");
        await visit.Until("window.livePerformer.test.sound().playing", "for its sound");
    }

    [Fact]
    public async Task LostSoundServerAndItsReturnAreShown()
    {
        JackServer jack = Keep(new JackServer());
        ToolProcess sequencer = jack.StartSequencer();
        Server server = Keep(new Server(["--input", "Seq"], audio: "jack", environment: jack.Environment.Select(pair => (pair.Key, pair.Value))));
        Visit visit = await Open(server);
        await visit.Until($"{Visit.Notes("human")} > 0", "for what the sequencer plays");

        jack.Kill(gently: false);
        await visit.UntilSaid("sound server is lost");
        sequencer.Kill(gently: false);
        jack.StartAgain();
        await visit.UntilSaid("sound server is back");
        await visit.Until("document.getElementById('lost-ports').textContent.includes('Seq')", "for the port that is missed");
        jack.StartSequencer();
        await visit.Until("document.getElementById('lost-ports').textContent === ''", "for its return");
        int before = await visit.Page.EvaluateAsync<int>(Visit.Notes("human"));
        await visit.Until($"{Visit.Notes("human")} > {before}", "for what it plays now");
    }

    [Fact]
    public async Task TenPagesShowTheSameAndOneThatStoodStillCatchesUp()
    {
        Server server = Perform("--preset", "duet");
        var visits = new Visit[10];
        for (int i = 0; i < visits.Length; i++) visits[i] = await Open(server);
        ICDPSession still = await visits[0].Context.NewCDPSessionAsync(visits[0].Page);
        await still.SendAsync("Debugger.enable");
        await still.SendAsync("Debugger.pause");
        using LiveSocket keys = await server.Look();
        for (int i = 0; i < 600; i++)
        {
            await keys.Play(0x90, 36 + (i % 60), 80);
            await keys.Play(0x80, 36 + (i % 60), 0);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await visits[1].Until($"{Visit.Notes("human", "note.off !== null")} === 600", "for all notes where nothing stood still");
        await still.SendAsync("Debugger.resume");
        await still.SendAsync("Debugger.disable");
        foreach (Visit visit in visits) await visit.Until($"{Visit.Notes("human", "note.off !== null")} === 600", "for all notes");
        await visits[0].Page.Keyboard.PressAsync("a", new() { Delay = 50 });
        foreach (Visit visit in visits) await visit.Until($"{Visit.Notes("human", "note.off !== null")} === 601", "for one more");
    }

    [Fact]
    public async Task PageThatIsOfflineForAWhileComesBackByItself()
    {
        Server server = Perform();
        Visit visit = await Open(server);
        visit.Expected = NobodyAnswers;
        await visit.Context.SetOfflineAsync(true);
        server.Cli.Signal("STOP");          // a browser that is called offline keeps the lines that it has
        await visit.Until("document.body.dataset.link === 'down'", "for the news");
        server.Cli.Signal("CONT");
        using LiveSocket keys = await server.Look();
        await keys.Play(0x90, 60, 80);
        await keys.Play(0x80, 60, 0);
        await keys.Until(message => message.GetProperty("t").GetString() == "note", "the note");
        Assert.Equal("down", await visit.Page.EvaluateAsync<string>("document.body.dataset.link"));

        await visit.Context.SetOfflineAsync(false);
        await visit.UntilUp();
        await visit.Until($"{Visit.Notes("human", "note.pitch === 60 && note.off !== null")} === 1", "for what was missed");
    }
}
