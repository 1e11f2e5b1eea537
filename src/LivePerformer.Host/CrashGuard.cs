using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Where a thread dies of a fault that nobody handles, the process must end: notes off first, then the take is
/// closed, and one line says what happened.</summary>
internal sealed class CrashGuard : IDisposable
{
    private readonly Action end;
    private int ended;

    /// <param name="end">Ends the notes and closes the take.</param>
    public CrashGuard(Action end)
    {
        this.end = end;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
    }

    public void Dispose() => AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs crash)
    {
        if (Interlocked.Exchange(ref ended, 1) != 0) return;

        string what = (crash.ExceptionObject as Exception)?.Message.ReplaceLineEndings(" ").TrimEnd('.') ?? "a fault without a name";
        string thread = Thread.CurrentThread.Name ?? "a thread without a name";
        try
        {
            end();
            Terminal.Complain($"The performance crashed in '{thread}' ({what}): all notes were ended, and the take was closed. Please report it with the take.");
        }
        catch (Exception fault)
        {
            Terminal.Complain($"The performance crashed in '{thread}' ({what}), and could not be ended in good order ({fault.Message.ReplaceLineEndings(" ")}).");
        }

        Environment.Exit(CommandLine.Failed);      // before the runtime aborts with a stack trace
    }
}
