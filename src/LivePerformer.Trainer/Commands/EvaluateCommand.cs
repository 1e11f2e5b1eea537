using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>evaluate</c>: how well an exported model guesses music it has never heard, or hears recordings.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "An exported model: its name in models/, or the path of its folder.", HelpName = "NAME" };
        var maestro = new Option<string>("--maestro") { Description = "Folder of the data set: maestro-v3.0.0.csv and the MIDI files it names.", HelpName = "DIR" };
        var midi = new Option<string>("--midi") { Description = "Instead of --maestro: any folder of MIDI files, in the splits that prepare --midi makes of it.", HelpName = "DIR" };
        var audio = new Option<string>("--audio") { Description = "Instead of --maestro, for a transcriber: folder of recordings (.flac or .wav) with their notes (.tsv or .mid) beside them.", HelpName = "DIR" };
        var peer = new Option<string?>("--peer") { Description = "With --audio: nmp.onnx of Spotify's Basic Pitch, which then hears the same files; alone, where --model is left out.", HelpName = "FILE" };
        var primed = new Option<string?>("--primed")
        {
            Description = "With --audio: let the model hear a piano at its loudest before each recording. That is the recording's own loudest 8 s, as for 'transcribe', or a FILE as 'calibrate --microphone' writes it.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "FILE",
        };
        var compositions = new Option<string>("--compositions") { Description = "With --midi, as for prepare.", DefaultValueFactory = _ => "folder" };
        compositions.AcceptOnlyFromAmong("folder", "name");
        var split = new Option<string>("--split") { Description = "Which part of it.", DefaultValueFactory = _ => "test" };
        split.AcceptOnlyFromAmong([.. MaestroTable.Splits]);
        var report = new Option<string?>("--report") { Description = "JSON file for the numbers.", HelpName = "FILE" };
        var threads = new Option<int?>("--threads") { Description = "Threads to compute with: all there are, or 1 with --audio, where time is measured." };
        var keep = new Option<bool>("--keep") { Description = "Write the numbers into the model's manifest too, where 'models' shows them; only of the data that the model was trained on, so that they compare." };
        var generate = new Option<int?>("--generate") { Description = "Let the model play on after the beginnings of N test pieces, and compare that with what was really played.", HelpName = "N" };
        var prompt = new Option<double>("--prompt-seconds") { Description = "How much of each piece it hears before it plays on.", DefaultValueFactory = _ => 10 };
        var seconds = new Option<double>("--seconds") { Description = "How long it plays on.", DefaultValueFactory = _ => 30 };
        var temperature = new Option<double>("--temperature") { Description = "How boldly it plays on: 1 as it learned, less is safer.", DefaultValueFactory = _ => 1 };
        var topP = new Option<double>("--top-p") { Description = "Only the likeliest tokens that together hold this share of belief may come.", DefaultValueFactory = _ => 0.95 };
        var seed = new Option<ulong>("--seed") { Description = "The same seed plays the same.", DefaultValueFactory = _ => 1 };
        var plots = new Option<string?>("--plots") { Description = "Folder for PNG plots of generated beside real music; needs --generate.", HelpName = "DIR" };
        var command = new Command("evaluate", "Score an exported model on whole pieces, as the host plays it: nats per token, note and second; and what it plays by itself. With --audio, score a transcriber on recordings, by mir_eval's rules.")
        {
            model, maestro, midi, audio, peer, primed, compositions, split, report, threads, keep, generate, prompt, seconds, temperature, topP, seed, plots,
        };
        Option[] ofImprovisers = [compositions, split, generate, prompt, seconds, temperature, topP, seed, plots];
        command.Validators.Add(result =>
        {
            bool hears = result.GetResult(audio) is not null;
            if (new Option[] { maestro, midi, audio }.Count(source => result.GetResult(source) is not null) != 1)
                result.AddError("Name one source: --maestro DIR for MAESTRO, --midi DIR for any folder of MIDI files, or --audio DIR for recordings.");
            else if (result.GetResult(peer) is not null && !hears)
                result.AddError("--peer FILE hears recordings: name them with --audio DIR.");
            else if (result.GetResult(primed) is not null && (!hears || result.GetResult(model) is null))
                result.AddError("--primed is for a transcriber that hears recordings: name it with --model and them with --audio DIR.");
            else if (result.GetResult(model) is null && result.GetResult(peer) is null)
                result.AddError("Name the model: --model NAME.");
            else if (hears && ofImprovisers.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } other)
                result.AddError($"{other.Name} is for models that play: leave it out with --audio.");
        });
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(audio) is { } recordings)
                return Task.FromResult(EvaluateRecordings.Run(parsed.GetValue(model), recordings, parsed.GetValue(peer), parsed.GetValue(report), Math.Max(1, parsed.GetValue(threads) ?? 1), parsed.GetResult(primed) is null ? null : parsed.GetValue(primed) ?? "", parsed.GetValue(keep), stop));

            GenerationPlan? plan = parsed.GetValue(generate) is not { } pieces ? null : new()
            {
                Pieces = pieces, PromptSeconds = parsed.GetValue(prompt), Seconds = parsed.GetValue(seconds),
                Temperature = parsed.GetValue(temperature), TopP = parsed.GetValue(topP), Seed = parsed.GetValue(seed),
            };
            return Task.FromResult(Run(parsed.GetRequiredValue(model), () => Source(parsed), parsed.GetRequiredValue(split),
                parsed.GetValue(report), parsed.GetValue(keep), Math.Max(1, parsed.GetValue(threads) ?? Environment.ProcessorCount), plan, parsed.GetValue(plots), stop));
        });
        return command;

        PieceSource Source(ParseResult parsed) => parsed.GetValue(maestro) is { } table ? PieceSource.Maestro(table)
            : PieceSource.Midi(parsed.GetValue(midi)!, grouping: Enum.Parse<Grouping>(parsed.GetValue(compositions)!, ignoreCase: true));
    }

    private static int Run(string model, Func<PieceSource> open, string split, string? reportFile, bool keep, int threads, GenerationPlan? plan, string? plots, CancellationToken stop)
    {
        plan?.Check();
        if (plan is null && plots is not null) throw new LivePerformerException("--plots shows what a model generates: add --generate N.");

        using ModelFolder folder = ModelFolder.Load(ModelPlace.Of(model), threads);
        PieceSource source = open();
        if (keep) CheckOwn(folder.Manifest, source);

        Generation? played = null;
        if (plan is not null)
        {
            ConsoleProgress.Run("generate", show => played = Generation.Run(folder, source, split, plan, fraction => show(fraction, ""), Console.Error.WriteLine, stop));
            foreach (string line in played!.Comparison.Table()) ConsoleProgress.Say(line);
            if (plots is not null) ComparisonPlots.Write(played.Comparison, plots);
        }

        EvaluationReport? found = null;
        ConsoleProgress.Run("evaluate", show => found = Evaluation.Run(folder, source, split, fraction => show(fraction, ""), Console.Error.WriteLine, stop));
        EvaluationReport report = found! with { Generation = played };
        ConsoleProgress.Say($"{report.Model} on {report.Split}: {report.NatsPerToken:F4} nats/token (perplexity {report.Perplexity:F2}), {report.NatsPerNote:F3} nats/note, {report.NatsPerSecond:F2} nats/s "
            + $"({report.Pieces} pieces, {report.Tokens} tokens, {report.Notes} notes, {report.Seconds / 3600:F1} h)");
        if (report.Standard is { } standard)
            ConsoleProgress.Say($"each piece was moved as a whole to where the model learned, as prepare does: {string.Join(" and ", new[] { standard.Pitch is null ? null : "C major or A minor", standard.Velocity is null ? null : "touch in [0, 1]" }.OfType<string>())}.");
        if (report.LeftOut > 0) ConsoleProgress.Say($"{report.LeftOut} pieces could not be read and are left out.");
        if (reportFile is not null) report.Write(reportFile);
        if (keep) Keep(folder, report);
        return 0;
    }

    private static void Keep(ModelFolder folder, EvaluationReport report)
    {
        string prefix = report.Split == "test" ? "" : report.Split + "_";
        var scores = new Dictionary<string, double>(folder.Manifest.Scores)
        {
            [prefix + "nats_per_token"] = report.NatsPerToken,
            [prefix + "nats_per_note"] = report.NatsPerNote,
            [prefix + "nats_per_second"] = report.NatsPerSecond,
        };
        WholeFile.Write(Path.Combine(folder.Path, ModelManifest.FileName), (folder.Manifest with { Scores = scores }).Write, "Leave --keep out, or make the folder writable.");
    }

    // A score in the manifest stands for itself: one of other music would be taken for that of the model's own.
    private static void CheckOwn(ModelManifest manifest, PieceSource source)
    {
        string[] own = manifest.Data.Split("; fine-tuned on ");
        // The folder of a data set with a table may have any name; what stands behind it tells which one it is.
        if (own.Any(data => data == source.Name || (source.HasTable && Kind(data) == Kind(source.Name)))) return;

        throw new LivePerformerException($"--keep is for the music that a model was trained on, and '{manifest.Name}' was trained on {manifest.Data}, not on {source.Name}. Leave --keep out; --report FILE takes the numbers.");

        static string Kind(string name) => name[Math.Max(0, name.LastIndexOf('('))..];
    }
}
