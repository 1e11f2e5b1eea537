using System.Runtime.InteropServices;

namespace LivePerformer.Host;

/// <summary>Puts a thread before all ordinary work of the machine, yet behind every sound server and its callbacks.</summary>
internal static class RealTimePriority
{
    private const int Fifo = 1;                     // SCHED_FIFO of sched.h
    private const int ResetOnFork = 0x40000000;     // SCHED_RESET_ON_FORK: what the thread starts is ordinary again
    private const int Lowest = 1;                   // sound servers and their clients take 5 to 88

    /// <summary>Takes it for the calling thread.</summary>
    /// <returns>Whether the system allowed it; where it did not, the thread goes on as it was.</returns>
    public static bool TryTake()
    {
        int priority = Lowest;
        return OperatingSystem.IsLinux() && SetScheduler(0, Fifo | ResetOnFork, ref priority) == 0;
    }

    [DllImport("libc", EntryPoint = "sched_setscheduler"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetScheduler(int thread, int policy, ref int priority);
}
