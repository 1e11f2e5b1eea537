using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LivePerformer.Host;

/// <summary>Starts programs behind all other work of the machine: the music must not notice them.</summary>
internal static class LowestPriority
{
    private const int OfThread = 0, Lowest = 19;        // PRIO_PROCESS, which on Linux is a thread; the end of nice's scale

    /// <summary>Starts a program that has the lowest priority from its first instruction on, and so has all that it starts.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        if (!OperatingSystem.IsLinux())
        {
            Process later = Process.Start(start)!;
            TryLower(later);
            return later;
        }

        // a child inherits the priority of the thread that started it, which cannot be raised again: that thread ends
        Process? process = null;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                _ = SetPriority(OfThread, 0, Lowest);
                process = Process.Start(start);
            }
            catch (Exception error)
            {
                fault = error;
            }
        })
        { Name = "start", IsBackground = true };
        thread.Start();
        thread.Join();
        if (fault is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        return process!;
    }

    private static void TryLower(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.Idle;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // it has ended already, or stays as it is
        }
    }

    [DllImport("libc", EntryPoint = "setpriority"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
