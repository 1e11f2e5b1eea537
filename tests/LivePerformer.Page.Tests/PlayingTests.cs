using System.Text.Json;
using LivePerformer.Host.Tests;
using Microsoft.Playwright;

namespace LivePerformer.Page.Tests;

/// <summary>The page as an instrument.</summary>
public sealed class PlayingTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task MousePlaysAKeyWhileItIsDownAndAGlissandoAllThatItPasses()
    {
        Visit visit = await Open(Perform());
        (float x, float y) = await visit.Key(60);
        await visit.Page.Mouse.MoveAsync(x, y);
        await visit.Page.Mouse.DownAsync();
        await visit.Until($"{Visit.Notes("human", "note.pitch === 60 && note.off === null")} === 1", "for the key");
        await visit.Until("document.querySelector('.key[data-pitch=\"60\"]').dataset.by === 'human'", "for its light");
        (float to, _) = await visit.Key(72);
        await visit.Page.Mouse.MoveAsync(to, y, new() { Steps = 60 });
        await visit.Page.Mouse.UpAsync();

        foreach (int pitch in new[] { 60, 62, 64, 65, 67, 69, 71, 72 })
            await visit.Until($"{Visit.Notes("human", $"note.pitch === {pitch} && note.off !== null")} === 1", $"for key {pitch} of the glissando");
        Assert.Equal(8, await visit.Page.EvaluateAsync<int>(Visit.Notes("human")));
    }

    [Fact]
    public async Task ComputerKeysPlayShiftOctavesAndHoldThePedal()
    {
        Visit visit = await Open(Perform());
        IKeyboard keys = visit.Page.Keyboard;
        await keys.DownAsync("a");
        await keys.DownAsync("d");
        await visit.Until($"{Visit.Notes("human", "note.off === null")} === 2", "for two keys at once");
        await keys.UpAsync("a");
        await keys.PressAsync("x");
        await keys.UpAsync("d");        // the key that was struck, though the octave is another now
        await visit.Until($"{Visit.Notes("human", "note.off === null")} === 0", "for their end");
        await keys.PressAsync("a");
        await visit.Until($"{Visit.Notes("human", "note.pitch === 72 && note.off !== null")} === 1", "for an octave higher");
        int[] pitches = await visit.Page.EvaluateAsync<int[]>("window.livePerformer.test.keys().filter(note => note.by === 'human').map(note => note.pitch).sort((a, b) => a - b)");
        Assert.Equal([60, 64, 72], pitches);

        await keys.DownAsync(" ");
        await visit.Until("document.getElementById('pedal').getAttribute('aria-pressed') === 'true'", "for the pedal");
        await keys.UpAsync(" ");
        await visit.Until("document.getElementById('pedal').getAttribute('aria-pressed') === 'false'", "for its end");
    }

    [Fact]
    public async Task FingersPlayOnATouchScreen()
    {
        Visit visit = await Open(Perform(), new() { ViewportSize = new() { Width = 820, Height = 1180 }, HasTouch = true, IsMobile = true });
        (float x, float y) = await visit.Key(60);
        (float x2, _) = await visit.Key(67);
        ICDPSession hand = await visit.Context.NewCDPSessionAsync(visit.Page);
        await Touch(hand, "touchStart", (x, y, 1), (x2, y, 2));
        await visit.Until($"{Visit.Notes("human", "note.off === null")} === 2", "for two fingers");
        await Touch(hand, "touchEnd");
        await visit.Until($"{Visit.Notes("human", "note.off === null")} === 0", "for their end");
        int[] pitches = await visit.Page.EvaluateAsync<int[]>("window.livePerformer.test.keys().map(note => note.pitch).sort((a, b) => a - b)");
        Assert.Equal([60, 67], pitches);
    }

    [Fact]
    public async Task KeysComeUpWhenThePageIsClosed()
    {
        Server server = Perform();
        Visit visit = await Open(server);
        using LiveSocket other = await server.Look();
        (float x, float y) = await visit.Key(64);
        await visit.Page.Mouse.MoveAsync(x, y);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Keyboard.DownAsync("a");
        await other.Until(note => IsHuman(note, 60, isHeld: true), "the key of the computer");
        await visit.Page.CloseAsync();

        int[] up = [Pitch(await other.Until(note => IsHuman(note, null, isHeld: false), "the first key's end")), Pitch(await other.Until(note => IsHuman(note, null, isHeld: false), "the second key's end"))];
        Assert.Equal([60, 64], up.Order());
    }

    [Fact]
    public async Task MidiKeyboardsAreHeardAndMayComeAndGo()
    {
        Visit visit = await Open(Perform(), script: FakeMidi.Script);
        await visit.Page.EvaluateAsync("fakeMidi.plug('Stage piano')");
        await visit.Play();
        await visit.Until("document.getElementById('midi-state').textContent.includes('Stage piano')", "for its name");
        await visit.Page.EvaluateAsync("fakeMidi.play('Stage piano', 0x90, 60, 80)");
        await visit.Until($"{Visit.Notes("human", "note.pitch === 60 && note.velocity === 80 && note.off === null")} === 1", "for its key");

        await visit.Page.EvaluateAsync("fakeMidi.pull('Stage piano')");
        await visit.Until($"{Visit.Notes("human", "note.off === null")} === 0", "for the end of what it held");
        await visit.Until("document.getElementById('midi-state').textContent === ''", "that it is gone");
        await visit.Page.EvaluateAsync("fakeMidi.plug('Organ')");
        await visit.Until("document.getElementById('midi-state').textContent.includes('Organ')", "for the other one");
        await visit.Page.EvaluateAsync("fakeMidi.play('Organ', 0x95, 48, 100); fakeMidi.play('Organ', 0x85, 48, 0)");
        await visit.Until($"{Visit.Notes("human", "note.pitch === 48 && note.off !== null")} === 1", "for the other one's key");
    }

    private static async Task Touch(ICDPSession hand, string type, params (float X, float Y, int Id)[] fingers) =>
        await hand.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = fingers.Select(finger => new Dictionary<string, object> { ["x"] = finger.X, ["y"] = finger.Y, ["id"] = finger.Id }).ToArray() });

    private static int Pitch(JsonElement note) => note.GetProperty("pitch").GetInt32();

    private static bool IsHuman(JsonElement message, int? pitch, bool isHeld) =>
        message.GetProperty("t").GetString() == "note" && message.GetProperty("by").GetString() == "human"
        && (pitch is null || Pitch(message) == pitch) && message.GetProperty("off").ValueKind == JsonValueKind.Null == isHeld;
}
