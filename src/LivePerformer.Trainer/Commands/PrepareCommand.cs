using System.CommandLine;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>prepare</c>: MIDI files to token shards.</summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        var maestro = new Option<string>("--maestro") { Description = "Folder of the data set: maestro-v3.0.0.csv and the MIDI files it names.", Required = true, HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder for the token shards. Shards that are already there and current are kept.", Required = true, HelpName = "DIR" };
        var command = new Command("prepare", "Turn a MAESTRO folder into tokens, ready for training.") { maestro, output };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetRequiredValue(maestro), parsed.GetRequiredValue(output), stop)));
        return command;
    }

    private static int Run(string maestro, string folder, CancellationToken stop)
    {
        ConsoleProgress.Run("prepare", show =>
        {
            TokenData data = Preparation.Run(maestro, folder, (done, all) => show((double)done / all, $"{done} of {all} pieces"), Console.Error.WriteLine, stop);
            foreach ((string split, TokenData.Total total) in data.Totals)
                ConsoleProgress.Say($"{split}: {total.Pieces} pieces, {total.Notes} notes, {total.Tokens} tokens, {total.Seconds / 3600:F1} h");
        });
        return 0;
    }
}
