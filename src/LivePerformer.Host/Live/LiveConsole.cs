using System.Runtime.InteropServices;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LivePerformer.Host;

/// <summary>Shows the meters on the terminal while music plays, and hears its keys.</summary>
/// <remarks>A thread of its own draws, five times a second, on the terminal's second screen; a terminal that takes nothing
/// stops that thread and nothing else. Each frame is written anew from its first line, so that a window may be resized at any
/// time. What is said meanwhile stands in the view, and afterwards as lines, as if there had been none.</remarks>
internal sealed class LiveConsole : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l\e[2J", Leave = "\e[?25h\e[?1049l";
    private const char Clear = 'c';
    private const int Utf8 = 65001;     // a code page
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly MeterBoard board;
    private readonly LiveView view;
    private readonly MessageLog said = new();
    private readonly Queue<Reading> readings = new();
    private readonly StringWriter text = new();
    private readonly IAnsiConsole ansi;
    private readonly Stream output = Console.OpenStandardOutput();
    private readonly ManualResetEventSlim stop = new();
    private readonly Thread thread;
    private readonly Lock writing = new();
    private readonly PosixSignalRegistration? pauses;
    private Reading latest;
    private volatile Reading noted;
    private bool ended;

    private LiveConsole(MeterBoard board, string title, IReadOnlyList<string> keys)
    {
        this.board = board;
        noted = latest = board.Read();
        bool hearsKeys = Foreground.OwnsInput;
        view = new LiveView(title, hearsKeys ? [.. keys, $"{Clear} clears warnings"] : [], fancy: Console.OutputEncoding.CodePage == Utf8);
        ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = AnsiConsole.Profile.Capabilities.ColorSystem == ColorSystem.NoColors ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        Terminal.Show(said);
        if (OperatingSystem.IsLinux()) pauses = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Pause);
        thread = new Thread(Run) { Name = "view", IsBackground = true, Priority = ThreadPriority.BelowNormal };
        thread.Start();
        if (hearsKeys) new Thread(HearKeys) { Name = "keys", IsBackground = true }.Start();
    }

    /// <summary>What a key does, other than those of the view itself.</summary>
    /// <remarks>Called on the console's own thread; what it throws ends the hearing of keys.</remarks>
    public Action<ConsoleKeyInfo>? OnKey { get; set; }

    /// <summary>Null where nobody looks: standard output is no terminal, or one that cannot move its cursor, or another
    /// program's while we are in the background.</summary>
    /// <param name="title">Preset, model, device.</param>
    /// <param name="keys">What the keys do that <see cref="OnKey"/> hears, for the last line.</param>
    public static LiveConsole? Open(MeterBoard board, string title, params IReadOnlyList<string> keys) =>
        !Foreground.OwnsOutput || !AnsiConsole.Profile.Capabilities.Ansi ? null : new LiveConsole(board, title, keys);

    /// <summary>Gives the terminal back as it was.</summary>
    public void Dispose()
    {
        if (ended) return;

        ended = true;
        pauses?.Dispose();
        stop.Set();
        Terminal.EndShow(stuck: !thread.Join(Patience));
    }

    private void Run()
    {
        try
        {
            Write(Enter);
            do Draw();
            while (!stop.Wait(Every));
        }
        catch (Exception fault)
        {
            TryWrite(Leave);
            Terminal.EndShow(stuck: false);     // from now on lines, as without a view
            if (fault is not IOException) Terminal.Complain($"The live view ended: {fault.Message.ReplaceLineEndings(" ")}");
            return;
        }

        TryWrite(Leave);
    }

    private void Draw()
    {
        latest = board.Read();
        readings.Enqueue(latest);
        while (latest.Wall - readings.Peek().Wall > Recent) readings.Dequeue();

        (int width, int height) = Size();
        ansi.Profile.Width = width;
        text.GetStringBuilder().Clear();
        IReadOnlyList<IReadOnlyList<Segment>> lines = view.Lines(latest, new Stretch(readings.Peek(), latest), noted, said.Last(height), width, height);
        ansi.Write(new Frame(lines));
        Write($"\e[H{text.ToString().TrimEnd('\n').ReplaceLineEndings("\e[K\r\n")}\e[K\e[J");
    }

    private void Write(string frame)
    {
        lock (writing) output.Write(Encoding.UTF8.GetBytes(frame));
    }

    /// <summary>Ctrl-Z: until we are called back, the shell has its screen.</summary>
    private void Pause(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lock (writing)
        {
            TryWrite(Leave);
            Foreground.StopUntilContinued();
            TryWrite(Enter);
        }
    }

    private void TryWrite(string frame)
    {
        try
        {
            Write(frame);
        }
        catch (IOException)
        {
            // the terminal is gone
        }
    }

    /// <summary>A terminal that does not know its size says 0.</summary>
    private static (int Width, int Height) Size()
    {
        (int width, int height) = (Console.WindowWidth, Console.WindowHeight);
        return (width > 0 ? width : 80, height > 0 ? height : 24);
    }

    private void HearKeys()
    {
        try
        {
            while (!stop.IsSet)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (stop.IsSet) return;
                if (key.KeyChar == Clear) noted = latest;
                else OnKey?.Invoke(key);
            }
        }
        catch (Exception fault)
        {
            Terminal.Complain($"Keys of the terminal are no longer heard: {fault.Message.ReplaceLineEndings(" ")}");
        }
    }

    private sealed class Frame(IReadOnlyList<IReadOnlyList<Segment>> lines) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => lines.SelectMany(line => line.Append(Segment.LineBreak));
    }
}
