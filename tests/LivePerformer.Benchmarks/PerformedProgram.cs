using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LivePerformer.Benchmarks;

/// <summary>`LivePerformer perform` in a process of its own.</summary>
internal sealed partial class PerformedProgram : IDisposable
{
    private readonly Process process;

    private PerformedProgram(Process process) => this.process = process;

    /// <summary>Where its page is; null where it has none.</summary>
    public string? Address { get; private set; }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Goes on as soon as it plays.</summary>
    public static PerformedProgram Start((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LivePerformer.dll"), "perform", "--plain", .. arguments]) { RedirectStandardOutput = true };
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(AppContext.BaseDirectory, "nobody");
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        var program = new PerformedProgram(Process.Start(start)!);
        while (program.process.StandardOutput.ReadLine() is { } line)
        {
            if (Page().Match(line) is { Success: true } page) program.Address = page.Groups[1].Value;
            if (!line.Contains("Ctrl-C stops", StringComparison.Ordinal)) continue;

            _ = program.process.StandardOutput.ReadToEndAsync();        // or it would wait for a reader
            return program;
        }

        throw new InvalidOperationException($"LivePerformer ended at once with exit code {program.process.ExitCode}");
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex(@"The page: (http://127\.0\.0\.1:\d+/)")]
    private static partial Regex Page();
}
