using System.Diagnostics;
using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Where performances of this user can be spoken to: a socket for each, in a folder that is the user's alone.</summary>
internal static class CommandPlace
{
    private const string Prefix = "LivePerformer-", Ending = ".sock";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The user's runtime folder, or else a folder of the user's own among the temporary files; made where it is absent.</summary>
    /// <exception cref="LivePerformerException">Others may enter it, or we may not.</exception>
    public static string Folder()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Path.IsPathRooted(runtime) && Directory.Exists(runtime))
            return runtime;

        string folder = Path.Combine(Path.GetTempPath(), $"LivePerformer-{Environment.UserName}");
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);      // the temporary files are the user's own there
            else if (!IsOwn(Directory.CreateDirectory(folder, Own))) throw new UnauthorizedAccessException("others may enter it");
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"Nobody can be spoken to in '{folder}': {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Remove it, or set XDG_RUNTIME_DIR to a folder of your own.", error);
        }
    }

    public static string Of(string folder, int process) => Path.Combine(folder, $"{Prefix}{process.ToString(CultureInfo.InvariantCulture)}{Ending}");

    /// <summary>The sockets there are, the newest first, with their process; also those of performances that have crashed.</summary>
    public static IReadOnlyList<(string Path, int Process)> All(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFiles($"{Prefix}*{Ending}")
            .OrderByDescending(file => file.LastWriteTimeUtc).ThenByDescending(file => file.Name, StringComparer.Ordinal)
            .Select(file => (file.FullName, ProcessOf(file.Name)))
            .Where(found => found.Item2 > 0)];

    /// <summary>Removes what performances left behind that no longer live.</summary>
    public static void Clean(string folder)
    {
        foreach (var (path, process) in All(folder)) RemoveIfDead(path, process);
    }

    /// <summary>Removes a socket that nobody holds.</summary>
    public static void RemoveIfDead(string path, int process)
    {
        if (Lives(process)) return;
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // it does no harm
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool IsOwn(DirectoryInfo folder) => (folder.UnixFileMode & Others) == 0 && folder.LinkTarget is null;

    private static int ProcessOf(string name) =>
        int.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Ending.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0;

    private static bool Lives(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return true;        // it is there, and not ours to look at
        }
    }
}
