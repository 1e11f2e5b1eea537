using System.Text.Json.Nodes;
using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>Makes a model of a player's own: goes on training a model on a folder of MIDI files, offline.</summary>
/// <remarks>A tenth of the files is trained on by nobody and looked at twice: before and after, through the exported
/// models. Another tenth says when to stop. Where nothing was won, nothing is written. A model that learned from one key or
/// one range of touch learns the files in these too.</remarks>
internal sealed class Finetuning(FinetuningPlan plan)
{
    /// <summary>With less music than this to learn from, it is said that little can come of it.</summary>
    private const int FewNotes = 5_000;

    private const int DefaultContext = 128;   // tokens, for an LSTM

    public const string UsualPreset = "answer";

    /// <param name="report">Called with how much of the budget is used, and a word.</param>
    /// <param name="say">Called with each line for the player.</param>
    /// <param name="point">Called with each point of the curve.</param>
    /// <returns>Before and after; null when stopped.</returns>
    /// <exception cref="LivePerformerException">Something that the player can mend; nothing is left behind.</exception>
    public FinetuningReport? Run(Action<double, string> report, Action<string> say, Action<string> warn, CancellationToken stop, Action<FinetuningPoint>? point = null)
    {
        using ModelFolder model = ModelFolder.Load(ModelPlace.Of(plan.Model));
        string target = Path.TrimEndingDirectorySeparator(ModelPlace.Of(plan.Name)), name = Path.GetFileName(target), preset = PresetOf(target);
        if (Directory.Exists(target) || File.Exists(preset))
            throw new LivePerformerException($"There is already a model or a preset '{name}'. Choose another --name.");

        JsonObject pattern = Pattern(Path.GetDirectoryName(preset)!);   // a fault in it is told before the training, not after
        string work = Directory.CreateTempSubdirectory("liveperformer-finetune-").FullName;
        try
        {
            string shards = Path.Combine(work, "shards"), run = Path.Combine(work, "run"), made = Path.Combine(work, name);
            TokenData data = Preparation.Run(PieceSource.Midi(plan.Midi, grouping: plan.Compositions), PreparationSteps.To(model.Manifest.Standard), shards, null, warn, stop);
            Honest(data, say);
            IReadOnlyList<TokenPiece> held = data.Load(shards, "test");
            Score before = Judge(model, held, stop);
            double? nats = Train(model, shards, run, report, point, stop);
            if (nats is null) return null;

            ModelExport.Write(run, made, plan.Command, TimeProvider.System.GetUtcNow(), []);
            Score after;
            using (ModelFolder tuned = ModelFolder.Load(made)) after = Judge(tuned, held, stop);
            var found = new FinetuningReport
            {
                Model = model.Manifest.Name, Name = name, Data = data.Source,
                Pieces = data.Totals["train"].Pieces, Notes = data.Totals["train"].Notes,
                HeldOutPieces = held.Count, HeldOutTokens = held.Sum(piece => (long)piece.Tokens.Length),
                NatsPerTokenBefore = before.NatsPerToken, NatsPerTokenAfter = after.NatsPerToken,
                NatsPerNoteBefore = before.Nats / held.Sum(piece => piece.Notes), NatsPerNoteAfter = after.Nats / held.Sum(piece => piece.Notes),
            };
            if (found.NatsPerTokenAfter >= found.NatsPerTokenBefore)
            {
                say($"Nothing was won ({before.NatsPerToken:F3} nats/token before, {after.NatsPerToken:F3} after, on files it did not learn from): no model is written. Give it more music.");
                return found;
            }

            Describe(made, model.Manifest, data, found);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Directory.CreateDirectory(Path.GetDirectoryName(preset)!);
            Copy(made, target);
            try
            {
                WholeFile.Write(preset, Preset(pattern, name));
            }
            catch (LivePerformerException)
            {
                Directory.Delete(target, recursive: true);   // a model without its preset would be in the way of the next try
                throw;
            }

            return found with { Written = target, Preset = preset };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"The new model cannot be written ({fault.Message}). Free some space or make the folder writable.", fault);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private double? Train(ModelFolder model, string shards, string run, Action<double, string> report, Action<FinetuningPoint>? point, CancellationToken stop)
    {
        IReadOnlyDictionary<string, float[]> weights = ModelWeights.Read(model);
        using TrainingRun training = TrainingRun.Begin(PlanFor(model.Manifest, weights), shards, run);
        training.Remedy = "Free some space where temporary files go.";
        training.StartFrom(weights, stop: stop);
        double shown = double.NaN;
        Show(training);
        double? nats = training.Train(now =>
        {
            report(now.Fraction, $"{now.Loss:F3} nats/token");
            Show(now);
        }, null, stop);
        Show(training);
        return nats;

        void Show(TrainingRun now)
        {
            if (now.Validated.Equals(shown)) return;

            shown = now.Validated;
            point?.Invoke(new(now.Progress.Seconds / 60, double.IsNaN(now.Loss) ? null : now.Loss, shown));
        }
    }

    private TrainingPlan PlanFor(ModelManifest manifest, IReadOnlyDictionary<string, float[]> weights)
    {
        int transpose = manifest.Standard?.Pitch is null ? plan.Transpose : 0;     // what is in one key stays there
        bool attends = manifest.Kind == NoteCourse.Kind;
        return new TrainingPlan
        {
            Kind = manifest.Kind, Layers = manifest.Layers, Hidden = manifest.Hidden, Heads = manifest.Heads ?? 1,
            Embedding = attends ? weights["deep.bias"].Length : weights["keys.bias"].Length,
            Batch = attends ? 4 : 16, Length = attends ? manifest.Context!.Value : DefaultContext,
            Rate = plan.Rate, WarmUp = 20, Dropout = plan.Dropout, Transpose = transpose, Averaging = 0.98, Seed = plan.Seed,
            Minutes = plan.Minutes, ValidateEvery = plan.Minutes / 12, SaveEvery = 1e9, Patience = 4,
        };
    }

    private static Score Judge(ModelFolder model, IReadOnlyList<TokenPiece> pieces, CancellationToken stop) =>
        new Scorer(model, stop: stop).Score([.. pieces.Select(piece => Array.ConvertAll(piece.Tokens, token => (int)token))])
            .Aggregate((sum, one) => sum + one);

    private static void Honest(TokenData data, Action<string> say)
    {
        TokenData.Total learned = data.Totals["train"];
        say($"{learned.Notes} notes in {learned.Pieces} files to learn from, {data.Totals["validation"].Pieces} to say when to stop, {data.Totals["test"].Pieces} held out");
        if (learned.Notes < FewNotes)
            say($"This is little music: with fewer than {FewNotes} notes the new model can hardly be told from the old one, and the figures below are rough.");
    }

    private void Describe(string folder, ModelManifest model, TokenData data, FinetuningReport found)
    {
        string path = Path.Combine(folder, ModelManifest.FileName);
        ModelManifest manifest = ModelManifest.Read(path);
        (manifest with
        {
            Data = $"{model.Data}; fine-tuned on {data.Source}",
            Licence = data.Licence == model.Licence ? model.Licence : $"{model.Licence} (of '{model.Name}'); {data.Licence} (of the files)",
            Scores = new Dictionary<string, double>
            {
                 ["held_out_nats_per_token_before"] = found.NatsPerTokenBefore,
                ["held_out_nats_per_token"] = found.NatsPerTokenAfter,
            },
        }).Write(path);
        WholeFile.Write(Path.Combine(folder, "card.md"), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            # {found.Name}

            '{found.Model}', fine-tuned on {found.Notes} notes of {found.Pieces} files ({data.Source}).

            On {found.HeldOutPieces} files that it did not learn from: {found.NatsPerTokenBefore:F3} nats/token before, {found.NatsPerTokenAfter:F3} after.

            Licence: {manifest.Licence} of '{found.Model}' holds for these weights too; the files' own: {data.Licence}.

            Made by: `{plan.Command}`

            """));
    }

    private static string PresetOf(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, "..", "presets", Path.GetFileName(target) + ".json");

    // The preset for call and response, where there is one, or the one that was named.
    private JsonObject Pattern(string presets)
    {
        string path = Path.Combine(presets, (plan.Preset ?? UsualPreset) + ".json");
        if (plan.Preset is null && !File.Exists(path)) return [];

        string[] names = Directory.Exists(presets) ? [.. Directory.EnumerateFiles(presets, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => !name.Contains('.')).Order(StringComparer.Ordinal)] : [];
        return PlanFile.ReadObject(path, names.Length == 0 ? "Leave --preset out." : $"Did you mean --preset {Spelling.Nearest(plan.Preset ?? "", names)}? The presets there: {string.Join(", ", names)}.");
    }

    // A preset like its pattern, with the new model in it.
    private string Preset(JsonObject pattern, string name)
    {
        pattern["name"] = name;
        pattern["description"] = $"As '{plan.Preset ?? UsualPreset}', with a model fine-tuned on {Path.GetFileName(Path.TrimEndingDirectorySeparator(plan.Midi))}.";
        pattern["model"] = name;
        return pattern.ToJsonString(TrainerJson.Options) + "\n";
    }

    private static void Copy(string from, string to)
    {
        string aside = to + ".part";
        try
        {
            Directory.CreateDirectory(aside);
            foreach (string file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(aside, Path.GetFileName(file)), overwrite: true);
            Directory.Move(aside, to);
        }
        finally
        {
            if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        }
    }
}
