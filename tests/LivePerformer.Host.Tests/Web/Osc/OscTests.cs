using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LivePerformer.Host.Tests;

/// <summary>liblo's tools steer a performance and hear of it.</summary>
public partial class OscTests
{
    [Fact]
    public void OscsendSteersAndOscdumpHears()
    {
        using var performance = new OscPerformance();
        performance.Until("state/role s \"answer\"");
        performance.Send("temperature", "f", "0.8");
        performance.Until("state/temperature f 0.800000");
        performance.Send("role", "s", "duet");
        performance.Until("state/role s \"duet\"");
        performance.Send("scale", "s", "dorian");
        performance.Until("state/scale s \"dorian\"");
        performance.Send("metronome", "T");
        performance.Until("state/metronome T #T");
        performance.Send("tempo", "i", "120");
        performance.Until("state/tempo f 120.000000");
        performance.Until(Beat());
        performance.Send("volume", "f", "-12.5");
        performance.Until("state/volume f -12.500000");

        performance.Send("stop", "f", "1");
        performance.Until("state/stopped T #T");
        performance.Send("start", "f", "1");
        performance.Send("stop", "f", "0");         // the button comes up
        performance.Send("{sto,star}[pt]", "i", "0");
        performance.Until("state/stopped F #F");
        performance.Send("highest", "i", "90");
        performance.Until("state/highest i 90");
        Assert.EndsWith("state/stopped F #F", performance.Dump.Lines.Last(line => line.Contains("state/stopped", StringComparison.Ordinal)));

        performance.Send("go-to", "i", "7");
        performance.Until("refused s \"There are items 1 to 1.\"");
        performance.Send("sing");
        performance.Until(Unknown());
        performance.Send("veto", "s", "now");
        performance.Until("refused s \"'veto' stands alone: 'now' is too much.\"");
    }

    [Fact]
    public void KeysAreHeardAndNotesTold()
    {
        using var performance = new OscPerformance();
        performance.Send("key", "ii", "23", "90");          // lower than the phrases go
        performance.Until("note/human ii 23 90");
        performance.Send("key", "ii", "23", "0");
        performance.Until("note/human ii 23 0");
        performance.Send(new OscBundle(5UL << 40, [new OscMessage("/liveperformer/key", OscArgument.Of(24), OscArgument.Of(91f)), new OscBundle(1, [new OscMessage("/*/key", OscArgument.Of(24), OscArgument.Of(0))])]).ToBytes());
        performance.Until("note/human ii 24 91");
        performance.Until("note/human ii 24 0");
        performance.Until("turn s \"ai\"");
        performance.Until(NoteOfAi());
        performance.Until("turn s \"human\"");
        performance.Send("key", "ii", "25", "92");
        performance.Until("note/human ii 25 92");
        performance.Cli.Signal("TERM");       // what a shell starts in its background has Ctrl-C ignored
        Assert.Equal(0, performance.Cli.WaitForExit());
        string[] notes = [.. performance.Dump.Lines.Where(line => line.Contains("/note/", StringComparison.Ordinal)).Select(line => line[line.IndexOf("/note/", StringComparison.Ordinal)..])];
        foreach (string key in notes.Select(line => line[..line.LastIndexOf(' ')]).Distinct())
            Assert.EndsWith(" 0", notes.Last(line => line.StartsWith(key + " ", StringComparison.Ordinal)));        // nothing is left sounding
    }

    [Fact]
    public void WhoHasNoOtherKeyboardIsAnswered()
    {
        using var performance = new OscPerformance(hasFile: false);
        foreach (int pitch in new[] { 60, 64, 67, 72 })
        {
            performance.Send("key", "ii", $"{pitch}", "80");
            performance.Send("key", "ii", $"{pitch}", "0");
        }

        performance.Until("turn s \"ai\"");
        performance.Until(NoteOfAi());
    }

    [Fact]
    public void GarbageIsSaidOnceAndTheNextMessageIsHeard()
    {
        using var performance = new OscPerformance();
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            performance.Send(bytes);
        }

