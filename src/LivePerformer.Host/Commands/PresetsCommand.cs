using System.CommandLine;
using LivePerformer.Engine;
using Spectre.Console;

namespace LivePerformer.Host.Commands;

/// <summary>Lists the presets, and says of broken ones what is wrong.</summary>
internal static class PresetsCommand
{
    public static Command Create()
    {
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of a preset instead, for editors." };
        var command = new Command("presets", "List the presets: ways of playing together.") { schema };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(schema))
            {
                Console.Write(PresetFile.SchemaText());
                return 0;
            }

            Installation home = Installation.Find();
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("preset", "role", "model", "cue", "what it is");
            int broken = 0;
            foreach (var (path, preset, fault) in PresetFile.List(home.PresetFolders))
            {
                if (preset is null) broken++;
                else table.AddRow(Markup.Escape(preset.Name), preset.Role.ToString().ToLowerInvariant(), Markup.Escape(preset.Model), Describe(preset), Markup.Escape(preset.Description));
                if (fault is not null) Console.Error.WriteLine(fault);
            }

            AnsiConsole.Write(table);
            return broken == 0 ? 0 : CommandLine.Failed;
        });
        return command;
    }

    private static string Describe(Preset preset) =>
        preset.Role == Role.Duet && preset.Cue.Kind == CueKind.Silence ? "your first key" : Describe(preset.Cue);

    private static string Describe(CueSettings cue) => cue.Kind switch
    {
        CueKind.Silence => $"{cue.SilenceMs} ms of silence",
        CueKind.Pedal => $"pedal {cue.Controller}",
        _ => $"key {new Core.Pitch(cue.Key)}",
    };
}
