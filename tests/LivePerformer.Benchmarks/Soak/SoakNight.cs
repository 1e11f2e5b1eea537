using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Benchmarks;

/// <summary>A part of the night in which neither the human's port nor the server changed: frames of both clocks differ by a constant.</summary>
/// <param name="Sent">Where it begins on the human's tape.</param>
/// <param name="Heard">Where it begins on the listener's tape.</param>
internal sealed record Stretch(int Sent, int Heard)
{
    /// <summary>The server died at its end, on this frame of the human's; null where nobody did.</summary>
    public long? Death { get; set; }

    /// <summary>A server's first: from this frame on the listener is sure to be connected.</summary>
    public long? ConnectedAt { get; init; }
}

/// <summary>The night itself: who plays, and what happens to them.</summary>
internal sealed class SoakNight : IDisposable
{
    private const string Program = "LivePerformer", KeyboardName = SoakClient.Keyboard;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(25), Patience = TimeSpan.FromSeconds(40);

    /// <summary>A phrase of the AI may end first, which a preset allows eight seconds; the rest is for a busy machine.</summary>
    private static readonly TimeSpan PatienceWithAnEntrance = TimeSpan.FromSeconds(15);
    private static readonly Pitch[] Chord = [new(43), new(59), new(60), new(76)];
    private static readonly int[] Targets = [2, 3, 4, 3, 2, 1, 4, 2, 3, 1];

    private readonly DummyServer server;
    private readonly List<Process> loads = [];
    private readonly long began;
    private readonly Outsider listener;
    private Outsider keyboard;
    private double sampledAt;
    private int switching, pulls;

    public SoakNight(SoakPlan plan, DummyServer server, string folder)
    {
        (Plan, this.server, Folder) = (plan, server, folder);
        keyboard = OpenKeyboard();
        listener = new Outsider(SoakClient.Listening, server.Name, Heard);
        Await(() => keyboard.IsOpen && listener.IsOpen, "the clients around the program", mayBeAlone: true);
        Performance = new SoakedProgram(
            server.Name, folder, plan.Drill,
            "--set-list", "evening", "--audio", "jack", "--input", KeyboardName, "--record", folder, "--report", ReportPath, "--plain");
        // an end of their own, should nobody be left to end them
        for (int i = 0; i < plan.Load; i++) loads.Add(Process.Start("timeout", [$"{plan.Seconds + 600:0}", "sh", "-c", "while :; do :; done"]));
        began = Stopwatch.GetTimestamp();
    }

    public SoakPlan Plan { get; }
    public string Folder { get; }
    public string ReportPath => Path.Combine(Folder, "report.json");
    public SoakedProgram Performance { get; }

    /// <summary>By the human.</summary>
    public Tape Sent { get; } = new();

    /// <summary>Of all that left on the program's outputs.</summary>
    public Tape Heard { get; } = new();

    /// <summary>In order; each begins where the one before ends.</summary>
    public List<Stretch> Stretches { get; } = [];

    /// <summary>Seconds, and MiB of the program.</summary>
    public List<(double At, double Mib)> Memory { get; } = [];

    /// <summary>What did not happen that should, in words.</summary>
    public List<string> Faults { get; } = [];

    public int Ordered { get; private set; }
    public int Arrived { get; private set; }
    public int Pulls => pulls;
    public int Deaths { get; private set; }
    public int ExitCode { get; private set; }
    public long Xruns => listener.Xruns;
    public double LongestGapOfListenerMs => listener.LongestGapMs;
    public double LongestGapOfHumanMs { get; private set; }

    /// <summary>Where on the listener's tape the program was told to end.</summary>
    public int EndedAt { get; private set; }

    private double Elapsed => Stopwatch.GetElapsedTime(began).TotalSeconds;

    public void Play()
    {
        if (!Await(IsWhole, "the program and its connections at the beginning")) return;

        Stretches.Add(new(Sent.Count, Heard.Count) { ConnectedAt = listener.Frame });
        keyboard.Tell("play");
        double start = Elapsed, nextSwitch = Plan.Every, nextPull = Plan.PullEvery - (Plan.Every / 2);
        int target = 1, restarts = 0;
        while (Elapsed - start < Plan.Seconds && !Performance.HasExited)
        {
            Tick();
            double now = Elapsed - start;
            if (now >= nextSwitch)
            {
                Check(target);
                target = Switch();
                nextSwitch = Later(nextSwitch, Plan.Every);
            }
            else if (now >= nextPull)
            {
                Pull();
                nextPull = Later(nextPull, Plan.PullEvery);
            }
            else if (restarts < Plan.ServerRestarts && now >= Plan.ServerRestartAt(restarts))
            {
                restarts++;
                KillServer();
            }
        }

        if (Performance.HasExited) Faults.Add("the program ended by itself");
        Check(target);
        Hold();
        keyboard.Tell("pause");
        EndedAt = Heard.Count;
        ExitCode = Performance.Stop();
        Wait(TimeSpan.FromSeconds(1));
        CloseKeyboard();
        listener.Close();
        EndLoads();

        double Later(double due, double by) => Math.Max(due + by, Elapsed - start + (by / 2));
    }

    public void Dispose()
    {
        EndLoads();
        Performance.Dispose();
        keyboard.Dispose();
        listener.Dispose();
    }

    private Outsider OpenKeyboard() => new(KeyboardName, server.Name, Sent);

    private void CloseKeyboard()
    {
        keyboard.Close();
        LongestGapOfHumanMs = Math.Max(LongestGapOfHumanMs, keyboard.LongestGapMs);
        keyboard.Dispose();
    }

    private void Send(MidiMessage message) => keyboard.Tell($"send {message.Status} {message.Data1} {message.Data2}");

