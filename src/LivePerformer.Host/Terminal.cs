namespace LivePerformer.Host;

/// <summary>What is said while music plays: who cannot be told is not told, and the music goes on.</summary>
/// <remarks>Standard output may be a file on a disk that fills up, or a pipe that nobody reads any more. Any thread.</remarks>
internal static class Terminal
{
    public static void Say(string line) => Write(Console.Out, line);

    public static void Complain(string line) => Write(Console.Error, line);

    private static void Write(TextWriter to, string line)
    {
        try
        {
            to.WriteLine(line);
        }
        catch (IOException)
        {
            // not told
        }
    }
}
