using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Files that the user asked for, written so that a fault leaves the older one as it was.</summary>
public static class OutputFile
{
    /// <summary>Writes to a file beside the wanted one and then puts it in its place.</summary>
    /// <exception cref="LivePerformerException">The folder is absent, read-only or full.</exception>
    public static void Replace(string path, Action<Stream> write) => Put(path, write, overwrite: true);

    /// <summary>The same, but leaves a file that is already there as it is: then the answer is false.</summary>
    /// <exception cref="LivePerformerException">The folder is absent, read-only or full.</exception>
    public static bool TryCreate(string path, Action<Stream> write) => !File.Exists(path) && Put(path, write, overwrite: false);

    /// <summary>Fails now, and not after the music, when the file cannot be written.</summary>
    /// <exception cref="LivePerformerException">The folder is absent, read-only or full.</exception>
    public static void CheckWritable(string path)
    {
        string probe = Beside(path);
        try
        {
            if (Directory.Exists(path)) throw new IOException("it is a folder");
            using (FileStream stream = File.Create(probe))
            {
                // a full disk takes the name of a file, but not its content
                stream.Write(new byte[64 * 1024]);
                stream.Flush(flushToDisk: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, error);
        }
        finally
        {
            TryDelete(probe);
        }
    }

    public static LivePerformerException CannotWrite(string path, Exception error) =>
        new($"'{path}' cannot be written: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Name a file in a folder that exists, may be written and has room.", error);

    private static bool Put(string path, Action<Stream> write, bool overwrite)
    {
        string beside = Beside(path);
        try
        {
            using (FileStream stream = File.Create(beside)) write(stream);
            File.Move(beside, path, overwrite);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // another process may have taken the name while we wrote
            bool taken = !overwrite && File.Exists(beside) && File.Exists(path);
            TryDelete(beside);
            return taken ? false : throw CannotWrite(path, error);
        }
    }

    /// <summary>Of this process alone: two may have the same file in mind.</summary>
    private static string Beside(string path) => $"{path}.{Environment.ProcessId}.part";

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // nothing more can be done for it, and the first fault is the one to tell
        }
    }
}
