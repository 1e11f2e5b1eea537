using System.Runtime.InteropServices;

namespace LivePerformer.Host;

/// <summary>Whether the terminal is ours: a program in the background that draws spoils another's screen, and one that asks
/// for keys is stopped by the system, and its music with it.</summary>
internal static partial class Foreground
{
    private const int SigStop = 19;      // Linux's SIGSTOP, which no program may refuse

    public static bool OwnsOutput => !Console.IsOutputRedirected && Owns(1);

    public static bool OwnsInput => !Console.IsInputRedirected && Owns(0);

    /// <summary>Stops all of this program, as the shell's Ctrl-Z does.</summary>
    public static void StopUntilContinued() => _ = Kill(Environment.ProcessId, SigStop);

    private static bool Owns(int descriptor) => OperatingSystem.IsWindows() || TerminalGroup(descriptor) == Group(0);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TerminalGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Group(int process);
}
