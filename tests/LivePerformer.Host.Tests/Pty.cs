using System.Diagnostics;
using System.Text;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>The program on a terminal: what it writes there, and keys that are pressed.</summary>
internal sealed class Pty : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly string pid;
    private readonly Thread thread;

    public Pty(Scratch scratch, IEnumerable<string> arguments, int columns, int rows, params (string Name, string Value)[] environment)
    {
        string script = Requires.Tool("script", "bsdutils");
        pid = scratch.Path("pid");
        string program = Path.Combine(AppContext.BaseDirectory, "LivePerformer.dll");
        string command = $"echo $$ > '{pid}'; stty cols {columns} rows {rows}; exec dotnet '{program}' {string.Join(' ', arguments.Select(a => $"'{a}'"))}";
        var start = new ProcessStartInfo(script, ["-qec", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        thread = new Thread(Read) { IsBackground = true };
        thread.Start();
    }

    /// <summary>All that was written so far.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    public void Press(char key)
    {
        process.StandardInput.Write(key);
        process.StandardInput.Flush();
    }

    public void Signal(string name) => Process.Start("kill", [$"-{name}", File.ReadAllText(pid).Trim()]).WaitForExit();

    /// <summary>The terminal takes nothing any more, as one whose scrolling was stopped, or takes all again.</summary>
    public void Block(bool blocks) => Process.Start("kill", [blocks ? "-STOP" : "-CONT", $"{process.Id}"]).WaitForExit();

    public void WaitUntil(Func<string, bool> condition, string what)
    {
        for (long began = Stopwatch.GetTimestamp(); !condition(Output); Thread.Sleep(20))
        {
            if (process.HasExited) Assert.Fail($"LivePerformer ended before {what}. Output: {Output}");
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(1)) Assert.Fail($"Waited in vain for {what}. Output: {Output}");
        }
    }

    public int WaitForExit()
    {
        if (!process.WaitForExit(TimeSpan.FromMinutes(2))) Assert.Fail($"LivePerformer did not end. Output: {Output}");
        thread.Join();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private void Read()
    {
        var part = new char[4096];
        for (int count; (count = process.StandardOutput.Read(part)) > 0;)
        {
            lock (output) output.Append(part, 0, count);
        }
    }
}
