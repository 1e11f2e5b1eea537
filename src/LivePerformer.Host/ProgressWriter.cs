namespace LivePerformer.Host;

/// <summary>Shows how far a command is: on a terminal one line that is written over, for another program a line of JSON each time.</summary>
/// <remarks>At most ten times a second; nothing where the output is a file and nobody asked for JSON.</remarks>
internal sealed class ProgressWriter(string what, bool asJson) : IDisposable
{
    private const long Pause = 100;   // ms

    private long next;
    private int width;

    /// <param name="fraction">0 to 1; no number where the end is not known.</param>
    public void Show(double fraction, string text)
    {
        long now = Environment.TickCount64;
        if (now < next) return;

        next = now + Pause;
        if (asJson)
        {
            Console.WriteLine(ProgressLine.Write(double.IsFinite(fraction) ? fraction : 0, text));
        }
        else if (!Console.IsErrorRedirected)
        {
            string line = double.IsFinite(fraction) ? $"{what}: {fraction:P0}, {text}" : $"{what}: {text}";
            Console.Error.Write($"\r{line.PadRight(width)}");
            width = line.Length;
        }
    }

    /// <summary>Leaves an empty line for what is said next.</summary>
    public void Dispose()
    {
        if (width > 0) Console.Error.Write($"\r{new string(' ', width)}\r");
        width = 0;
    }
}
