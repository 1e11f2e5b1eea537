using System.Diagnostics;
using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;
using LivePerformer.Synth;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>A transcriber that listens for a long time, in the blocks of a sound card: what it costs, when it tells a note, whether its clock drifts, whether its memory grows.</summary>
internal static class EarBench
{
    private const int Rate = 48_000, Block = 128;
    private const double Between = 0.25, Tolerance = 0.05;   // seconds

    /// <param name="options">--model NAME or folder, --minutes 30.</param>
    public static void Run(string[] options)
    {
        string model = Option(options, "--model") ?? "piano-ear";
        int minutes = int.Parse(Option(options, "--minutes") ?? "30", CultureInfo.InvariantCulture);
        using TranscriberFolder folder = TranscriberFolder.Load(model.AsSpan().ContainsAny('/', '\\') ? model : Path.Combine(Repo.Root, "models", model));
        using var ear = new Transcriber(folder, Rate);
        float[] minute = Play();
        var told = new Told();
        Console.WriteLine($"{folder.Manifest.Name}, {minutes} minutes of the built-in piano at {Rate} Hz, {Block} frames at a time; a note every {Between} s");
        (double Managed, double Resident) before = default;
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < minutes; i++)
        {
            for (int at = 0; at < minute.Length; at += Block)
            {
                ear.Hear(minute.AsSpan(at, Math.Min(Block, minute.Length - at)), told);
                told.Heard += Block;
            }

            if (i == 0) before = Memory();
        }

        double seconds = minutes * 60.0, cost = (Environment.CpuUsage.TotalTime - busy).TotalSeconds / seconds;
        (double managed, double resident) = Memory();
        // What the piano plays in minute after minute is the same: so must be what is heard, shifted.
        (double Played, double Stamp, double Told)[] matched = [.. told.Notes.Select(note => (Played: Math.Round((note.Stamp - (Between / 2)) / Between) * Between, note.Stamp, note.Told))
            .Select(note => (Played: note.Played + (Between / 2), note.Stamp, note.Told)).Where(note => Math.Abs(note.Stamp - note.Played) < Tolerance)];
        Console.WriteLine($"notes                {told.Notes.Count} told, {matched.Length} of them within {1000 * Tolerance:F0} ms of one of the {minutes * 60 / Between:F0} that were played");
        Console.WriteLine($"processor            {100 * cost:F1} % of one core");
        double[] delays = [.. matched.Select(note => 1000 * (note.Told - note.Played)).Order()];
        Console.WriteLine($"sound to note, ms    {At(delays, 0.5):F1} p50, {At(delays, 0.99):F1} p99, {At(delays, 1):F1} at most; by the formula at most {ear.Delay.TotalMilliseconds:F1}");
        double first = Error(0, Math.Min(5, minutes)), last = Error(Math.Max(0, minutes - 5), minutes);
        Console.WriteLine($"stamp minus note, ms {first:F3} in the first minutes, {last:F3} in the last: drift {last - first:F3}");
        Console.WriteLine($"memory, MiB          managed {before.Managed:F1} after a minute, {managed:F1} at the end; resident {before.Resident:F1}, {resident:F1}");

        double Error(int from, int to) => At([.. matched.Where(note => note.Played >= 60 * from && note.Played < 60 * to).Select(note => 1000 * (note.Stamp - note.Played)).Order()], 0.5);
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];

    private static (double Managed, double Resident) Memory()
    {
        double managed = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
        using Process self = Process.GetCurrentProcess();
        return (managed, self.WorkingSet64 / 1048576.0);
    }

    /// <summary>A minute of single notes all over the keyboard.</summary>
    private static float[] Play()
    {
        using SoundFont font = SoundFont.Load(Directory.EnumerateFiles(Path.Combine(Repo.Root, "models", "pianos"), "*.sf2").Order().First());
        using var synth = new Synthesizer(font, Rate);
        float[] left = new float[60 * Rate], right = new float[60 * Rate];
        int notes = (int)(60 / Between), at = 0;
        for (int i = 0; i < notes; i++)
        {
            var pitch = new Pitch(36 + (i * 29 % 60));
            Render((int)((i + 0.5) * Between * Rate));
            synth.Handle(MidiMessage.NoteOn(0, pitch, (byte)(50 + (i * 13 % 60))));
            Render((int)(((i + 0.5) * Between + 0.2) * Rate));
            synth.Handle(MidiMessage.NoteOff(0, pitch));
        }

        Render(left.Length);
        for (int i = 0; i < left.Length; i++) left[i] = (left[i] + right[i]) / 2;
        return left;

        void Render(int until)
        {
            for (until = Math.Min(until, left.Length); at < until;)
            {
                int count = Math.Min(256, until - at);
                synth.Render(new AudioBlock(left.AsSpan(at, count), right.AsSpan(at, count), Rate, at));
                at += count;
            }
        }
    }

    private static string? Option(string[] options, string name) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;

    private sealed class Told : INotesTold
    {
        /// <summary>Samples heard by now.</summary>
        public long Heard { get; set; } = Block;

        public List<(double Stamp, double Told)> Notes { get; } = [];

        public void Note(NoteEvent note)
        {
            if (note.IsOn) Notes.Add((note.Time.Seconds, Heard / (double)Rate));
        }

        public void Pedal(TimePoint time, bool isDown)
        {
        }
    }
}
