namespace LivePerformer.Host;

/// <summary>What is said while music plays: who cannot be told is not told, and the music goes on.</summary>
/// <remarks>Standard output may be a file on a disk that fills up, or a pipe that nobody reads any more. Any thread.</remarks>
internal static class Terminal
{
    /// <summary>Somebody else, such as the page, hears of it too; on the thread that says it.</summary>
    public static event Action<Message>? Heard;

    private static volatile MessageLog? view;
    private static volatile bool isStuck;

    public static void Say(string line)
    {
        Heard?.Invoke(new(line, IsComplaint: false));
        if (view is { } shown) shown.Add(line, isComplaint: false);
        else if (!isStuck) Write(Console.Out, line);
    }

    public static void Complain(string line)
    {
        Heard?.Invoke(new(line, IsComplaint: true));
        MessageLog? shown = view;
        shown?.Add(line, isComplaint: true);
        if (Console.IsErrorRedirected || (shown is null && !isStuck)) Write(Console.Error, line);
    }

    /// <summary>From now on a live view shows what is said.</summary>
    public static void Show(MessageLog log) => view = log;

    /// <summary>The view is gone: what it showed is said as lines.</summary>
    /// <param name="stuck">The terminal takes nothing any more, and is not asked again.</param>
    public static void EndShow(bool stuck)
    {
        MessageLog? shown = view;
        isStuck = stuck;
        view = null;
        if (shown is null || stuck) return;

        foreach (Message message in shown.Last())
        {
            if (!message.IsComplaint) Write(Console.Out, message.Text);
            else if (!Console.IsErrorRedirected) Write(Console.Error, message.Text);
        }
    }

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
