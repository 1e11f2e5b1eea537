using System.Diagnostics;
using System.Text;

namespace LivePerformer.Host.Tests;

/// <summary>The program as a user starts it: a process of its own, its output and its exit code.</summary>
internal sealed class Cli : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    private Cli(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    public string Error
    {
        get { lock (error) return error.ToString(); }
    }

    /// <summary>Starts LivePerformer and goes on.</summary>
    /// <param name="environment">Variables for it, beside those of the test.</param>
    public static Cli Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        StartIn(AppContext.BaseDirectory, arguments, environment);

    /// <summary>Starts the LivePerformer of another folder.</summary>
    public static Cli StartIn(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        string[] words = [.. arguments];
        bool hasPage = words is not ["perform", ..] || words.Contains("--page") || words.Contains("--port");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(folder, "LivePerformer.dll"));
        foreach (string word in words) start.ArgumentList.Add(word);
        if (!hasPage) start.ArgumentList.Add("--page=off");      // it is for its own tests
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(AppContext.BaseDirectory, "nobody");     // the musician's own controls are no part of a test
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new Cli(start);
    }

    /// <summary>Starts LivePerformer and waits for its end.</summary>
    public static (int Code, string Output, string Error) Run(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        using Cli cli = Start(arguments, environment);
        int code = cli.WaitForExit();
        return (code, cli.Output, cli.Error);
    }

    /// <summary>The exit code; a program that hangs is killed, and the test fails.</summary>
    public int WaitForExit()
    {
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"LivePerformer did not end. Output: {Output} Error: {Error}");
        }

        process.WaitForExit();      // its output has been read to the end
        return process.ExitCode;
    }

    /// <summary>Waits for a refusal: a non-zero exit code and one line on the error output, which is returned.</summary>
    public string WaitForRefusal()
    {
        int code = WaitForExit();
        Assert.True(code != 0, $"went well: {Output}");
        string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.DoesNotContain("Exception", line);
        return line;
    }

    /// <summary>Waits until a condition holds, which the program's own progress brings about.</summary>
    public void WaitUntil(Func<bool> condition, string what)
    {
        for (long began = Stopwatch.GetTimestamp(); !condition(); Thread.Sleep(20))
        {
            if (process.HasExited) Assert.Fail($"LivePerformer ended before {what}. Output: {Output} Error: {Error}");
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(1)) Assert.Fail($"Waited in vain for {what}. Output: {Output} Error: {Error}");
        }
    }

    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{process.Id}"]).WaitForExit();

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }
}
