using System.ComponentModel;
using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>A program that does something heavy beside the music, in a process of its own: its garbage stops nobody else, it
/// runs when nothing else wants to, and whoever no longer needs it ends it with all that it started.</summary>
/// <param name="Program">What to start.</param>
/// <param name="Arguments">What it is always given first.</param>
internal sealed record Errand(string Program, IReadOnlyList<string> Arguments)
{
    private const int LongestError = 2_000;

    /// <summary>LivePerformer itself.</summary>
    public static Errand Ourselves()
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "LivePerformer.dll");
        string? host = Environment.ProcessPath;
        string name = Path.GetFileNameWithoutExtension(host) ?? "";
        return name == "LivePerformer" ? new(host!, []) : new(name == "dotnet" ? host! : "dotnet", [assembly]);
    }

    /// <summary>A .NET program out of its assembly.</summary>
    public static Errand Of(string assembly) => new(Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet", [assembly]);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">In which it works; null: in ours.</param>
    /// <param name="home">Where it finds presets and models.</param>
    /// <param name="line">Called with each line of its output.</param>
    /// <exception cref="OperationCanceledException">It was stopped; nothing of it runs any more.</exception>
    /// <exception cref="LivePerformerException">It could not be started, or failed: the last line that it complained with.</exception>
    public async Task Run(IEnumerable<string> arguments, string? folder, Installation home, Action<string> line, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(Program, [.. Arguments, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true, WorkingDirectory = folder ?? "",
        };
        start.Environment[Installation.Variable] = home.Root;
        start.Environment.Remove("DOTNET_GCgen0size");      // ours is made for a callback in process
        using Process process = Open(start);
        process.StandardInput.Close();
        Task reading = Read(process.StandardOutput, line);
        string complaint = "";
        Task complaining = Read(process.StandardError, text => complaint = text.Length > 0 ? text[..Math.Min(text.Length, LongestError)] : complaint);
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        await Task.WhenAll(reading, complaining);
        if (process.ExitCode != 0) throw new LivePerformerException(complaint.Length > 0 ? complaint : $"{Path.GetFileName(Program)} ended with code {process.ExitCode} and said nothing. Try it on the command line.");
    }

    private Process Open(ProcessStartInfo start)
    {
        try
        {
            return LowestPriority.Start(start);
        }
        catch (Win32Exception fault)
        {
            throw new LivePerformerException($"'{Program}' cannot be started ({fault.Message.TrimEnd('.')}). Put it on the PATH.", fault);
        }
    }

    private static async Task Read(StreamReader from, Action<string> line)
    {
        while (await from.ReadLineAsync() is { } text) line(text);
    }
}
