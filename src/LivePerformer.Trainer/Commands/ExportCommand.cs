using System.CommandLine;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>export</c>: the best weights of a run become a model that the host can play with.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder that train wrote." };
        var name = new Option<string>("--name") { Description = "The model's name in models/, or a path whose last part is its name.", Required = true, HelpName = "NAME" };
        var data = new Option<string?>("--data") { Description = "Folder that prepare wrote: measure on it what the smaller file costs.", HelpName = "DIR" };
        var command = new Command("export", "Write the best weights of a run as model.onnx and manifest.json.") { run, name, data };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), parsed.GetRequiredValue(name), parsed.GetValue(data)));
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
        string again = $"LivePerformer.Trainer export {Path.GetFileName(Path.TrimEndingDirectorySeparator(run))} --name {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}";
        ExportReport report = ModelExport.Write(run, folder, again, TimeProvider.System.GetUtcNow(), music);
        Console.WriteLine($"'{folder}': {report.Bytes / 1e6:F1} MB, weights rounded by at most {report.RoundingError:G2}"
            + (report.Cost is { } cost ? $", which costs {cost:F6} nats/token" : ""));
        return 0;
    }
}
