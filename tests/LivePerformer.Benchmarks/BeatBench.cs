using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;
using LivePerformer.Trainer;

namespace LivePerformer.Benchmarks;

/// <summary>The beat tracker on real performances, beside even grids, against the beats that musicologists marked.</summary>
/// <remarks>
/// The folder is MAESTRO's, with the ASAP beats as <c>beat_annotations.tar.gz</c> beside its table. The score is mir_eval's
/// F-measure: a beat is found within 70 ms, and the first 5 s do not count. Each piece counts alike.
/// Of the tracker there are two rows: beats as it tells them when they have passed, and as it foretold them one beat before.
/// "at any level" gives each piece its best of the beats as told, twice as many, and every second one.
/// </remarks>
internal static class BeatBench
{
    private const double Window = 0.07, Skipped = 5;

    private static readonly double[] Levels = [0, 0.2, 0.4, 0.6, 0.8];     // of confidence

    private readonly record struct Told(double Time, double Length, double Confidence);

    public static void Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.WriteLine("beats FOLDER [test|validation|train] [seconds of each piece]");
            return;
        }

        string split = args.Length > 1 ? args[1] : "test";
        double most = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : double.MaxValue;
        Dictionary<string, double[]> marked = Annotations(args[0]);
        var scores = new List<double[]>();
        var errors = new List<double>();
        int[] foretold = new int[Levels.Length], hit = new int[Levels.Length];
        double music = 0, work = 0;
        foreach (MaestroPiece piece in MaestroTable.Read(args[0]).Where(p => p.Split == split))
        {
            if (!marked.TryGetValue(Path.ChangeExtension(piece.MidiFile, null), out double[]? truth)) continue;
            truth = [.. truth.Where(t => t < most)];
            Note[] notes = [.. Performance.FromMidi(MidiFile.Read(Path.Combine(args[0], piece.MidiFile))).Notes.Where(n => n.Onset.Seconds < most)];
            if (truth.Length < 2 || notes.Length == 0) continue;

            double end = truth[^1] + 0.5;
            music += end;
            long began = Stopwatch.GetTimestamp();
            List<Told> told = Track(notes, end);
            work += Stopwatch.GetElapsedTime(began).TotalSeconds;

            double[] beats = [.. told.Select(b => b.Time)];
            scores.Add([F(beats, truth), AnyLevel(beats, truth), F([.. told.Select(b => b.Time + b.Length)], truth),
                F(Grid(notes[0].Onset.Seconds, 0.5, end), truth), F(Grid(notes[0].Onset.Seconds, UsualInterval(notes), end), truth)]);
            foreach (Told beat in told.Where(b => b.Time >= Skipped))
            {
                double off = Nearest(truth, beat.Time) - beat.Time;
                if (Math.Abs(off) <= Window) errors.Add(off);
                int level = Array.FindLastIndex(Levels, least => beat.Confidence >= least);
                foretold[level]++;
                if (Math.Abs(Nearest(truth, beat.Time + beat.Length) - beat.Time - beat.Length) <= Window) hit[level]++;
            }
        }

        Console.WriteLine($"{scores.Count} performances of the {split} split, {music / 3600:0.0} h; {1e6 * work / music:0} us of work for a second of music");
        string[] rows = ["tracker, as told", "tracker, at any level", "tracker, foretold by a beat", "even grid at 120", "even grid at the median interval"];
        for (int i = 0; i < rows.Length; i++)
            Console.WriteLine($"  {rows[i],-34} F {scores.Average(s => s[i]):0.000}, median {scores.Select(s => s[i]).Order().ElementAt(scores.Count / 2):0.000}");
        Console.WriteLine($"  beats that were found lie {1000 * errors.Average():0.0} ms beside the marked ones on average, {1000 * errors.Select(Math.Abs).Order().ElementAt(errors.Count / 2):0} ms in the median");
        for (int i = 0; i < Levels.Length; i++)
            Console.WriteLine($"  confidence {Levels[i]:0.0} and more: {foretold[i]} beats, of which {hit[i] / (double)Math.Max(1, foretold[i]):0.00} were followed by a marked beat where foretold");
    }

    private static List<Told> Track(Note[] notes, double end)
    {
        var tracker = new BeatTracker();
        var told = new List<Told>();
        int next = 0;
        for (double now = 0; now < end; now += 0.01)     // as the performer's thread steps, only slower
        {
            for (; next < notes.Length && notes[next].Onset.Seconds < now; next++) tracker.Hear(new NoteEvent(notes[next].Onset, notes[next].Pitch, notes[next].Velocity));
            tracker.Advance(TimePoint.FromSeconds(now));
            if (tracker.Count > told.Count) told.Add(new(tracker.LastBeat.Seconds, tracker.BeatLength.TotalSeconds, tracker.Confidence));
        }

        return told;
    }

    private static double[] Grid(double from, double interval, double end) => [.. Enumerable.Range(0, (int)((end - from) / interval) + 1).Select(i => from + (i * interval))];

    /// <summary>The median time between two chords, doubled until it is a beat.</summary>
    private static double UsualInterval(Note[] notes)
    {
        double[] chords = [.. notes.Select(n => n.Onset.Seconds).Where((t, i) => i == 0 || t - notes[i - 1].Onset.Seconds > 0.04)];
        double interval = chords.Zip(chords.Skip(1), (a, b) => b - a).Order().ElementAt(chords.Length / 2 - 1);
        while (interval < 0.35) interval *= 2;
        return interval;
    }

    private static double AnyLevel(double[] beats, double[] truth)
    {
        double[] twice = [.. beats.SelectMany((b, i) => i + 1 < beats.Length ? new[] { b, (b + beats[i + 1]) / 2 } : [b])];
        return new[] { beats, twice, [.. beats.Where((_, i) => i % 2 == 0)], [.. beats.Where((_, i) => i % 2 == 1)] }.Max(b => F(b, truth));
    }

    private static double F(double[] found, double[] truth)
    {
        double[] a = [.. found.Where(t => t >= Skipped)], b = [.. truth.Where(t => t >= Skipped)];
        int hits = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (Math.Abs(a[i] - b[j]) <= Window) (hits, i, j) = (hits + 1, i + 1, j + 1);
            else if (a[i] < b[j]) i++;
            else j++;
        }

        return hits == 0 ? 0 : 2.0 * hits / (a.Length + b.Length);
    }

    private static double Nearest(double[] truth, double time)
    {
        int at = Array.BinarySearch(truth, time);
        if (at >= 0) return time;
        if (~at == truth.Length) return truth[^1];
        return ~at == 0 || truth[~at] - time < time - truth[~at - 1] ? truth[~at] : truth[~at - 1];
    }

    private static Dictionary<string, double[]> Annotations(string folder)
    {
        var marked = new Dictionary<string, double[]>();
        using var gzip = new GZipStream(File.OpenRead(Path.Combine(folder, "beat_annotations.tar.gz")), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            using var reader = new StreamReader(entry.DataStream);
            marked[entry.Name.TrimStart('.', '/').Replace("_annotations.txt", "", StringComparison.Ordinal)] =
                [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture)).Order()];
        }

        return marked;
    }
}
