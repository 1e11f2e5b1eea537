using System.Diagnostics;
using System.Text.Json;
using LivePerformer.Music;
using LivePerformer.Testing;
using LivePerformer.Trainer;
using static TorchSharp.torch;

namespace LivePerformer.Benchmarks;

/// <summary>What a training step achieves of what the machine can do: its products of matrices beside bare ones, and its memory.</summary>
/// <remarks>Counted are the multiplications and additions of the products alone (2 for each pair of factors, 3 products for
/// each of the network: forward, gradient of the input, gradient of the weights; attention over half a window, being causal).
/// Every other work of a step, and the optimizer's, is time without any.</remarks>
internal static class TrainingBench
{
    private const int Size = 768, WarmUps = 1, Rounds = 3;

    /// <param name="options">Plan files; with none, those of improvisers in presets/training. Each is measured in a process of its own, for its memory's sake.</param>
    public static void Run(string[] options)
    {
        if (options is ["--here", string plan])
        {
            Row(plan);
            return;
        }

        Console.WriteLine("| plan | weights | step, ms | tokens/s | GFLOP/s | bare products, GFLOP/s | share | peak memory, bytes |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (string path in options.Length > 0 ? options : [.. Directory.GetFiles(Path.Combine(Repo.Root, "presets", "training"), "*.json").Order().Where(GuessesTokens)])
        {
            string program = Environment.ProcessPath!, assembly = typeof(TrainingBench).Assembly.Location;
            string[] arguments = ["training", "--here", Path.GetFullPath(path)];
            using Process process = Process.Start(program, Path.GetFileNameWithoutExtension(program) == "dotnet" ? [assembly, .. arguments] : arguments);
            process.WaitForExit();
        }
    }

    // Its data are tokens that it makes itself.
    private static bool GuessesTokens(string path) => PlanFile.Read(path).Kind != "transcriber";

    private static void Row(string path)
    {
        TorchLibrary.Prepare();
        TrainingPlan plan = PlanFile.Read(path);
        string folder = Directory.CreateTempSubdirectory("liveperformer-training-").FullName;
        try
        {
            WriteData(Path.Combine(folder, "data"));
            using TrainingRun run = TrainingRun.Begin(plan, Path.Combine(folder, "data"), Path.Combine(folder, "run"));
            long baseline = Process.GetCurrentProcess().PeakWorkingSet64;
            for (int i = 0; i < WarmUps; i++) run.Step(1e-4);
            long before = run.Progress.Tokens;
            // Steps and bare products take turns, so that both see the same busy machine.
            TimeSpan[] times = Median.OfEach(Rounds, () => run.Step(1e-4), () => Products(plan.Threads));
            double tokens = (run.Progress.Tokens - before) / (double)Rounds, seconds = times[0].TotalSeconds;
            double rate = tokens * Work(plan) / seconds / 1e9, bare = plan.Threads * ProductsEach * 2.0 * Size * Size * Size / times[1].TotalSeconds / 1e9;
            using Process self = Process.GetCurrentProcess();
            Console.WriteLine($"| {Path.GetFileNameWithoutExtension(path)}, {plan.Threads} threads | {run.Parameters / 1e6:F1} M | {1000 * seconds:F0} | {tokens / seconds:F0} | {rate:F1} | {bare:F1} | {rate / bare:P0} | {self.PeakWorkingSet64:N0}, before the first step {baseline:N0} |");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private const int ProductsEach = 12;

    // One thread for each core that the plan uses, each with products of its own, as the replicas of a run have theirs.
    private static void Products(int threads) => Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
    {
        using var scope = NewDisposeScope();
        using var __ = no_grad();
        var left = ones(Size, Size);
        var right = ones(Size, Size);
        for (int i = 0; i < ProductsEach; i++)
        {
            using Tensor product = left.matmul(right);
        }
    });

    /// <summary>Floating-point operations in the products of a training step, for each token scored.</summary>
    private static double Work(TrainingPlan plan)
    {
        const double tokensPerNote = 4;   // of the music below; the 388 encoding has 4.118 on MAESTRO
        double d = plan.Hidden, m = plan.Embedding, keys = KeyFeatures.Width, words = Vocabulary.Size;
        double pairs = plan.Kind == "transformer"
            ? (((keys * d) + (plan.Layers * ((12 * d * d) + (plan.Length * d))) + (d * m)) / tokensPerNote) + (keys * m) + (m * m) + (m * words)
            : (keys * m) + (4 * d * (m + d)) + ((plan.Layers - 1) * 8 * d * d) + (d * words);
        return 3 * 2 * pairs;
    }

    // Music by lot, as prepare would have written it: what it sounds like does not matter to the clock.
    private static void WriteData(string folder)
    {
        Directory.CreateDirectory(folder);
        ushort[][] pieces = [.. Enumerable.Range(1, 40).Select(Piece)];
        var shards = new List<object>();
        foreach ((string split, ushort[][] some) in new[] { ("train", pieces), ("validation", pieces[..1]) })
        {
            TokenShard.Write(Path.Combine(folder, $"{split}.tokens"), new byte[32], some);
            shards.Add(new
            {
                file = $"{split}.tokens",
                split,
                pieces = some.Select((piece, i) => new { name = $"{split}{i}", tokens = piece.Length, notes = piece.Count(token => token < Vocabulary.FirstNoteOff), seconds = 1.0 }),
            });
        }

        File.WriteAllText(Path.Combine(folder, TokenData.FileName), JsonSerializer.Serialize(new
        {
            tokenizer = PerformanceTokenizer.Id,
            source = "random",
            licence = "CC0-1.0",
            totals = new Dictionary<string, object>(),
            shards,
        }));
    }

    // A touch, a note, a time, its end: four tokens a note.
    private static ushort[] Piece(int seed)
    {
        var chance = new Random(seed);
        return [.. Enumerable.Range(0, 1500).SelectMany(_ =>
        {
            int pitch = chance.Next(40, 90);
            return new[] { Vocabulary.FirstVelocity + chance.Next(32), pitch, Vocabulary.FirstTimeShift + chance.Next(40), Vocabulary.FirstNoteOff + pitch };
        }).Select(token => (ushort)token)];
    }
}
