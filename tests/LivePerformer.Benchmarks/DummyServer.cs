using System.Diagnostics;

namespace LivePerformer.Benchmarks;

/// <summary>A JACK server of its own, at real-time priority, with a driver that only keeps time.</summary>
internal sealed class DummyServer : IDisposable
{
    private readonly string[] arguments;
    private Process jackd;

    /// <param name="sync">The cycle waits for every client: a busy machine stretches it, and nobody misses one.</param>
    public DummyServer(int rate, int frames, bool sync = false)
    {
        arguments = ["-n", Name, "--realtime", .. sync ? ["--sync"] : Array.Empty<string>(), "-d", "dummy", "-r", $"{rate}", "-p", $"{frames}"];
        jackd = Start();
    }

    public string Name { get; } = $"lp-bench-{Environment.ProcessId}";

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        jackd.Kill();
        jackd.WaitForExit();
    }

    /// <summary>Another one of the same name, where the first was killed.</summary>
    public void Restart()
    {
        jackd.Dispose();
        jackd = Start();
    }

    public void Dispose()
    {
        if (!jackd.HasExited)
        {
            using Process kill = Process.Start("kill", [$"{jackd.Id}"]);
            kill.WaitForExit();
            if (!jackd.WaitForExit(TimeSpan.FromSeconds(5))) jackd.Kill();
        }

        jackd.Dispose();
    }

    private Process Start()
    {
        Process started = Process.Start(new ProcessStartInfo("jackd", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        started.OutputDataReceived += (_, _) => { };
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        Wait();
        return started;
    }

    private void Wait()
    {
        var start = new ProcessStartInfo("jack_wait", ["-w", "-t", "20"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JACK_DEFAULT_SERVER"] = Name;
        using Process wait = Process.Start(start)!;
        wait.StandardError.ReadToEndAsync();
        wait.StandardOutput.ReadToEnd();
        wait.WaitForExit();
    }
}
