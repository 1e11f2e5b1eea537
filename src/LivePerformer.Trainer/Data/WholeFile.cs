using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Files that are whole or absent: written aside and moved.</summary>
public static class WholeFile
{
    /// <exception cref="LivePerformerException">The disk is full or the folder cannot be written; an older file stays whole.</exception>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <exception cref="LivePerformerException">As above.</exception>
    public static void Write(string path, byte[] bytes)
    {
        string aside = path + ".tmp";
        try
        {
            File.WriteAllBytes(aside, bytes);
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"Cannot write '{path}' ({e.Message}). Free some space or make the folder writable, then go on with --resume.", e);
        }
    }
}
