using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Synth;
using LivePerformer.Synth.Tests;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>The piano's time beside fluidsynth's for the same passage, and what a block costs.</summary>
internal static class SynthBench
{
    private const int Rate = 48_000, Block = 128, Rounds = 7;
    private const double Period = 1e6 * Block / Rate;       // microseconds
    private static readonly string FontPath = Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");

    public static void Run(string[] options)
    {
        SoundFont font = SoundFont.Load(FontPath);
        BesideFluidsynth(font);
        Blocks(font);
    }

    private static void BesideFluidsynth(SoundFont font)
    {
        Piece passage = Dense();
        double seconds = passage.Milliseconds / 1000.0;
        string? tool = Tool("fluidsynth");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-bench-");
        try
        {
            passage.Render(new Synthesizer(font, Rate));        // the compiler has its fill
            TimeSpan[] times = Median.OfEach(
                Rounds,
                () => SoundFont.Load(FontPath),
                () => passage.Render(new Synthesizer(font, Rate)),
                () => Fluidsynth(tool, folder, passage),
                () => Fluidsynth(tool, folder, new Piece("nothing", 10)));

            int notes = passage.Events.Count(e => e.Message.IsNoteOn);
            Console.WriteLine($"The same passage of {seconds:F0} s, {notes} notes, pedal down most of the time; medians of {Rounds}, taking turns");
            Console.WriteLine("| synthesizer | seconds | times real time |");
            Console.WriteLine("|---|---|---|");
            Row("ours, sound into memory", times[1], seconds);
            Row("ours, with loading the font", times[1] + times[0], seconds);
            if (tool is null)
            {
                Console.WriteLine("| fluidsynth | (not installed: apt-get install fluidsynth) | |");
                return;
            }

            Row("fluidsynth -F, whole process", times[2], seconds);
            Row("fluidsynth -F, less its time for an empty piece", times[2] - times[3], seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Blocks(SoundFont font)
    {
        Console.WriteLine();
        Console.WriteLine($"One block of {Block} frames = {Period:F0} us");
        Console.WriteLine("| voices | median us | p99 us | of the period |");
        Console.WriteLine("|---|---|---|---|");
        float[] left = new float[Block], right = new float[Block];
        foreach (int voices in new[] { 32, 64, 128 })
        {
            var synth = new Synthesizer(font, Rate);
            double[] times = new double[3000];
            for (int i = -500; i < times.Length; i++)
            {
                if (i % 250 == 0) Hold(synth, voices);      // before the notes die away
                Array.Clear(left);
                Array.Clear(right);
                long start = Stopwatch.GetTimestamp();
                synth.Render(new AudioBlock(left, right, Rate, 0));
                if (i >= 0) times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            if (synth.ActiveVoices != voices) throw new InvalidOperationException($"{synth.ActiveVoices} voices sound, not {voices}");
            Array.Sort(times);
            double median = times[times.Length / 2];
            Console.WriteLine($"| {voices} | {median:F1} | {times[times.Length * 99 / 100]:F1} | {median / Period:P1} |");
        }
    }

    /// <summary>Strikes so many voices anew (two a note) and lets whatever sounded before fade.</summary>
    internal static void Hold(Synthesizer synth, int voices)
    {
        synth.AllSoundOff();
        Span<float> left = stackalloc float[Block], right = stackalloc float[Block];
        for (int i = 0; i < 3; i++) synth.Render(new AudioBlock(left, right, Rate, 0));
        for (int i = 0; i < voices / 2; i++) synth.Handle(MidiMessage.NoteOn(0, new Pitch(24 + i), 100));
    }

    // Runs and chords, 30 notes a second, the pedal changed once in two seconds.
    private static Piece Dense()
    {
        var piece = new Piece("dense", 60_000);
        var random = new Random(1);
        for (int at = 0; at < 58_000; at += 100)
        {
            for (int i = 0; i < 3; i++)
            {
                int from = at + random.Next(100);
                piece.Note(random.Next(28, 100), random.Next(30, 110), from, from + random.Next(60, 600));
            }
        }

        for (int at = 0; at < 58_000; at += 2000)
            piece.Control(at + 100, ControlChange.Sustain, 127).Control(at + 1900, ControlChange.Sustain, 0);
        return piece;
    }

    private static void Fluidsynth(string? tool, DirectoryInfo folder, Piece piece)
    {
        if (tool is null) return;

        string midi = Path.Combine(folder.FullName, piece.Name + ".mid");
        if (!File.Exists(midi)) File.WriteAllBytes(midi, piece.ToMidiFile());
        string[] arguments =
        [
            "-ni", "-q", "-g", "0.2", "-R", "0", "-C", "0", "-r", $"{Rate}", "-o", "synth.polyphony=128", "-O", "float", "-T", "wav",
            "-F", Path.Combine(folder.FullName, "out.wav"), FontPath, midi,
        ];
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }

    private static string? Tool(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static void Row(string what, TimeSpan time, double seconds) =>
        Console.WriteLine($"| {what} | {time.TotalSeconds:F3} | {seconds / time.TotalSeconds:F0} |");
}
