using System.Diagnostics;

namespace LivePerformer.Benchmarks;

/// <summary>A JACK server of its own, at real-time priority, with a driver that only keeps time.</summary>
internal sealed class DummyServer : IDisposable
{
    private readonly Process jackd;

    public DummyServer(int rate, int frames)
    {
        jackd = Process.Start(new ProcessStartInfo("jackd", ["-n", Name, "--realtime", "-d", "dummy", "-r", $"{rate}", "-p", $"{frames}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        jackd.OutputDataReceived += (_, _) => { };
        jackd.ErrorDataReceived += (_, _) => { };
        jackd.BeginOutputReadLine();
        jackd.BeginErrorReadLine();
        Wait();
    }

    public string Name { get; } = $"lp-bench-{Environment.ProcessId}";

    public void Dispose()
    {
        using Process kill = Process.Start("kill", [$"{jackd.Id}"]);
        kill.WaitForExit();
        if (!jackd.WaitForExit(TimeSpan.FromSeconds(5))) jackd.Kill();
        jackd.Dispose();
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
