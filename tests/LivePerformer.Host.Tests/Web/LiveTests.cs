using System.Net.WebSockets;
using System.Text.Json;

namespace LivePerformer.Host.Tests;

/// <summary>The page's end of a performance, without a browser.</summary>
public class LiveTests
{
    [Fact]
    public async Task KeysOfThePageAreHeardAnsweredAndVetoed()
    {
        using var performance = new PagePerformance();
        using LiveSocket page = await performance.Look();
        JsonElement hello = await page.Until("hello");
        Assert.Equal("page", hello.GetProperty("device").GetProperty("kind").GetString());
        Assert.True(hello.GetProperty("sound").GetBoolean());
        Assert.EndsWith(".take", hello.GetProperty("take").GetString());

        await Phrase(page);
        JsonElement key = await page.Until(message => IsNote(message, "human"), "the human's note");
        Assert.Equal(60, key.GetProperty("pitch").GetInt32());
        await page.Until(message => Is(message, "turn") && message.GetProperty("by").GetString() == "ai", "the AI's turn");
        JsonElement planned = await page.Until(message => IsNote(message, "ai"), "the answer");
        await page.Until(message => IsNote(message, "ai") && message.GetProperty("state").GetString() == "sounding", "its sound");

        await page.Send(new { t = "tell", re = 7, text = "veto" });
        JsonElement answer = await page.Until("ok");
        Assert.Equal((7, "veto"), (answer.GetProperty("re").GetInt32(), answer.GetProperty("text").GetString()));
        await page.Until(message => Is(message, "turn") && message.GetProperty("by").GetString() == "human", "the turn back");

        await page.Send(new { t = "tell", re = 8, text = "sing" });
        JsonElement refusal = await page.Until("no");
        Assert.Contains("'sing' is no command", refusal.GetProperty("text").GetString());

        // what was played is there for whoever comes later
        using LiveSocket second = await performance.Look();
        JsonElement again = await second.Until("hello");
        Assert.Equal(hello.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Contains(again.GetProperty("keys").EnumerateArray(), note => note.GetProperty("id").GetInt32() == key.GetProperty("id").GetInt32());
        JsonElement roll = JsonElement.Parse(await performance.Http.GetStringAsync("/api/roll?from=0&to=1000", TestContext.Current.CancellationToken));
        Assert.Contains(roll.GetProperty("keys").EnumerateArray(), note => note.GetProperty("by").GetString() == "ai");
        Assert.True(planned.GetProperty("id").GetInt32() > key.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task WhoGoesAwayHoldsNoKey()
    {
        using var performance = new PagePerformance();
        using LiveSocket watcher = await performance.Look();
        using (LiveSocket player = await performance.Look())
        {
            await player.Play(0x90, 64, 70);
            await player.Play(0xB0, 64, 127);
            await watcher.Until(message => IsNote(message, "human") && message.GetProperty("state").GetString() == "sounding", "the key");
            player.Socket.Abort();
        }

        JsonElement up = await watcher.Until(message => IsNote(message, "human"), "the key's end");
        Assert.Equal("over", up.GetProperty("state").GetString());
        await watcher.Until(message => Is(message, "pedal") && message.GetProperty("value").GetInt32() == 0, "the pedal's end");
    }

    [Fact]
    public async Task SetVolumePartsAndTrialsAreDone()
    {
        using var performance = new PagePerformance();
        using LiveSocket page = await performance.Look();
        await page.Until("hello");
        await page.Send(new { t = "volume", db = -12.5 });
        await page.Until(message => Is(message, "state") && message.GetProperty("volume").GetDouble() == -12.5, "the volume");

        await page.Send(new { t = "record", re = 1, on = true, name = "solo" });
        await page.Until(message => Is(message, "state") && message.GetProperty("recording").ValueKind == JsonValueKind.Object, "the part");
        await page.Send(new { t = "record", re = 2, on = false });
        await page.Until(message => Is(message, "state") && message.GetProperty("recording").ValueKind == JsonValueKind.Null, "its end");

        await page.Send(new { t = "test", re = 3, port = "out" });
        JsonElement active = await page.Until("active");
        Assert.Equal("out", Assert.Single(active.GetProperty("ports").EnumerateArray()).GetString());
        await page.Send(new { t = "test", re = 4, port = "elsewhere" });
        JsonElement refusal = await page.Until("no");
        Assert.Contains("There are: out", refusal.GetProperty("text").GetString());
    }

    [Fact]
    public async Task WhoComesTakesNoNewsFromThoseWhoAreThere()
    {
        using var performance = new PagePerformance();
        using LiveSocket first = await performance.Look();
        await first.Until("hello");
        for (int i = 1; i <= 8; i++)
        {
            double db = -i;
            await first.Send(new { t = "volume", db });
            using LiveSocket next = await performance.Look();        // greeted with what the first has not heard yet
            await next.Until("hello");
            await first.Until(message => Is(message, "state") && message.GetProperty("volume").GetDouble() == db, $"{db} dB");
        }
    }

    [Fact]
    public async Task AnotherPerformanceFollowsOnTheSameSocket()
    {
        using var performance = new PagePerformance();
        using LiveSocket page = await performance.Look();
        string first = (await page.Until("hello")).GetProperty("id").GetString()!;
        HttpResponseMessage accepted = await Post(performance, "/api/performance", """{"preset":"duet"}""");
        Assert.Equal(202, (int)accepted.StatusCode);

        await page.Until("bye");
        JsonElement hello = await page.Until("hello");
        Assert.NotEqual(first, hello.GetProperty("id").GetString());
        Assert.Equal("duet", hello.GetProperty("state").GetProperty("role").GetString());
        Assert.Equal(2, Directory.GetFiles(performance.Takes, "*.take").Length);

        HttpResponseMessage refused = await Post(performance, "/api/performance", """{"preset":"nobody"}""");
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("There is no preset 'nobody'", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"t":7}""")]
    [InlineData("""{"t":"midi","bytes":[240,1,2]}""")]
    [InlineData("""{"t":"midi","bytes":[144,200,2]}""")]
    [InlineData("""{"t":"midi","bytes":[144,60]}""")]
    [InlineData("""{"t":"midi","bytes":"loud"}""")]
    [InlineData("""{"t":"volume","db":"loud"}""")]
    [InlineData("""{"t":"record","on":"perhaps"}""")]
    [InlineData("""{"t":"tell"}""")]
    public async Task WhatIsNoMessageIsRefusedAndTheNextOneIsHeard(string text)
    {
        using var performance = new PagePerformance();
        using LiveSocket page = await performance.Look();
        await page.Send(System.Text.Encoding.UTF8.GetBytes(text));
        await page.Until("no");
        await page.Send(new { t = "ping", at = 12 });
        Assert.Equal(12, (await page.Until("pong")).GetProperty("at").GetDouble());
    }

    [Fact]
    public async Task WhoSendsTooMuchIsHungUpOn()
    {
        using var performance = new PagePerformance();
        using LiveSocket large = await performance.Look();
        await large.Send(new byte[10_000]);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, (await large.UntilClosed()).Status);

        using LiveSocket wrong = await performance.Look();
        for (int i = 0; i < 30 && wrong.Socket.State == WebSocketState.Open; i++)
        {
            try
            {
                await wrong.Send("?"u8.ToArray());
            }
            catch (WebSocketException)
            {
                break;
            }
        }

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, (await wrong.UntilClosed()).Status);
        using LiveSocket good = await performance.Look();
        await good.Until("hello");
    }

    private static async Task Phrase(LiveSocket page)
    {
        foreach (int pitch in new[] { 60, 64, 67, 72 })
        {
            await page.Play(0x90, pitch, 80);
            await Task.Delay(120, TestContext.Current.CancellationToken);
            await page.Play(0x80, pitch, 0);
        }
    }

    private static Task<HttpResponseMessage> Post(PagePerformance performance, string path, string json) =>
        performance.Http.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    private static bool Is(JsonElement message, string kind) => message.GetProperty("t").GetString() == kind;

    private static bool IsNote(JsonElement message, string by) => Is(message, "note") && message.GetProperty("by").GetString() == by;
}
