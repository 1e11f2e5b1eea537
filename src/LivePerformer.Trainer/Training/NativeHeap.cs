using System.Runtime.InteropServices;

namespace LivePerformer.Trainer;

/// <summary>How the C library keeps memory for Torch's tensors.</summary>
/// <remarks>
/// A step makes the same large tensors again and again. By default glibc maps those over 32 MiB anew each time and gives them
/// back at once, so that every page of them is cleared and faulted in again: for the first convolution of a transcriber that
/// takes several times as long as its arithmetic.
/// </remarks>
internal static class NativeHeap
{
    // M_TRIM_THRESHOLD, M_MMAP_MAX and M_ARENA_MAX of glibc's malloc.h.
    private const int TrimThreshold = -1, MostMaps = -4, MostArenas = -8;

    /// <summary>Keeps what is freed for the next step; the process stays as large as it once was.</summary>
    /// <returns>Whether this C library can; where it cannot, all goes on as it was.</returns>
    public static bool TryKeep()
    {
        try
        {
            return OperatingSystem.IsLinux() && Set(MostMaps, 0) == 1 && Set(TrimThreshold, int.MaxValue) == 1
                && Set(MostArenas, 1) == 1;   // an arena of a thread's own gives its memory back all the same
        }
        catch (EntryPointNotFoundException)
        {
            return false;   // musl has no such choice
        }
    }

    [DllImport("libc", EntryPoint = "mallopt"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(int parameter, int value);
}
