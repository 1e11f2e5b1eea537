using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>The program as a musician starts it, and all that it says.</summary>
internal sealed partial class SoakedProgram : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LivePerformer.dll");

    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly string server;
    private readonly string folder;
    private readonly Process process;
    private readonly List<Process> telling = [];
    private volatile int item = 1;
    private int switches;

    public SoakedProgram(string server, string folder, string drill, params string[] arguments)
    {
        this.server = server;
        this.folder = folder;
        process = Start(["perform", "--page", "off", .. arguments], ("LIVEPERFORMER_DRILL", drill));
        Read(process, lines, complaints);
    }

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>What it said on the error output.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public bool HasExited => process.HasExited;

    /// <summary>Which item of the set list it said last that it plays, from 1 on.</summary>
    public int Item => item;

    /// <summary>How often it said that it plays another item.</summary>
    public int Switches => Volatile.Read(ref switches);

    public int Saying(string text) => lines.Concat(complaints).Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>By the command, in a process of its own.</summary>
    public void Tell(string command)
    {
        Process tell = Start(["tell", "--pid", $"{process.Id}", .. command.Split(' ')]);
        Read(tell, [], complaints);
        telling.Add(tell);
    }

    /// <summary>How many commands were refused until now.</summary>
    public int Refused { get; private set; }

    public void ReapTells()
    {
        foreach (Process told in telling.Where(told => told.HasExited).ToArray())
        {
            if (told.ExitCode != 0) Refused++;
            telling.Remove(told);
            told.Dispose();
        }
    }

    /// <summary>Memory that is really there, in MiB.</summary>
    public double ResidentMib()
    {
        string? line = HasExited ? null : File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? double.NaN : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public int Stop()
    {
        using Process kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1))) return -1;

        process.WaitForExit();      // its output has been read to the end
        return process.ExitCode;
    }

    /// <summary>Another command of the program, to its end.</summary>
    public (int Code, string Said) Run(params string[] arguments)
    {
        var said = new ConcurrentQueue<string>();
        using Process run = Start(arguments);
        Read(run, said, said);
        run.WaitForExit();
        return (run.ExitCode, string.Join(' ', said));
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        telling.ForEach(tell => tell.Dispose());
    }

    private Process Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JACK_DEFAULT_SERVER"] = server;
        start.Environment["JACK_NO_START_SERVER"] = "1";
        start.Environment["LIVEPERFORMER_HOME"] = Repo.Root;
        start.Environment["XDG_CONFIG_HOME"] = folder;      // no controls but those of the set list
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        return System.Diagnostics.Process.Start(start)!;
    }

    private void Read(Process from, ConcurrentQueue<string> output, ConcurrentQueue<string> error)
    {
        from.OutputDataReceived += (_, line) => Keep(line.Data, output);
        from.ErrorDataReceived += (_, line) => Keep(line.Data, error);
        from.BeginOutputReadLine();
        from.BeginErrorReadLine();
    }

    private void Keep(string? line, ConcurrentQueue<string> where)
    {
        if (line is null) return;

        where.Enqueue(line);
        if (ItemLine().Match(line) is not { Success: true } match) return;

        Interlocked.Increment(ref switches);
        item = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"  item (\d+) of \d+, ")]
    private static partial Regex ItemLine();
}
