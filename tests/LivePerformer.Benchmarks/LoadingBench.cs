using System.Diagnostics;
using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.RealTime;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>The callback's library on a JACK server, in turns left alone and with a piano loaded in it once a second.</summary>
internal static class LoadingBench
{
    private const int Rate = 48_000, Turns = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(1);
    private static readonly string Piano = Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");

    private sealed record Phase(string Name)
    {
        public List<int> Waits { get; } = [];
        public List<int> Whole { get; } = [];
    }

    public static void Run(string[] options)
    {
        double seconds = Option(options, "--seconds", 30);
        int frames = (int)Option(options, "--frames", 128);
        using var server = new DummyServer(Rate, frames);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-bench-");
        try
        {
            string copy = Path.Combine(folder.FullName, "piano.sf2");
            File.Copy(Piano, copy);
            Measure(server.Name, copy, seconds, frames);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string server, string copy, double seconds, int frames)
    {
        NativeCallback library = NativeCallback.Load(NativeCallback.DefaultPath);
        var door = new Door((int)(((2 * seconds) + 30) * Rate / frames));
        using var stage = new Stage();
        using var device = new JackDevice(new JackOptions { ClientName = "LivePerformer", Server = server, Callback = CallbackChoice.Native, Door = door.Stand });
        device.Load(new StageSetup(stage) { First = new() { Piano = Piano } });
        device.Start();
        Play(stage, device, WarmUp);

        Phase alone = new("left alone"), loading = new("loading");
        var loads = new List<double>();
        int collections = library.Collections;
        long xruns = device.Xruns;
        TimeSpan turn = TimeSpan.FromSeconds(seconds / Turns);
        long resident = Environment.WorkingSet;
        for (int i = 0; i < Turns; i++)
        {
            Take(alone, () => Play(stage, device, turn));
            Take(loading, () => Play(stage, device, turn, beside: () => Load(library, copy, loads)));
        }

        Console.WriteLine($"jackd dummy at {frames} frames ({1e6 * frames / Rate:F0} us), {Turns} turns of {turn.TotalSeconds:F0} s each");
        Console.WriteLine($"{loads.Count} pianos loaded, {loads.Order().ElementAt(loads.Count / 2):F0} ms each (median); the library's collector ran {library.Collections - collections} times; "
            + $"xruns {device.Xruns - xruns}; memory {resident >> 20} to {Environment.WorkingSet >> 20} MiB");
        device.Stop();
        Console.WriteLine("phase       callbacks | wait at the door, us: p50     p99   p99.9       max | whole callback, us: p50     p99   p99.9       max  > period");
        foreach (Phase phase in new[] { alone, loading })
        {
            double[] wait = Sorted(phase.Waits), whole = Sorted(phase.Whole);
            Console.WriteLine(
                $"{phase.Name,-10}  {wait.Length,9} | {At(wait, 0.5),25:F1}  {At(wait, 0.99),6:F1}  {At(wait, 0.999),6:F1}  {wait[^1],8:F1} | "
                + $"{At(whole, 0.5),23:F1}  {At(whole, 0.99),6:F1}  {At(whole, 0.999),6:F1}  {whole[^1],8:F1}  {whole.Count(w => w > 1e6 * frames / Rate),8}");
        }

        void Take(Phase phase, Action play)
        {
            int from = door.Count;
            play();
            int to = door.Count;
            phase.Waits.AddRange(door.Waits[from..to]);
            phase.Whole.AddRange(door.Whole[from..to]);
        }
    }

    /// <summary>The shelf takes it for another file, and lets the one before go.</summary>
    private static void Load(NativeCallback library, string copy, List<double> loads)
    {
        File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(copy).AddSeconds(1));
        long began = Stopwatch.GetTimestamp();
        library.Preload(copy);
        loads.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    /// <summary>The piano sounds, the AI plays.</summary>
    /// <param name="beside">What another thread does, with a pause behind each time.</param>
    private static void Play(Stage stage, JackDevice device, TimeSpan length, Action? beside = null)
    {
        using var end = new ManualResetEventSlim();
        Task task = beside is null ? Task.CompletedTask : Task.Factory.StartNew(
            () =>
            {
                do beside();
                while (!end.Wait(Pause));
            },
            TaskCreationOptions.LongRunning);
        long began = Stopwatch.GetTimestamp();
        for (int note = 0; Stopwatch.GetElapsedTime(began) < length; note++)
        {
            long frame = device.Clock.Now.ToFrame(Rate) + (Rate / 10);
            var pitch = new Pitch(36 + (note * 7 % 48));
            stage.Due.TryWrite(DueEvent.At(frame, MidiMessage.NoteOn(1, pitch, 80), 0));
            stage.Due.TryWrite(DueEvent.At(frame + Rate, MidiMessage.NoteOff(1, pitch), 0));
            while (stage.Sent.TryRead(out _)) { }
            Thread.Sleep(50);
        }

        end.Set();
        task.Wait();
    }

    private static double[] Sorted(List<int> nanoseconds) => [.. nanoseconds.Select(n => n / 1e3).Order()];

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];

    private static double Option(string[] options, string name, double otherwise)
    {
        int at = Array.IndexOf(options, name);
        return at < 0 ? otherwise : double.Parse(options[at + 1], CultureInfo.InvariantCulture);
    }
}
