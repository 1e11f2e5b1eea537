using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Inference.Tests;

namespace LivePerformer.Benchmarks;

/// <summary>What one token costs: heard, played and scored. Music needs about 45 tokens, or 11 notes, a second.</summary>
internal static class InferenceBench
{
    private const int Steps = 400;
    private const int PlayedNotes = 500;

    /// <param name="options">Model folders; with none, LSTMs of random weights in three sizes.</param>
    public static void Run(string[] options)
    {
        Console.WriteLine("| model | step us (median, p99) | heard in fours, us/token | in 64s, us/token | answer, us/event | answer, notes/s | scored, tokens/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string path in options)
        {
            using ModelFolder folder = ModelFolder.Load(path);
            Row(folder.Manifest.Name, folder);
        }

        foreach ((int embedding, int hidden) in options.Length > 0 ? [] : new[] { (256, 512), (512, 768), (512, 1024) })
        {
            using var model = new TinyModel(embedding, hidden);
            using ModelFolder folder = model.Load();
            Row($"random, 2 x {hidden}", folder);
        }
    }

    private static void Row(string name, ModelFolder folder)
    {
        int[] tokens = Rows.Random(64 * 64, seed: 1);
        using var session = folder.NewSession();
        double[] steps = new double[Steps];
        for (int i = -20; i < Steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            session.Step(tokens[i + 20]);
            if (i >= 0) steps[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(steps);
        double fours = Median.Of(51, () => session.Feed(tokens.AsSpan(0, 4))).TotalMicroseconds / 4;
        double rows = Median.Of(11, () => session.Feed(tokens.AsSpan(0, 64))).TotalMicroseconds / 64;

        using var improviser = new Improviser(folder);
        improviser.Hear(new NoteEvent(TimePoint.Zero, new Pitch(60), 80));
        improviser.Begin(TimePoint.FromSeconds(1));
        double answer = Median.Of(201, () => improviser.TryPlay(out _)).TotalMicroseconds;
        long began = Stopwatch.GetTimestamp();
        int notes = 0;
        while (notes < PlayedNotes && improviser.TryPlay(out NoteEvent e)) notes += e.IsOn ? 1 : 0;
        double pace = notes / Stopwatch.GetElapsedTime(began).TotalSeconds;

        int[][] pieces = [.. tokens.Chunk(512)];
        double seconds = Median.Of(3, () => new Scorer(folder).Score(pieces)).TotalSeconds;
        Console.WriteLine($"| {name} | {steps[Steps / 2]:F0}, {steps[Steps * 99 / 100]:F0} | {fours:F0} | {rows:F0} | {answer:F0} | {pace:F0} | {tokens.Length / seconds:F0} |");
    }
}
