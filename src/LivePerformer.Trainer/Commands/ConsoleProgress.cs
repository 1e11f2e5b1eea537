using System.Diagnostics;
using Spectre.Console;

namespace LivePerformer.Trainer;

/// <summary>Shows how far a long task is: a bar with the time left on a terminal, a plain line now and then elsewhere.</summary>
internal static class ConsoleProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(15);

    /// <summary>Shows a fraction from 0 to 1 and a few words; may be called from any thread, as often as one likes.</summary>
    public delegate void Show(double fraction, string words);

    /// <summary>Runs a task that reports through <see cref="Show"/>.</summary>
    public static void Run(string title, Action<Show> task)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive) RunPlain(title, task);
        else RunOnTerminal(title, task);
    }

    /// <summary>A line of its own, beside the bar.</summary>
    public static void Say(string line)
    {
        if (Console.IsOutputRedirected) Console.WriteLine(line);
        else AnsiConsole.WriteLine(line);
    }

    private static void RunOnTerminal(string title, Action<Show> task) =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(bars =>
        {
            ProgressTask bar = bars.AddTask(Markup.Escape(title));
            task((fraction, words) =>
            {
                bar.Value = 100 * fraction;
                bar.Description = Markup.Escape($"{title} {words}");
            });
            bar.StopTask();
        });

    private static void RunPlain(string title, Action<Show> task)
    {
        var gate = new Lock();
        long began = Stopwatch.GetTimestamp(), last = 0;
        double first = double.NaN;
        task((fraction, words) =>
        {
            lock (gate)
            {
                if (double.IsNaN(first)) first = fraction;
                if (last != 0 && Stopwatch.GetElapsedTime(last) < BetweenLines && fraction < 1) return;

                last = Stopwatch.GetTimestamp();
                TimeSpan spent = Stopwatch.GetElapsedTime(began);
                string left = fraction > first ? $", {spent * ((1 - fraction) / (fraction - first)):hh\\:mm\\:ss} left" : "";
                Console.WriteLine($"{title} {fraction,4:P0} {words}{left}");
            }
        });
    }
}
