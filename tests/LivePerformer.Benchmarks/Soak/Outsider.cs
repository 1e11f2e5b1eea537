using System.Diagnostics;
using System.Globalization;

namespace LivePerformer.Benchmarks;

/// <summary>A client in the graph that is a process of its own, as a keyboard or a synthesizer is: see <see cref="SoakClient"/>.</summary>
internal sealed class Outsider : IDisposable
{
    private readonly Process process;
    private readonly Tape tape;
    private bool isDisposed;
    private volatile int connections;
    private volatile int losses;
    private long frame;

    /// <param name="tape">Goes on with what it sends, or hears.</param>
    public Outsider(string role, string server, Tape tape)
    {
        this.tape = tape;
        process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Outsider).Assembly.Location, "soak", SoakClient.Option, role, server])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.AutoFlush = true;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>It has a place in the graph.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>To and from its ports.</summary>
    public int Connections => connections;

    /// <summary>How often a server was lost.</summary>
    public int Losses => losses;

    /// <summary>The last server's end: the frame on the client's clock, and the place on the tape.</summary>
    public (long Frame, int Taped) Death { get; private set; }

    /// <summary>On the client's clock, when it last told something of itself.</summary>
    public long Frame => Volatile.Read(ref frame);

    public long Xruns { get; private set; }

    public double LongestGapMs { get; private set; }

    public void Tell(string command) => process.StandardInput.WriteLine(command);

    /// <summary>Lets it leave in good order, with all that it knows.</summary>
    public void Close()
    {
        if (!process.HasExited) process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20))) process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (isDisposed) return;

        isDisposed = true;
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;

        string[] words = line.Split(' ');
        long Number(int at) => long.Parse(words[at], CultureInfo.InvariantCulture);
        switch (words[0])
        {
            case "message":
                tape.Add(Number(1), (byte)Number(2), new((byte)Number(3), (byte)Number(4), (byte)Number(5)));
                break;
            case "lost":
                Death = (Number(1), tape.Count);
                connections = 0;
                losses++;
                break;
            case "state":
                IsOpen = true;
                Volatile.Write(ref frame, Number(1));
                connections = (int)Number(2);
                Xruns = Number(3);
                LongestGapMs = Number(4) / 1e3;
                break;
        }
    }
}
