using System.Text.Json;
using System.Text.Json.Nodes;
using LivePerformer.Core;
using LivePerformer.Inference;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Fine-tunes as jobs: the trainer, a program of its own, makes a model of what the player played.</summary>
/// <param name="trainer">Finds the trainer; throws where it is not there.</param>
internal sealed class FinetuneJobs(JobBoard board, PresetShelf presets, TakeShelf takes, UploadShelf files, Installation home, Func<Errand> trainer)
{
    public const string Kind = "finetune";

    /// <summary>Training, its validation and the test need one piece each.</summary>
    private const int FewestPieces = 3;

    private const double UsualMinutes = 10, MostMinutes = 600;

    /// <param name="Model">The model to begin with.</param>
    /// <param name="Name">Of the new model, and of the preset that plays it.</param>
    /// <param name="Takes">Names of takes; of these the player's own part is learned.</param>
    /// <param name="Files">Tokens of uploaded files.</param>
    /// <param name="Minutes">The most minutes to train; null: 10.</param>
    internal sealed record FinetuneWish(string Model, string Name, IReadOnlyList<string>? Takes = null, IReadOnlyList<string>? Files = null, double? Minutes = null);

    /// <exception cref="LivePerformerException">Something of it is not there, or taken, or cannot be written.</exception>
    public Job Post(FinetuneWish wish)
    {
        Errand errand = trainer();
        double minutes = wish.Minutes ?? UsualMinutes;
        if (!(minutes is > 0 and <= MostMinutes)) throw new LivePerformerException($"\"minutes\" is {minutes}, but must be more than 0, up to {MostMinutes}.");
        if (!ModelFolder.List(home.Models).Contains(wish.Model))
            throw new RefusedException(StatusCodes.Status404NotFound, $"There is no model '{ShownName(wish.Model)}'. There are: {string.Join(", ", ModelFolder.List(home.Models))}.");
        CheckFree(wish.Name);
        (string Name, string Path)[] music =
        [
            .. (wish.Takes ?? []).Distinct().Select(take => (TakeShelf.NameOf(take) + ".take", takes.PathOf(take))),
            .. (wish.Files ?? []).Distinct().Select(files.Find),
        ];
        if (music.Length < FewestPieces) throw new LivePerformerException($"{music.Length} pieces are too few: learning, saying when to stop and the final test need one each. Choose {FewestPieces} or more, of as much music as there is.");

        return board.Post(Kind, wish.Name, folder => Lay(music, Music(folder)), (job, stop) => Finetune(job, wish, minutes, errand, stop));
    }

    private async Task<JsonObject> Finetune(Job job, FinetuneWish wish, double minutes, Errand errand, CancellationToken stop)
    {
        string said = "";
        JsonElement? made = null;
        string[] arguments = ["finetune", "--model", wish.Model, "--midi", Music(job.Folder), "--name", wish.Name, "--minutes", $"{minutes:R}", "--progress", "json"];
        await errand.Run(arguments, home.Root, home, Hear, stop);
        if (made is not { } done || ProgressLine.WordOf(done, "model").Length == 0)
            throw new LivePerformerException(said.Length > 0 ? said : "The trainer ended without a word about the model. Build it anew: dotnet build -c Release src/LivePerformer.Trainer");

        string preset = ProgressLine.WordOf(done, "preset");
        if (preset.Length > 0) presets.Adopt(preset);
        return new JsonObject
        {
            ["model"] = ProgressLine.WordOf(done, "model"),
            ["preset"] = preset,
            ["natsPerTokenBefore"] = ProgressLine.NumberOf(done, "before"),
            ["natsPerTokenAfter"] = ProgressLine.NumberOf(done, "after"),
        };

        void Hear(string line)
        {
            if (!ProgressLine.TryRead(line, out JsonElement told)) return;

            switch (ProgressLine.WordOf(told, "event"))
            {
                case "progress":
                    job.Tell(ProgressLine.NumberOf(told, "fraction") ?? 0, ProgressLine.WordOf(told, "text"));
                    break;
                case "curve":
                    job.Tell(new Job.Point(ProgressLine.NumberOf(told, "minutes") ?? 0, ProgressLine.NumberOf(told, "train"), ProgressLine.NumberOf(told, "heldOut")));
                    break;
                case "said":
                    said = ProgressLine.WordOf(told, "text");
                    job.Tell(double.NaN, said);
                    break;
                case "done":
                    made = told;
                    break;
            }
        }
    }

    private void CheckFree(string name)
    {
        PresetShelf.CheckedName(name);
        if (Path.Exists(Path.Combine(home.Models, name)) || presets.List().Any(preset => preset.Name == name) || File.Exists(Path.Combine(home.Presets, name + ".json")))
            throw new RefusedException(StatusCodes.Status409Conflict, $"There is a model or a preset '{name}' already. Choose another name.");
        if (board.Jobs.Any(job => job.Kind == Kind && !job.IsOver && job.Look(whole: false).Name == name))
            throw new RefusedException(StatusCodes.Status409Conflict, $"A fine-tune is to make '{name}' already. Choose another name.");
        OutputFile.CheckWritable(Path.Combine(home.Models, name + ".trial"));       // now, and not after the training
    }

    private static string Music(string folder) => Path.Combine(folder, "music");

    /// <summary>Each in a folder of its own: to the trainer it is a composition of its own then.</summary>
    private static void Lay((string Name, string Path)[] music, string folder)
    {
        for (int i = 0; i < music.Length; i++)
        {
            string ending = Path.GetExtension(music[i].Path);
            string place = Directory.CreateDirectory(Path.Combine(folder, $"{i + 1}")).FullName;
            File.Copy(music[i].Path, Path.Combine(place, "piece" + ending));
        }
    }

    private static string ShownName(string name) => new([.. name.Where(sign => !char.IsControl(sign)).Take(ShelfName.Longest)]);
}
