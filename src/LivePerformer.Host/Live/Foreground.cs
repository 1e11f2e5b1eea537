using System.Runtime.InteropServices;

namespace LivePerformer.Host;

/// <summary>Whether the terminal is ours: a program in the background that draws spoils another's screen, and one that asks
/// for keys is stopped by the system, and its music with it.</summary>
internal static partial class Foreground
{
    public static bool OwnsOutput => !Console.IsOutputRedirected && Owns(1);

    public static bool OwnsInput => !Console.IsInputRedirected && Owns(0);

    private static bool Owns(int descriptor) => OperatingSystem.IsWindows() || TerminalGroup(descriptor) == Group(0);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TerminalGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Group(int process);
}
