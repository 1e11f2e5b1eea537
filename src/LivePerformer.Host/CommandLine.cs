using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Host.Commands;

namespace LivePerformer.Host;

/// <summary>The command line: every command, and one clear line for every fault that a user can mend.</summary>
public static class CommandLine
{
    /// <summary>The music could not be made; the reason stands on the error output.</summary>
    public const int Failed = 1;

    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand(
            "LivePerformer: a live AI partner for keyboard players. You play; when you pause, it answers.\n\n"
            + "Try it without any device:   LivePerformer rehearse --in presets/performances/phrases.mid --wav take.wav\n"
            + "Play it live:                LivePerformer perform\n"
            + "Something is missing?        LivePerformer doctor")
        {
            PerformCommand.Create(),
            RehearseCommand.Create(),
            ExportCommand.Create(),
            TranscribeCommand.Create(),
            ReplayCommand.Create(),
            RollCommand.Create(),
            TellCommand.Create(),
            ControlsCommand.Create(),
            CalibrateCommand.Create(),
            DevicesCommand.Create(),
            PresetsCommand.Create(),
            SetListsCommand.Create(),
            ModelsCommand.Create(),
            DoctorCommand.Create(),
        };

        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (LivePerformerException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message.ReplaceLineEndings(" "));
            return Failed;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Check the path, its permissions and the room on the disk.");
            return Failed;
        }
    }
}
