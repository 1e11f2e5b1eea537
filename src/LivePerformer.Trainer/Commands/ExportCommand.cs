using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>export</c>: the best weights of a run become a model that the host can play with.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder that train wrote." };
        var name = new Option<string>("--name") { Description = "The model's name in models/, or a path whose last part is its name.", Required = true, HelpName = "NAME" };
        var data = new Option<string?>("--data") { Description = "Folder that prepare wrote: measure on it what the smaller file costs.", HelpName = "DIR" };
        var weights = new Option<string?>("--weights") { Description = "How the file keeps them. A model that plays: in half precision, if left out, or in 8 bits if that is faster and costs under 0.01 nats/token on --data. A transcriber: in 8 bits, if left out, or in half precision." };
        weights.AcceptOnlyFromAmong(WeightFormat.Half.Word(), WeightFormat.EightBits.Word());
        var delay = new Option<double?>("--delay") { Description = "For a transcriber: its whole delay in ms, which is its look-ahead; the longest, if left out.", HelpName = "MS" };
        var licence = new Option<string?>("--licence") { Description = "For a transcriber: the licence of its weights, where the data do not say it.", HelpName = "NAME" };
        var force = new Option<bool>("--force") { Description = "With --weights 8bit: write them whatever they cost." };
        var command = new Command("export", "Write the best weights of a run as model.onnx and manifest.json.") { run, name, data, weights, force, delay, licence };
        command.SetAction((parsed, stop) =>
        {
            (string from, string model, string? shards) = (parsed.GetRequiredValue(run), parsed.GetRequiredValue(name), parsed.GetValue(data));
            string? format = parsed.GetValue(weights);
            bool inEightBits = format == WeightFormat.EightBits.Word();
            bool hears = Directory.Exists(from) && TranscriberWeights.IsOne(from);
            if (inEightBits && !hears && shards is null) throw new LivePerformerException("--weights 8bit is measured before it is kept: name --data DIR, the folder that prepare wrote.");
            if (hears)
            {
                WeightFormat kept = format == WeightFormat.Half.Word() ? WeightFormat.Half : WeightFormat.EightBits;
                return Task.FromResult(RunTranscriber(from, model, shards, parsed.GetValue(delay), parsed.GetValue(licence), kept, stop));
            }

            return Task.FromResult(inEightBits ? RunInEightBits(from, model, shards!, parsed.GetValue(force), stop) : Run(from, model, shards));
        });
        return command;
    }

    private static int Run(string run, string name, string? data)
    {
        IReadOnlyList<int> music = [];
        if (data is not null)
        {
            TokenPiece piece = TokenData.Read(data).Load(data, "validation").First(p => p.Tokens.Length > 1);
            music = Array.ConvertAll(piece.Tokens, token => (int)token);
        }

        string folder = ModelPlace.Of(name);
        ExportReport report = ModelExport.Write(run, folder, Again(run, folder), TimeProvider.System.GetUtcNow(), music);
        Console.WriteLine($"'{folder}': {report.Bytes / 1e6:F1} MB, weights rounded by at most {report.RoundingError:G2}"
            + (report.Cost is { } cost ? $", which costs {cost:F6} nats/token" : ""));
        if (report.NotOnStage.Count > 0)
            Console.Error.WriteLine($"note: it learned from music that was prepared with {string.Join(", ", report.NotOnStage)}; on the stage it hears music as it is played, which it knows less well.");
        return 0;
    }

    private static int RunInEightBits(string run, string name, string data, bool force, CancellationToken stop)
    {
        IReadOnlyList<TokenPiece> music = QuantizeCommand.Prepared(data);
        string folder = ModelPlace.Of(name), again = $"{Again(run, folder)} --weights 8bit --data DIR";
        string work = Directory.CreateTempSubdirectory("liveperformer-export-").FullName;
        try
        {
            string half = Path.Combine(work, "half");
            ModelExport.Write(run, half, again, TimeProvider.System.GetUtcNow(), []);
            using ModelFolder original = ModelFolder.Load(half);
            return QuantizeCommand.Run(original, folder, music, force, again, null, stop);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static int RunTranscriber(string run, string name, string? data, double? delay, string? licence, WeightFormat format, CancellationToken stop)
    {
        string folder = ModelPlace.Of(name);
        var features = TranscriberWeights.Read(run).About.Features;
        int lookAhead = delay is { } wanted ? TranscriberExport.LookAheadOf(features, wanted) : TranscriberShape.MostLookAhead;
        double milliseconds = TranscriberManifest.DelayOf(features, lookAhead);
        string command = $"{Again(run, folder)} --delay {milliseconds:0}{(format == WeightFormat.Half ? " --weights half" : "")}{(licence is null ? "" : $" --licence \"{licence}\"")}{(data is null ? "" : " --data DIR")}";
        TranscriberManifest made = TranscriberExport.Write(run, folder, lookAhead, command, TimeProvider.System.GetUtcNow(), format, licence);
        if (data is not null) made = ThresholdSearch.Run(folder, SoundData.Read(data), ConsoleProgress.Say, stop);
        else Console.Error.WriteLine("note: its thresholds are those of nobody in particular; name --data DIR, the folder that prepare wrote, to find the best on its validation split.");
        Console.WriteLine($"'{folder}': {new FileInfo(Path.Combine(folder, made.File)).Length / 1e6:F1} MB, delay {milliseconds:0} ms");
        return 0;
    }

    private static string Again(string run, string folder) =>
        $"LivePerformer.Trainer export {Path.GetFileName(Path.TrimEndingDirectorySeparator(run))} --name {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}";
}
