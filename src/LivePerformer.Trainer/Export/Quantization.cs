using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>Makes the 8-bit variant of an exported model, says what it costs and what it wins, and keeps it where that is a good bargain.</summary>
/// <param name="original">Loaded for one thread, as on stage; its weights are in half or single precision.</param>
/// <param name="time">What the pace is measured by, and when the variant was made.</param>
internal sealed class Quantization(ModelFolder original, TimeProvider time)
{
    private const string CardFile = "card.md";
    private const int Turns = 60, TurnTokens = 64, WarmUp = 8;

    /// <param name="folder">Where the variant goes; its last part is its name.</param>
    /// <param name="pieces">Music that the model did not learn from.</param>
    /// <param name="force">Keep it whatever it costs.</param>
    /// <param name="command">The command line that does this again, for the manifest.</param>
    /// <param name="report">Called with how much is done, and a word.</param>
    /// <exception cref="LivePerformerException">The model is in 8 bits already or cannot be, or the folder cannot be written.</exception>
    public QuantizationReport Run(string folder, IReadOnlyList<TokenPiece> pieces, bool force, string command, Action<double, string>? report = null, CancellationToken stop = default)
    {
        if (original.Manifest.Weights == WeightFormat.EightBits.Word())
            throw new LivePerformerException($"Model '{original.Manifest.Name}' is in 8 bits already. Name the model that it was made from.");

        string work = Directory.CreateTempSubdirectory("liveperformer-quantize-").FullName;
        try
        {
            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), made = Path.Combine(work, name);
            ModelManifest manifest = Write(made, name, command);
            QuantizationReport found = Measure(made, pieces, report, stop);
            if (!found.IsWorthIt && !force) return found;

            manifest = manifest with
            {
                Scores = new Dictionary<string, double>
                {
                    ["validation_nats_per_token"] = found.NatsPerTokenAfter,
                    ["validation_nats_per_token_of_the_original"] = found.NatsPerTokenBefore,
                    ["times_as_fast_as_the_original"] = found.Speed,
                },
            };
            manifest.Write(Path.Combine(made, ModelManifest.FileName));
            Place(made, folder);
            if (File.Exists(Path.Combine(original.Path, CardFile))) WholeFile.Write(Path.Combine(folder, CardFile), Card(manifest, found));
            return found with { Written = folder };
        }
        catch (ArgumentException fault)
        {
            throw new LivePerformerException($"The weights of '{original.Manifest.Name}' cannot be written in 8 bits: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"The 8-bit model cannot be written to '{folder}' ({fault.Message}). Name a folder that can be written.", fault);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private ModelManifest Write(string folder, string name, string command)
    {
        ModelManifest model = original.Manifest;
        IReadOnlyDictionary<string, float[]> weights = ModelWeights.Read(original);
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, ModelExport.FileName);
        if (model.Kind == NoteCourse.Kind)
        {
            var shape = new TransformerShape(model.Hidden, model.Layers, model.Heads!.Value, weights["deep.bias"].Length);
            TransformerGraph.Write(shape, model.Context!.Value, weights, file, WeightFormat.EightBits);
        }
        else
        {
            LstmGraph.Write(new LstmShape(weights["keys.bias"].Length, model.Hidden, model.Layers), weights, file, WeightFormat.EightBits);
        }

        ModelManifest manifest = model with
        {
            Name = name, Weights = WeightFormat.EightBits.Word(), File = ModelExport.FileName, Sha256 = ModelFolder.Hash(file),
            Created = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ssK"), Command = command,
        };
        manifest.Write(Path.Combine(folder, ModelManifest.FileName));
        return manifest;
    }

    private QuantizationReport Measure(string made, IReadOnlyList<TokenPiece> pieces, Action<double, string>? report, CancellationToken stop)
    {
        using ModelFolder small = ModelFolder.Load(made);
        int[][] rows = [.. pieces.Select(piece => Array.ConvertAll(piece.Tokens, token => (int)token))];
        long tokens = rows.Sum(row => (long)row.Length);
        report?.Invoke(0, "pace");
        (double before, double after, double speed) = Pace(small, rows.MaxBy(row => row.Length)!);
        double natsBefore = Nats(original, 0), natsAfter = Nats(small, 0.5);
        return new QuantizationReport
        {
            Model = original.Manifest.Name, Name = small.Manifest.Name, Pieces = rows.Length, Tokens = tokens,
            BytesBefore = Size(original), BytesAfter = Size(small),
            NatsPerTokenBefore = natsBefore, NatsPerTokenAfter = natsAfter,
            MicrosecondsBefore = before, MicrosecondsAfter = after, Speed = speed,
        };

        double Nats(ModelFolder model, double begin) => new Scorer(model).Score(rows, done =>
        {
            stop.ThrowIfCancellationRequested();
            report?.Invoke(begin + (0.5 * done / tokens), model.Manifest.Name);
        }).Aggregate((sum, one) => sum + one).NatsPerToken;

        static long Size(ModelFolder model) => new FileInfo(Path.Combine(model.Path, model.Manifest.File)).Length;
    }

    // Token by token, as it plays. Both take turns on the same music and each begins as often, so that both see the same
    // busy machine. Microseconds a token, medians of the turns; the speed is the median of their ratios.
    private (double Before, double After, double Speed) Pace(ModelFolder small, int[] row)
    {
        using ModelSession before = original.NewSession(), after = small.NewSession();
        double[] slow = new double[Turns], fast = new double[Turns];
        int[] turn = new int[TurnTokens];
        for (int i = -WarmUp; i < Turns; i++)
        {
            for (int t = 0; t < TurnTokens; t++) turn[t] = row[(((i + WarmUp) * TurnTokens) + t) % row.Length];
            bool ours = i % 2 == 0;
            double first = Turn(ours ? before : after), second = Turn(ours ? after : before);
            if (i >= 0) (slow[i], fast[i]) = ours ? (first, second) : (second, first);
        }

        return (Median(slow), Median(fast), Median(slow.Zip(fast, (one, other) => one / other)));

        double Turn(ModelSession session)
        {
            long start = time.GetTimestamp();
            foreach (int token in turn) session.Step(token);
            return time.GetElapsedTime(start).TotalMicroseconds / TurnTokens;
        }

        static double Median(IEnumerable<double> values) => values.Order().ElementAt(Turns / 2);
    }

    private void Place(string made, string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(made, ModelExport.FileName), Path.Combine(folder, ModelExport.FileName), overwrite: true);
        File.Copy(Path.Combine(made, ModelManifest.FileName), Path.Combine(folder, ModelManifest.FileName), overwrite: true);
        foreach (string licence in Directory.EnumerateFiles(original.Path, "LICEN?E*")) File.Copy(licence, Path.Combine(folder, Path.GetFileName(licence)), overwrite: true);
    }

    private string Card(ModelManifest manifest, QuantizationReport found) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
        # {manifest.Name}

        '{original.Manifest.Name}' in 8 bits: its card says what it is for, what it learned from and what it cannot do.

        | | {original.Manifest.Name} | {manifest.Name} |
        |---|---|---|
        | file | {found.BytesBefore / 1e6:F1} MB | {found.BytesAfter / 1e6:F1} MB |
        | nats/token on {found.Pieces} pieces, {found.Tokens} tokens, that it did not learn from | {found.NatsPerTokenBefore:F4} | {found.NatsPerTokenAfter:F4} ({found.Cost:+0.0000;-0.0000}) |
        | microseconds a token, token by token on one thread of the machine that made it | {found.MicrosecondsBefore:F0} | {found.MicrosecondsAfter:F0} ({found.Speed:F2} times as fast) |

        Licence: {manifest.Licence}, as of '{original.Manifest.Name}'.

        Made by: `{manifest.Command}`

        """);
}