    private bool IsWhole() => listener.Connections == 2 && keyboard.Connections == 1;

    private void Tick()
    {
        Thread.Sleep(Round);
        if (Performance is null) return;

        Performance.ReapTells();
        if (Elapsed - sampledAt < 10) return;

        sampledAt = Elapsed;
        Memory.Add((sampledAt, Performance.ResidentMib()));
    }

    private void Wait(TimeSpan time)
    {
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < time;) Tick();
    }

    private bool Await(Func<bool> condition, string what, bool mayBeAlone = false, TimeSpan? patience = null)
    {
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < (patience ?? Patience) && (mayBeAlone || !Performance.HasExited); Tick())
        {
            if (condition()) return true;
        }

        string fault = $"at {Elapsed:0} s: waited in vain for {what}";
        Tell(fault);
        Faults.Add(fault);
        return false;
    }

    private void Check(int target)
    {
        if (Await(() => Performance.Item == target, $"item {target}", patience: PatienceWithAnEntrance)) Arrived++;
    }

    /// <summary>By the shell, by a program change, or by two commands at once.</summary>
    /// <returns>Which item must play when the next switch comes.</returns>
    private int Switch()
    {
        Ordered++;
        int way = switching++, from = Performance.Item, target = Targets[way % Targets.Length];
        if (way % 7 == 6)
        {
            int detour = Enumerable.Range(1, 4).First(item => item != from && item != target);
            SendProgram(detour);
            Wait(TimeSpan.FromMilliseconds(30));
            SendProgram(target);
        }
        else if (way % 2 == 0)
        {
            SendProgram(target);
        }
        else
        {
            Performance.Tell(target == from + 1 ? "next" : target == from - 1 ? "previous" : $"go-to {target}");
        }

        if (target == 3) Cue();
        return target;
    }

    // The set list's own numbers: its place, but for the third, which has one of its own.
    private void SendProgram(int item) => Send(new(0xC0, (byte)(item == 3 ? 9 : item - 1), 0));

    /// <summary>The left pedal asks the AI to go on from here.</summary>
    private void Cue()
    {
        Await(() => Performance.Item == 3, "item 3 for its cue");
        Send(MidiMessage.Control(0, ControlChange.Soft, 127));
        Wait(TimeSpan.FromMilliseconds(100));
        Send(MidiMessage.Control(0, ControlChange.Soft, 0));
    }

    private void Hold()
    {
        keyboard.Tell("pause");
        Strike();
    }

    /// <summary>Keys and the pedal go down, on both sides of the split.</summary>
    private void Strike()
    {
        Send(MidiMessage.Control(0, ControlChange.Sustain, 127));
        foreach (Pitch key in Chord) Send(MidiMessage.NoteOn(0, key, 80));
        Wait(TimeSpan.FromMilliseconds(400));
    }

    /// <summary>The human's port goes while keys and pedal are held, by somebody's hand or with the keyboard itself, and comes back.</summary>
    private void Pull()
    {
        bool byHand = pulls++ % 2 == 0;
        Tell(byHand ? "the keyboard is disconnected" : "the keyboard is unplugged");
        Hold();
        if (byHand)
        {
            Tool("jack_disconnect", $"{KeyboardName}:out", $"{Program}:keys");
        }
        else
        {
            CloseKeyboard();
        }

        Wait(TimeSpan.FromSeconds(3));
        string[] left = StillHeld();
        if (left.Length > 0) Faults.Add($"the keyboard is gone, and still sound: {string.Join(", ", left)}");
        if (byHand) keyboard.Tell("let-go");
        if (byHand) Tool("jack_connect", $"{KeyboardName}:out", $"{Program}:keys");
        else keyboard = OpenKeyboard();
        if (!Await(IsWhole, "the keyboard's connection")) return;

        Stretches.Add(new(Sent.Count, Heard.Count));
        keyboard.Tell("play");
    }

    private void KillServer()
    {
        Tell("the server is killed");
        Strike();
        int losses = listener.Losses, keys = keyboard.Losses, before = Performance.Saying("the sound server is lost");
        server.Kill();
        Deaths++;
        Await(() => listener.Losses > losses && keyboard.Losses > keys && Performance.Saying("the sound server is lost") > before, "everybody to see that the server is gone");
        keyboard.Tell("pause");
        Stretches[^1].Death = keyboard.Death.Frame;
        keyboard.Tell("let-go");
        int sent = keyboard.Death.Taped, heard = listener.Death.Taped;
        server.Restart();
        if (!Await(IsWhole, "the connections after the server's death")) return;

        Stretches.Add(new(sent, heard) { ConnectedAt = listener.Frame });
        keyboard.Tell("play");
    }

    /// <summary>What the human holds, as it sounds on the outputs.</summary>
    private string[] StillHeld()
    {
        var sounding = new Sounding();
        foreach (ref readonly Taped taped in Heard.All[Stretches.Last(stretch => stretch.ConnectedAt is not null).Heard..])
        {
            if (taped.Message.Channel != SoakAudit.AiChannel) sounding.Hear(taped);
        }

        return [.. sounding.Keys, .. sounding.Pedals];
    }

    private void Tool(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments);
        start.Environment["JACK_DEFAULT_SERVER"] = server.Name;
        using Process run = Process.Start(start)!;
        while (!run.HasExited) Tick();
        if (run.ExitCode != 0) Faults.Add($"{tool} {string.Join(' ', arguments)} ended with {run.ExitCode}");
    }

    private void Tell(string what) => Console.WriteLine($"{Elapsed,7:0.0} s  {what}");

    private void EndLoads()
    {
        foreach (Process load in loads)
        {
            if (!load.HasExited) load.Kill(entireProcessTree: true);
            load.Dispose();
        }

        loads.Clear();
    }
}
