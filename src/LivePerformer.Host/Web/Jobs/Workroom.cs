using System.Diagnostics;

namespace LivePerformer.Host;

/// <summary>A folder for what the page's work leaves lying about: gone with the program, and after a crash with the next one.</summary>
internal sealed class Workroom : IDisposable
{
    private const string Beginning = "liveperformer-web-";

    private readonly string folder;

    public Workroom()
    {
        foreach (string left in Directory.EnumerateDirectories(Path.GetTempPath(), Beginning + "*")) TidyUp(left);
        folder = Directory.CreateTempSubdirectory($"{Beginning}{Environment.ProcessId}-").FullName;     // nobody else's to read
    }

    /// <summary>A new folder in it, or the one that is there.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    public void Dispose() => TryDelete(folder);

    public static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // it is a temporary folder, and the next program tries again
        }
    }

    private static void TidyUp(string left)
    {
        string owner = Path.GetFileName(left)[Beginning.Length..].Split('-')[0];
        if (!int.TryParse(owner, out int id)) return;

        try
        {
            using Process _ = Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            TryDelete(left);        // it runs no more
        }
    }
}
