using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>quantize</c>: an exported model becomes a smaller and faster one, if that costs little.</summary>
internal static class QuantizeCommand
{
    private const string Split = "validation";

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An exported model: its name in models/, or the path of its folder." };
        var name = new Option<string>("--name") { Description = "The new model's name in models/, or a path whose last part is its name.", Required = true, HelpName = "NAME" };
        var data = new Option<string>("--data") { Description = "Folder that prepare wrote: what 8 bits cost is measured on its validation split.", HelpName = "DIR" };
        var maestro = new Option<string>("--maestro") { Description = "Instead of --data: folder of MAESTRO, its validation split.", HelpName = "DIR" };
        var midi = new Option<string>("--midi") { Description = "Instead of --data: any folder of MIDI files, the validation split that prepare --midi makes of it.", HelpName = "DIR" };
        var compositions = new Option<string>("--compositions") { Description = "With --midi, as for prepare.", DefaultValueFactory = _ => "folder" };
        compositions.AcceptOnlyFromAmong("folder", "name");
        var force = new Option<bool>("--force") { Description = "Keep the new model even if it costs 0.01 nats/token or more, or is not faster." };
        var report = new Option<string?>("--report") { Description = "JSON file for the numbers.", HelpName = "FILE" };
        var command = new Command("quantize", "Write an exported model with its matrices in 8 bits, measure cost and speed, and keep it if it is faster and costs under 0.01 nats/token.")
        {
            model, name, data, maestro, midi, compositions, force, report,
        };
        command.Validators.Add(result =>
        {
            if (new Option[] { data, maestro, midi }.Count(option => result.GetResult(option) is not null) != 1)
                result.AddError("Name one source: --data DIR that prepare wrote, --maestro DIR for MAESTRO, or --midi DIR for any folder of MIDI files.");
        });
        command.SetAction((parsed, stop) =>
        {
            string folder = Path.TrimEndingDirectorySeparator(ModelPlace.Of(parsed.GetRequiredValue(name))), from = ModelPlace.Of(parsed.GetRequiredValue(model));
            if (Directory.Exists(folder)) throw new LivePerformerException($"There is already a model '{Path.GetFileName(folder)}'. Choose another --name.");

            using ModelFolder original = ModelFolder.Load(from);
            (string option, IReadOnlyList<TokenPiece> pieces) = parsed.GetValue(data) is { } shards ? ("--data", Prepared(shards))
                : parsed.GetValue(maestro) is { } table ? ("--maestro", Read(PieceSource.Maestro(table), original.Manifest.Standard, stop))
                : ("--midi", Read(PieceSource.Midi(parsed.GetValue(midi)!, grouping: Enum.Parse<Grouping>(parsed.GetValue(compositions)!, ignoreCase: true)), original.Manifest.Standard, stop));
            string again = $"LivePerformer.Trainer quantize {original.Manifest.Name} --name {Path.GetFileName(folder)} {option} DIR";
            return Task.FromResult(Run(original, folder, pieces, parsed.GetValue(force), again, parsed.GetValue(report), stop));
        });
        return command;
    }

    /// <summary>The validation split of prepared data.</summary>
    public static IReadOnlyList<TokenPiece> Prepared(string data) => TokenData.Read(data).Load(data, Split);

    /// <summary>Makes the variant, says what it is worth, and answers how the program ends.</summary>
    public static int Run(ModelFolder original, string folder, IReadOnlyList<TokenPiece> pieces, bool force, string again, string? reportFile, CancellationToken stop)
    {
        QuantizationReport? report = null;
        ConsoleProgress.Run("quantize", show => report = new Quantization(original, TimeProvider.System).Run(folder, pieces, force, again, (fraction, word) => show(fraction, word), stop));
        QuantizationReport found = report!;
        ConsoleProgress.Say($"{found.Model}: {found.BytesBefore / 1e6:F1} MB, {found.NatsPerTokenBefore:F4} nats/token, {found.MicrosecondsBefore:F0} us a token");
        ConsoleProgress.Say($"in 8 bits: {found.BytesAfter / 1e6:F1} MB, {found.NatsPerTokenAfter:F4} nats/token ({found.Cost:+0.0000;-0.0000}), {found.MicrosecondsAfter:F0} us a token ({found.Speed:F2} times as fast)");
        ConsoleProgress.Say($"({found.Pieces} validation pieces, {found.Tokens} tokens; speed token by token on one thread, medians)");
        if (reportFile is not null) ReportFile.Write(reportFile, found);
        if (!found.IsWorthIt)
        {
            string why = found.Cost < QuantizationReport.MostCost ? "it is not faster on this machine" : $"it costs {found.Cost:F4} nats/token, where less than {QuantizationReport.MostCost} may be lost";
            Console.Error.WriteLine(found.Written is null ? $"Nothing is written: {why}. Keep '{found.Model}', or use --force." : $"Kept because of --force, though {why}.");
        }

        if (found.Written is null) return 1;

        ConsoleProgress.Say($"model '{found.Written}'");
        return 0;
    }

    private static TokenPiece[] Read(PieceSource source, MusicStandard? standard, CancellationToken stop)
    {
        TokenPiece[] pieces = Preparation.Read(source, Split, PreparationSteps.To(standard), Console.Error.WriteLine, stop);
        return pieces.Length > 0 ? pieces : throw new LivePerformerException($"'{source.Folder}' has no readable piece in the split '{Split}'. Name a folder that has.");
    }
}
