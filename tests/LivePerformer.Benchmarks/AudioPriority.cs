using System.Runtime.InteropServices;

namespace LivePerformer.Benchmarks;

/// <summary>Gives this thread the priority that a sound server gives its callback, where the system allows it.</summary>
internal static class AudioPriority
{
    private const int Fifo = 1;     // SCHED_FIFO of sched.h

    public static string Take()
    {
        int priority = 20;
        return OperatingSystem.IsLinux() && SetScheduler(0, Fifo, ref priority) == 0
            ? "real-time priority, as in a sound server"
            : "ordinary priority: other programs may interrupt, trust the median only";
    }

    [DllImport("libc", EntryPoint = "sched_setscheduler"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetScheduler(int thread, int policy, ref int priority);
}
