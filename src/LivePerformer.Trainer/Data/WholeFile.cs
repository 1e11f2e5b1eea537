using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Files that are whole or absent: written aside and moved.</summary>
public static class WholeFile
{
    /// <summary>What helps where a file cannot be written.</summary>
    public const string MakeRoom = "Free some space or make the folder writable.";

    /// <summary>The same for what a run or a sweep writes.</summary>
    public const string MakeRoomAndResume = "Free some space or make the folder writable, then go on with --resume.";

    /// <param name="remedy">What to do where it cannot be written.</param>
    /// <exception cref="LivePerformerException">The disk is full or the folder cannot be written; an older file stays whole, and nothing is left beside it.</exception>
    public static void Write(string path, string text, string remedy = MakeRoom) => Write(path, Encoding.UTF8.GetBytes(text), remedy);

    /// <exception cref="LivePerformerException">As above.</exception>
    public static void Write(string path, byte[] bytes, string remedy = MakeRoom) => Write(path, aside => File.WriteAllBytes(aside, bytes), remedy);

    /// <param name="write">Writes the file that it is given the path of.</param>
    /// <exception cref="LivePerformerException">As above.</exception>
    public static void Write(string path, Action<string> write, string remedy = MakeRoom)
    {
        string aside = path + ".tmp";
        try
        {
            write(aside);
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(aside);
            throw new LivePerformerException($"Cannot write '{path}' ({e.Message}). {remedy}", e);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report.
        }
    }
}
