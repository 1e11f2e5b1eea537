using System.CommandLine;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>finetune</c>: a player's own MIDI files make a model and a preset of their own.</summary>
internal static class FinetuneCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model to begin with: its name in models/, or the path of its folder.", Required = true, HelpName = "NAME" };
        var midi = new Option<string>("--midi") { Description = "Folder of MIDI files and takes to learn from, subfolders too; of takes your own part counts.", Required = true, HelpName = "DIR" };
        var name = new Option<string>("--name") { Description = "Name of the new model and of the new preset.", Required = true, HelpName = "NAME" };
        var preset = new Option<string?>("--preset") { Description = $"The preset that the new one is made after. [default: {Finetuning.UsualPreset}, where there is one]", HelpName = "NAME" };
        var compositions = new Option<string>("--compositions") { Description = "Which files hold one composition, so that none is both learned and held out: those in one subfolder, or those of one name.", DefaultValueFactory = _ => "folder" };
        compositions.AcceptOnlyFromAmong("folder", "name");
        var minutes = new Option<double>("--minutes") { Description = "The most minutes to train; it ends earlier when nothing more is won.", DefaultValueFactory = _ => 10 };
        var rate = new Option<double>("--lr") { Description = "The highest learning rate.", DefaultValueFactory = _ => new FinetuningPlan { Model = "", Midi = "", Name = "" }.Rate };
        var seed = new Option<int>("--seed") { Description = "Seed of what is held out and of the order.", DefaultValueFactory = _ => 1 };
        var report = new Option<string?>("--report") { Description = "JSON file for the numbers.", HelpName = "FILE" };
        var progress = new Option<string?>("--progress") { Description = "json: tell how far it is, for another program, as lines of JSON.", HelpName = "json" };
        progress.AcceptOnlyFromAmong("json");
        minutes.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and <= 10_000)) result.AddError("--minutes must be more than 0.");
        });
        rate.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and < 1)) result.AddError("--lr must be more than 0 and less than 1.");
        });
        name.Validators.Add(result =>
        {
            string value = result.GetValueOrDefault<string>() ?? "";
            if (value.Length == 0 || value.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || value is "." or "..") result.AddError($"'{value}' cannot be the name of a model.");
        });
        var command = new Command("finetune", "Make a model and a preset of your own from a folder of MIDI files. Ctrl-C leaves everything as it was.")
        {
            model, midi, name, preset, compositions, minutes, rate, seed, report, progress,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(new FinetuningPlan
        {
            Model = parsed.GetRequiredValue(model), Midi = parsed.GetRequiredValue(midi), Name = parsed.GetRequiredValue(name), Preset = parsed.GetValue(preset),
            Compositions = Enum.Parse<Grouping>(parsed.GetRequiredValue(compositions), ignoreCase: true),
            Minutes = parsed.GetValue(minutes), Rate = parsed.GetValue(rate), Seed = parsed.GetValue(seed),
        }, parsed.GetValue(report), parsed.GetValue(progress) is not null, stop)));
        return command;
    }

    private static int Run(FinetuningPlan plan, string? reportFile, bool tellsJson, CancellationToken stop)
    {
        var json = new JsonProgress(Console.Out);
        Action<string> say = tellsJson ? json.Say : ConsoleProgress.Say;
        string last = "";
        void Hear(string line) => say(last = line);

        FinetuningReport? found = null;
        if (tellsJson) found = new Finetuning(plan).Run(json.Show, Hear, Console.Error.WriteLine, stop, json.Add);
        else ConsoleProgress.Run("finetune", show => found = new Finetuning(plan).Run((fraction, word) => show(fraction, word), Hear, Console.Error.WriteLine, stop));
        if (found is null)
        {
            say("stopped; nothing was written");
            return 0;
        }

        say($"{found.HeldOutPieces} held-out files: {found.NatsPerTokenBefore:F3} nats/token before, {found.NatsPerTokenAfter:F3} after ({found.NatsPerNoteBefore:F2} and {found.NatsPerNoteAfter:F2} nats/note)");
        if (reportFile is not null) ReportFile.Write(reportFile, found);
        if (tellsJson) json.Finish(found);
        if (found.Written is null)
        {
            if (tellsJson) Console.Error.WriteLine(last);       // who reads the lines looks for the reason of a failure here
            return 1;
        }

        say($"model '{found.Written}', preset '{Path.GetFullPath(found.Preset!)}'. Play with it: LivePerformer perform --preset {plan.Name}");
        return 0;
    }
}
