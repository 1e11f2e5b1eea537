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
            PrepareCommand.Create(), TrainCommand.Create(), SweepCommand.Create(), FinetuneCommand.Create(), ExportCommand.Create(), QuantizeCommand.Create(), EvaluateCommand.Create(), ScoreCommand.Create(), CompareCommand.Create(), SpectrogramCommand.Create(), CurveCommand.Create(),
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
        catch (Exception e) when (Cause(e) is LivePerformerException or OperationCanceledException)
        {
            bool stopped = Cause(e) is OperationCanceledException;
            await Console.Error.WriteLineAsync(stopped ? "stopped" : Cause(e).Message);
            return stopped ? 130 : 1;
        }
    }

    // What several threads ran into is one fault to the user.
    private static Exception Cause(Exception e) => e is not AggregateException all ? e
        : all.Flatten().InnerExceptions is var each && each.All(one => one is LivePerformerException or OperationCanceledException) ? each.OrderBy(one => one is OperationCanceledException).First() : e;
}
