using System.Collections.Concurrent;
using System.Diagnostics;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>A command line tool that runs beside a test, and what it has printed so far.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>Starts it with these variables beside the inherited ones.</summary>
    public ToolProcess(IReadOnlyDictionary<string, string> environment, string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string key, string value) in environment) start.Environment[key] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Lines => [.. lines];

    public string Text => string.Join('\n', lines);

    public bool HasExited => process.HasExited;

    /// <summary>The exit code, when the tool has ended by itself.</summary>
    public int WaitForExit()
    {
        Assert.True(process.WaitForExit(Patience), $"{process.StartInfo.FileName} did not end: {Text}");
        process.WaitForExit();      // and its output is read to the end
        return process.ExitCode;
    }

    /// <summary>SIGTERM, or SIGKILL.</summary>
    public void Kill(bool gently)
    {
        if (process.HasExited) return;
        if (gently)
        {
            using Process kill = Process.Start("kill", [process.Id.ToString()]);
            kill.WaitForExit();
        }
        else
        {
            process.Kill();
        }

        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.WaitForExit(Patience);
    }

    public void Dispose()
    {
        Kill(gently: false);
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not null) lines.Enqueue(e.Data);
    }
}
