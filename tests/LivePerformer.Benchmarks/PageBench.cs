using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LivePerformer.Host.Tests;
using LivePerformer.Testing;
using Microsoft.Playwright;

namespace LivePerformer.Benchmarks;

/// <summary>What the page costs: a picture of it in Chromium, and feed and page in the program that plays.</summary>
internal static class PageBench
{
    private const int NotesOnScreen = 200, SecondsOnScreen = 8, SecondsBehind = 1800;

    public static void Run(string[] options)
    {
        if (options is ["--pictures", string folder])
        {
            TakePictures(folder).GetAwaiter().GetResult();
            return;
        }

        int seconds = Option(options, "--seconds", 15), rounds = Option(options, "--rounds", 3);
        MeasureFrames(seconds).GetAwaiter().GetResult();
        MeasureCost(seconds, rounds).GetAwaiter().GetResult();
    }

    /// <summary>The time of a picture with 200 notes on it and half an hour behind it, which a server of the bench's own tells.</summary>
    private static async Task MeasureFrames(int seconds)
    {
        using var scratch = new Scratch();
        using PerformedProgram program = PerformedProgram.Start([TinyHome.In(scratch)], "--audio", "null", "--page", "on", "--port", "0", "--no-browser", "--no-record");
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Launch(playwright);
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var crowd = new Crowd((double)NotesOnScreen / SecondsOnScreen);
        await page.RouteWebSocketAsync(new System.Text.RegularExpressions.Regex("/live$"), crowd.Join);
        await page.GotoAsync(program.Address!);
        while (!await page.EvaluateAsync<bool>("document.body.dataset.link === 'up'")) await Task.Delay(100);
        crowd.TellThePast(SecondsBehind);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < seconds + 5; await Task.Delay(33)) crowd.TellWhatComes();

