using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Engine;
using Spectre.Console;

namespace LivePerformer.Host.Commands;

/// <summary>Lists the set lists, and what is in them.</summary>
internal static class SetListsCommand
{
    public static Command Create()
    {
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of a set list instead, for editors." };
        var command = new Command("setlists", "List the set lists: presets in the order of a night.") { schema };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(schema))
            {
                Console.Write(SetListFile.SchemaText());
                return 0;
            }

            Installation home = Installation.Find();
            int broken = 0;
            foreach (string path in SetListFile.In(home.PresetFolders))
            {
                try
                {
                    Print(Programme.Read(path, home), SetListFile.NameOf(path));
                }
                catch (LivePerformerException fault)
                {
                    broken++;
                    Console.Error.WriteLine(fault.Message);
                }
            }

            return broken == 0 ? 0 : CommandLine.Failed;
        });
        return command;
    }

    private static void Print(Programme programme, string name)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle($"{name}: {programme.Name}") };
        table.AddColumns("item", "program", "piece", "preset", "model", "prompt");
        for (int i = 0; i < programme.Items.Count; i++)
        {
            ProgrammeItem item = programme.Items[i];
            table.AddRow($"{i + 1}", programme.ProgramChanges ? $"{item.Program + 1}" : "", Markup.Escape(item.Name), Markup.Escape(item.Preset.Name), Markup.Escape(item.Preset.Model), item.Prompt is null ? "" : $"{item.Prompt.Length} bytes");
        }

        AnsiConsole.Write(table);
    }
}
