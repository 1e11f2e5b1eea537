using System.CommandLine;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The trainer's command line.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Prepare music, train the networks that LivePerformer plays with, and measure them.")
        {
            PrepareCommand.Create(), TrainCommand.Create(), SweepCommand.Create(), FinetuneCommand.Create(), ExportCommand.Create(), QuantizeCommand.Create(), EvaluateCommand.Create(), CompareCommand.Create(),
        };
        try
        {
            // Ctrl-C and SIGTERM cancel the command's token; saving a checkpoint may then take its time.
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
            });
        }
        catch (LivePerformerException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped");
            return 130;
        }
    }
}