        JsonElement frames = (await page.EvaluateAsync("window.livePerformer.test.frames()"))!.Value;
        double[] took = Sorted(frames, "took"), apart = Sorted(frames, "apart");
        int notes = await page.EvaluateAsync<int>("window.livePerformer.test.notes()");
        Console.WriteLine($"{browser.BrowserType.Name} {browser.Version}, 1440 x 900, no graphics card: {took.Length} pictures with {frames.GetProperty("notes")} notes, {notes} held");
        Console.WriteLine("| a picture | median, ms | p99, ms |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| its drawing | {took[took.Length / 2]:0.00} | {took[took.Length * 99 / 100]:0.00} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| from one to the next | {apart[apart.Length / 2]:0.00} | {apart[apart.Length * 99 / 100]:0.00} |"));
    }

    /// <summary>The processor time of the program without a page, with one that nobody looks at, and with one and ten lookers.</summary>
    private static async Task MeasureCost(int seconds, int rounds)
    {
        (string Name, string Page, int Lookers)[] ways = [("--page off", "off", 0), ("--page on, nobody looks", "on", 0), ("one looks", "on", 1), ("ten look", "on", 10)];
        var shares = new double[ways.Length][];
        for (int way = 0; way < ways.Length; way++) shares[way] = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            for (int way = 0; way < ways.Length; way++) shares[way][round] = await Share(ways[way].Page, ways[way].Lookers, seconds);
        }

        Console.WriteLine($"perform --audio null --input phrases.mid --loop, tiny model, {rounds} times {seconds} s each, in turns");
        Console.WriteLine("| | median, % of a core | all |");
        Console.WriteLine("|---|---|---|");
        for (int way = 0; way < ways.Length; way++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {ways[way].Name} | {shares[way].Order().ElementAt(rounds / 2):0.0} | {string.Join(", ", shares[way].Select(share => share.ToString("0.0", CultureInfo.InvariantCulture)))} |"));
    }

    private static async Task<double> Share(string page, int lookers, int seconds)
    {
        using var scratch = new Scratch();
        using PerformedProgram program = PerformedProgram.Start([TinyHome.In(scratch)],
            ["--audio", "null", "--input", Phrases, "--loop", "--page", page, "--port", "0", "--no-browser", "--no-record"]);
        using var stop = new CancellationTokenSource();
        Task[] looking = [.. Enumerable.Range(0, lookers).Select(_ => Look(program.Address!, stop.Token))];
        await Task.Delay(TimeSpan.FromSeconds(6));          // what is compiled at first is compiled
        TimeSpan before = program.ProcessorTime;
        long began = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        double share = 100 * (program.ProcessorTime - before) / Stopwatch.GetElapsedTime(began);
        await stop.CancelAsync();
        await Task.WhenAll(looking);
        return share;
    }

    /// <summary>A page without a browser.</summary>
    private static async Task Look(string address, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{new Uri(address).Authority}/live"), stop);
            var buffer = new byte[1 << 16];
            long pinged = Stopwatch.GetTimestamp();
            while (true)
            {
                await socket.ReceiveAsync(buffer.AsMemory(), stop);
                if (Stopwatch.GetElapsedTime(pinged).TotalSeconds < 2) continue;

                pinged = Stopwatch.GetTimestamp();
                await socket.SendAsync("""{"t":"ping","at":0}"""u8.ToArray(), WebSocketMessageType.Text, true, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // measured
        }
    }

    /// <summary>A lively moment of the shipped model, as desktop, tablet and phone show it.</summary>
    private static async Task TakePictures(string folder)
    {
        Directory.CreateDirectory(folder);
        using PerformedProgram program = PerformedProgram.Start([("LIVEPERFORMER_HOME", Repo.Root)], "--audio", "null", "--input", Phrases, "--loop", "--page", "on", "--port", "0", "--no-browser", "--no-record");
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Launch(playwright);
        foreach ((string name, int width, int height) in new[] { ("desktop", 1440, 900), ("tablet", 820, 1180), ("phone", 390, 844) })
        {
            IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height } });
            await page.GotoAsync(program.Address!);
            // The AI in the middle of its answer, the call still to be seen, more of it planned.
            for (int i = 0; i < 600 && !await page.EvaluateAsync<bool>("""
                (() => {
                  const keys = window.livePerformer?.test.keys() ?? [];
                  const last = Math.max(...keys.map(note => note.off ?? note.on));
                  const seen = keys.filter(note => note.on > last - 7);
                  const of = (by, state) => seen.filter(note => note.by === by && (!state || note.state === state)).length;
                  return of('human') > 4 && of('ai') > 14 && of('ai', 'sounding') > 1 && of('ai', 'planned') > 2;
                })()
                """); i++) await Task.Delay(100);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
            await page.CloseAsync();
            Console.WriteLine($"{Path.Combine(folder, name)}.png");
        }
    }

    private static string Phrases => Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    private static Task<IBrowser> Launch(IPlaywright playwright)
    {
        string path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("needs chromium: apt-get install chromium");
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    private static double[] Sorted(JsonElement frames, string name) => [.. frames.GetProperty(name).EnumerateArray().Select(value => value.GetDouble()).Order()];

    private static int Option(string[] options, string name, int otherwise)
    {
        int at = Array.IndexOf(options, name);
        return at < 0 ? otherwise : int.Parse(options[at + 1], CultureInfo.InvariantCulture);
    }

    /// <summary>Stands between server and page, and tells the page of many more notes.</summary>
    private sealed class Crowd(double notesPerSecond)
    {
        private const double Length = 0.3, Ahead = 3.6;
        private const int FirstId = 1_000_000;

        private IWebSocketRoute? page;
        private double first, met;
        private long metAt;
        private int planned, begun, ended;

        private double Now => met + Stopwatch.GetElapsedTime(metAt).TotalSeconds;

        public void Join(IWebSocketRoute route)
        {
            IWebSocketRoute server = route.ConnectToServer();
            page = route;
            route.OnMessage(frame => server.Send(frame.Text!));
            server.OnMessage(frame =>
            {
                if (metAt == 0 && JsonElement.Parse(Encoding.UTF8.GetBytes(frame.Text!)).EnumerateArray().FirstOrDefault(message => message.GetProperty("t").GetString() == "hello") is { ValueKind: JsonValueKind.Object } hello)
                {
                    met = hello.GetProperty("now").GetDouble();
                    metAt = Stopwatch.GetTimestamp();
                }

                route.Send(frame.Text!);
            });
        }

        public void TellThePast(double seconds)
        {
            first = Now - seconds;
            int count = (int)(seconds * notesPerSecond);
            while (planned < count)
            {
                var text = new List<string>();
                for (; planned < count && text.Count < 1000; planned++) text.Add(Note(planned, "over"));
                Send(text);
            }

            begun = ended = planned;
        }

        public void TellWhatComes()
        {
            var text = new List<string>();
            for (; On(planned) < Now + Ahead; planned++) text.Add(Note(planned, "planned"));
            for (; On(begun) < Now; begun++) text.Add(Note(begun, "sounding"));
            for (; On(ended) + Length < Now; ended++) text.Add(Note(ended, "over"));
            if (text.Count > 0) Send(text);
        }

        private double On(int number) => first + (number / notesPerSecond);

        private string Note(int number, string state) => string.Create(CultureInfo.InvariantCulture,
            $$"""{"t":"note","id":{{FirstId + number}},"by":"{{(number % 2 == 0 ? "human" : "ai")}}","pitch":{{30 + (number * 7 % 70)}},"velocity":{{40 + (number % 80)}},"on":{{On(number):0.000}},"off":{{On(number) + Length:0.000}},"state":"{{state}}","port":0,"player":0,"item":0}""");

        private void Send(List<string> notes) => page!.Send($"[{string.Join(',', notes)}]");
    }
}
