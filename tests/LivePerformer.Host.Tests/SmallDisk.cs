using System.Diagnostics;

namespace LivePerformer.Host.Tests;

/// <summary>A file system of a given size, mounted while the test lasts; only root may do that.</summary>
internal sealed class SmallDisk : IDisposable
{
    /// <param name="size">As mount writes it: 40k, 1m.</param>
    public SmallDisk(string folder, string size)
    {
        Requires.Linux();
        Folder = folder;
        Directory.CreateDirectory(folder);
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder]);
        mount.WaitForExit();
        if (mount.ExitCode != 0) Requires.Missing("a small file system: only root may mount one", "root");
    }

    public string Folder { get; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        try
        {
            using FileStream file = new(Path("filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (byte[] block = new byte[4096]; ;) file.Write(block);
        }
        catch (IOException)
        {
            // it is full
        }
    }

    public void Dispose()
    {
        using var umount = Process.Start("umount", [Folder]);
        umount.WaitForExit();
    }
}
