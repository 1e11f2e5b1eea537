using System.Diagnostics;
using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Host;
using LivePerformer.RealTime;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>Both forms of the audio callback on a JACK server, in turns, while the program around them makes garbage.</summary>
internal static class CollectorBench
{
    private const int Rate = 48_000, LivingMb = 50, GarbageMb = 100;
    private const string YoungBudget = "DOTNET_GCgen0size";
    private const double Bar = 20;      // microseconds at p99.9
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20), WarmUp = TimeSpan.FromSeconds(1);
    private static readonly string Piano = Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");

    private sealed record Form(string Name, CallbackChoice Choice)
    {
        public List<int> Waits { get; } = [];
        public List<int> Whole { get; } = [];
        public List<int> Delays { get; } = [];      // of a call, measured from the call before it
        public long Xruns { get; set; }
    }

    public static void Run(string[] options)
    {
        // the young budget is read at the runtime's start, so that the form in process is measured as perform runs it
        if (Environment.GetEnvironmentVariable(YoungBudget) is null)
        {
            var again = new ProcessStartInfo("dotnet", [typeof(CollectorBench).Assembly.Location, "collector", .. options]);
            again.Environment[YoungBudget] = "4000000";
            using Process child = Process.Start(again)!;
            child.WaitForExit();
            return;
        }

        double minutes = Option(options, "--minutes", 10);
        int frames = (int)Option(options, "--frames", 128);
        using var server = new DummyServer(Rate, frames);
        Measure(server.Name, minutes, frames);
    }

    private static void Measure(string server, double minutes, int frames)
    {
        double period = 1e6 * frames / Rate;
        int turns = Math.Max(1, (int)Math.Round(minutes * 60 / Turn.TotalSeconds));
        Console.WriteLine($"jackd dummy at {frames} frames ({period:F0} us), {GarbageMb} MB/s of garbage, {LivingMb} MB living; {turns} turns of {Turn.TotalSeconds:F0} s each; "
            + $"collector not concurrent, {YoungBudget}={Environment.GetEnvironmentVariable(YoungBudget)}");
        Form[] forms = [new("in process", CallbackChoice.Managed), new("library", CallbackChoice.Native)];
        int[] before = [.. Enumerable.Range(0, 3).Select(GC.CollectionCount)];
        TimeSpan paused = GC.GetTotalPauseDuration();
        long began = Stopwatch.GetTimestamp();
        using (var garbage = new Garbage(LivingMb, GarbageMb))
        {
            for (int turn = 0; turn < turns; turn++)
            {
                foreach (Form form in forms) Play(server, form, frames);
            }

            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine($"made {garbage.MadeBytes / 1e6 / seconds:F0} MB/s; collections {string.Join(" / ", Enumerable.Range(0, 3).Select(g => GC.CollectionCount(g) - before[g]))} "
                + $"(young / middle / all), {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds / Math.Max(1, GC.CollectionCount(0) - before[0]):F1} ms each; memory {Environment.WorkingSet >> 20} MiB");
        }

        Console.WriteLine("form        callbacks | wait at the door, us: p50     p99   p99.9       max  > period | called later than a period after the last, us: p99   p99.9       max | whole > period  xruns");
        foreach (Form form in forms)
        {
            double[] wait = Sorted(form.Waits), delay = Sorted(form.Delays);
            Console.WriteLine(
                $"{form.Name,-10}  {wait.Length,9} | {At(wait, 0.5),25:F1}  {At(wait, 0.99),6:F1}  {At(wait, 0.999),6:F1}  {wait[^1],8:F1}  {wait.Count(w => w > period),8} | "
                + $"{At(delay, 0.99),48:F1}  {At(delay, 0.999),6:F1}  {delay[^1],8:F1} | {form.Whole.Count(w => w > 1e3 * period),14}  {form.Xruns,5}");
        }

        double measured = At(Sorted(forms[1].Waits), 0.999);
        Console.WriteLine($"The library waits {measured:F1} us at p99.9; the bar of {Bar:F0} us is {(measured <= Bar ? "met" : "missed")}.");
    }

    /// <summary>One turn of one form: the piano sounds, the AI plays.</summary>
    private static void Play(string server, Form form, int frames)
    {
        var door = new Door((int)((Turn + TimeSpan.FromSeconds(10)).TotalSeconds * Rate / frames));
        using var stage = new Stage();
        using var device = new JackDevice(new JackOptions { ClientName = "LivePerformer", Server = server, Callback = form.Choice, Door = door.Stand });
        device.Load(new StageSetup(stage) { First = new() { Piano = Piano } });
        device.Start();
        int warm = 0;
        long began = Stopwatch.GetTimestamp();
        for (int note = 0; Stopwatch.GetElapsedTime(began) < Turn + WarmUp; note++)
        {
            if (warm == 0 && Stopwatch.GetElapsedTime(began) > WarmUp) warm = door.Count;
            long frame = device.Clock.Now.ToFrame(Rate) + (Rate / 10);
            var pitch = new Pitch(36 + (note * 7 % 48));
            stage.Due.TryWrite(DueEvent.At(frame, MidiMessage.NoteOn(1, pitch, 80), 0));
            stage.Due.TryWrite(DueEvent.At(frame + Rate, MidiMessage.NoteOff(1, pitch), 0));
            while (stage.Sent.TryRead(out _)) { }
            Thread.Sleep(50);
        }

        int end = door.Count;
        device.Stop();
        form.Waits.AddRange(door.Waits[warm..end]);
        form.Whole.AddRange(door.Whole[warm..end]);
        ReadOnlySpan<long> called = door.Called[warm..end];
        for (int i = 1; i < called.Length; i++)
            form.Delays.Add((int)Math.Clamp(called[i] - called[i - 1] - (1_000_000_000L * frames / Rate), 0, int.MaxValue));
        form.Xruns += device.Xruns;
        GC.KeepAlive(door);
    }

    private static double[] Sorted(List<int> nanoseconds) => [.. nanoseconds.Select(n => n / 1e3).Order()];

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];

    private static double Option(string[] options, string name, double otherwise)
    {
        int at = Array.IndexOf(options, name);
        return at < 0 ? otherwise : double.Parse(options[at + 1], CultureInfo.InvariantCulture);
    }
}
