using System.CommandLine;
using LivePerformer.Inference;
using Spectre.Console;

namespace LivePerformer.Host.Commands;

/// <summary>Lists the models, each opened and checked.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "List the models: who can answer, how well they know the music, and their licences.");
        command.SetAction(_ =>
        {
            Installation home = Installation.Find();
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("model", "kind", "size", "weights", "nats/token", "licence of the weights");
            int broken = 0;
            foreach (string name in ModelFolder.List(home.Models))
            {
                try
                {
                    using ModelFolder model = ModelFolder.Load(Path.Combine(home.Models, name));
                    ModelManifest says = model.Manifest;
                    string score = says.Scores.TryGetValue("nats_per_token", out double nats) ? $"{nats:0.000}" : "-";
                    table.AddRow(Markup.Escape(name), Markup.Escape(says.Kind), $"{says.Layers} x {says.Hidden}", Markup.Escape(says.Weights), score, Markup.Escape(says.Licence));
                }
                catch (ModelException fault)
                {
                    broken++;
                    Console.Error.WriteLine(fault.Message);
                }
            }

            AnsiConsole.Write(table);
            broken += ListTranscribers(home);
            return broken == 0 ? 0 : CommandLine.Failed;
        });
        return command;
    }

    private static int ListTranscribers(Installation home)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("transcriber", "delay, ms", "weights", "onset F1 close", "ambient", "licence of the weights");
        int broken = 0;
        foreach (string name in TranscriberFolder.List(home.Models))
        {
            try
            {
                using TranscriberFolder model = TranscriberFolder.Load(Path.Combine(home.Models, name));
                TranscriberManifest says = model.Manifest;
                table.AddRow(Markup.Escape(name), $"{says.DelayMilliseconds:0}", Markup.Escape(says.Weights), Score("close_onset_50ms_f1"), Score("ambient_onset_50ms_f1"), Markup.Escape(says.Licence));

                string Score(string key) => says.Scores.TryGetValue(key, out double value) ? $"{value:0.000}" : "-";
            }
            catch (ModelException fault)
            {
                broken++;
                Console.Error.WriteLine(fault.Message);
            }
        }

        if (table.Rows.Count > 0) AnsiConsole.Write(table);
        return broken;
    }
}