        AssertHearsTheNext(performance);
        string line = Assert.Single(performance.Cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.Contains("OSC", StringComparison.Ordinal));
        Assert.Contains("cannot be read, the last from 127.0.0.1", line);
    }

    [Fact]
    public void FloodIsCutOffAndThePerformanceGoesOn()
    {
        using var performance = new OscPerformance();
        byte[] much = new OscBundle(1, [.. Enumerable.Repeat(new OscMessage("/liveperformer/*"), 1_500)]).ToBytes();
        for (int i = 0; i < 20; i++) performance.Send(much);
        performance.Cli.WaitUntil(() => performance.Cli.Error.Contains("were too many, more than 1000 a second", StringComparison.Ordinal), "the complaint");
        AssertHearsTheNext(performance);
    }

    // Again and again: a busy machine drops what comes behind so much, since datagrams are not kept.
    private static void AssertHearsTheNext(OscPerformance performance) =>
        performance.Cli.WaitUntil(
            () =>
            {
                performance.Send("density", "i", "7");
                return performance.Dump.Text.Contains("state/density f 7.000000", StringComparison.Ordinal);
            },
            "the next message");

    [Fact]
    public void OnlyWhoIsNamedIsHeard()
    {
        using var performance = new OscPerformance("--osc-from", "127.0.0.2", "--osc-from", "192.168.1.30");
        Assert.Contains("OSC: hears 127.0.0.2, 192.168.1.30 on 0.0.0.0:", performance.Cli.Output);
        performance.Send("temperature", "f", "0.8");
        performance.Cli.WaitUntil(() => performance.Cli.Error.Contains("--osc-from 127.0.0.1 lets it in", StringComparison.Ordinal), "the complaint");
        performance.Send(new OscMessage("/liveperformer/density", OscArgument.Of(9)).ToBytes(), from: "127.0.0.2");
        performance.Until("state/density f 9.000000");
        Assert.DoesNotContain("state/temperature f 0.8", performance.Dump.Text);
    }

    [Fact]
    public void SenderWithALongAddressIsHeardBesideOneWithAShort()
    {
        if (!Socket.OSSupportsIPv6) Assert.Skip("needs IPv6");
        using var performance = new OscPerformance("--osc-from", "::1", "--osc-from", "127.0.0.1");
        performance.Send("density", "i", "9");
        performance.Until("state/density f 9.000000");
        using var sender = new UdpClient(AddressFamily.InterNetworkV6);
        sender.Send(new OscMessage("/liveperformer/density", OscArgument.Of(8)).ToBytes(), new IPEndPoint(IPAddress.IPv6Loopback, performance.Port));
        performance.Until("state/density f 8.000000");
        performance.Send("go-to", "i", "7");
        performance.Until("refused s \"There are items 1 to 1.\"");
    }

    [Fact]
    public async Task RefusalGoesBackToTheSender()
    {
        using var performance = new OscPerformance();
        using var controller = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        controller.Send(Liblo.Bytes("/liveperformer/temperature", "s", "hot"), new IPEndPoint(IPAddress.Loopback, performance.Port));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        UdpReceiveResult answer = await controller.ReceiveAsync(patience.Token);
        Assert.Equal(performance.Port, answer.RemoteEndPoint.Port);
        Assert.True(OscPacket.TryRead(answer.Buffer, out OscPacket? packet));
        OscMessage refused = Assert.Single(packet.Messages());
        Assert.Equal("/liveperformer/refused", refused.Address);
        Assert.Contains("'temperature' takes a number from 0.01 to 4", refused.Arguments[0].Text);
    }

    [Fact]
    public async Task PageSeesWhatOscDoes()
    {
        using var performance = new PagePerformance("--osc", "0");
        int port = int.Parse(Port().Match(performance.Cli.Output).Groups[1].Value);
        using LiveSocket page = await performance.Look();
        await page.Until("hello");
        Liblo.Send(port, "/liveperformer/key", "ii", "23", "90");
        await page.Until(message => Is(message, "note") && message.GetProperty("pitch").GetInt32() == 23 && message.GetProperty("by").GetString() == "human", "the key");
        Liblo.Send(port, "/liveperformer/pedal", "i", "127");
        await page.Until(message => Is(message, "pedal") && message.GetProperty("value").GetInt32() == 127, "the pedal");
        Liblo.Send(port, "/liveperformer/role", "s", "duet");
        await page.Until(message => Is(message, "state") && message.GetProperty("role").GetString() == "duet", "the role");
    }

    [Theory]
    [InlineData("'99999' is none", "--osc", "99999")]
    [InlineData("'loud' is none", "--osc", "loud")]
    [InlineData("'tablet' is none", "--osc", "9000", "--osc-from", "tablet")]
    [InlineData("'9' is none", "--osc", "9000", "--osc-from", "9")]
    [InlineData("give --osc PORT as well", "--osc-from", "127.0.0.1")]
    [InlineData("'127.0.0.1' is none", "--osc-to", "127.0.0.1")]
    [InlineData("'127.0.0.1:0' is none", "--osc-to", "127.0.0.1:0")]
    [InlineData("'nobody.invalid' is not found", "--osc-to", "nobody.invalid:9000")]
    public void WrongOptionIsOneLine(string fault, params string[] arguments)
    {
        using Cli cli = Cli.Start(["perform", "--audio", "null", .. arguments]);
        Assert.Contains(fault, cli.WaitForRefusal());
        Assert.Equal(1, cli.WaitForExit());
    }

    [Fact]
    public void TakenPortIsOneLine()
    {
        using var taken = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.Client.LocalEndPoint!).Port;
        using Cli cli = Cli.Start(["perform", "--audio", "null", "--osc", $"{port}"]);
        Assert.Contains($"OSC cannot be heard on port {port}", cli.WaitForRefusal());
    }

    private static bool Is(JsonElement message, string kind) => message.GetProperty("t").GetString() == kind;

    [GeneratedRegex(@"/liveperformer/beat ii [1-4] \d+$")]
    private static partial Regex Beat();

    [GeneratedRegex(@"/liveperformer/note/ai ii \d+ [1-9]\d*$")]
    private static partial Regex NoteOfAi();

    [GeneratedRegex(@"/liveperformer/refused s ""There is no '/liveperformer/sing'\. There are: start stop veto.* volume\.""$")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"OSC: hears this machine on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();
}
